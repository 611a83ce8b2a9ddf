import type { Access, HostSpec, KeyMention, KeySpec } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import type { KeyIdentity } from '../model/key.ts';
import { type SecretKind, secretKind } from '../model/secret.ts';

/** The resolved inventory as it may be shown: JSON-safe, and of a secret no more than its kind. */
export interface HostsDocument {
  readonly formatVersion: 1;
  readonly simulated: boolean;
  readonly files: readonly string[];
  readonly inventoryDigest: string;
  readonly summary: HostsSummary;
  readonly hosts: readonly ListedHost[];
}

export interface HostsSummary {
  readonly hosts: number;
  /** Hosts by OS level and by key; those without a host are left out. */
  readonly os: Readonly<Record<string, number>>;
  readonly keys: Readonly<Record<string, number>>;
}

export interface ListedHost
  extends Pick<
    HostSpec,
    'name' | 'computerName' | 'os' | 'edition' | 'language' | 'window' | 'tags' | 'groups' | 'at'
  > {
  readonly key: ListedKey;
  readonly access: Readonly<Record<string, unknown>> & { readonly label: string; readonly kind: Access['kind'] };
  readonly origins: HostSpec['origins'];
}

export interface ListedKey extends Pick<KeySpec, 'label' | 'product' | 'languages' | 'seats' | 'replacedBy'> {
  readonly identity?: KeyIdentity;
  readonly secret: SecretKind;
}

/** Lists the selected hosts of an inventory with everything that is resolved. */
export function hostsDocument(inventory: Inventory, hosts: readonly HostSpec[]): HostsDocument {
  return {
    formatVersion: 1,
    simulated: inventory.simulation,
    files: inventory.files,
    inventoryDigest: inventory.digest,
    summary: {
      hosts: hosts.length,
      os: countBy(hosts, ({ os }) => os),
      keys: countBy(hosts, ({ key }) => key.label),
    },
    hosts: hosts.map(listHost),
  };
}

function listHost({ key, access, ...host }: HostSpec): ListedHost {
  return { ...host, key: listKey(key), access: listAccess(access) };
}

/** A key as it may be shown. */
export function listKey({ label, product, languages, seats, identity, replacedBy, secret }: KeySpec): ListedKey {
  return {
    label,
    product,
    ...(languages !== undefined && { languages }),
    ...(seats !== undefined && { seats }),
    ...(identity !== undefined && { identity }),
    ...(replacedBy !== undefined && { replacedBy }),
    secret: secretKind(secret),
  };
}

function listAccess(access: HostSpec['access']): ListedHost['access'] {
  if (access.kind !== 'winrm' || access.password === undefined) return { ...access };
  return { ...access, password: secretKind(access.password) };
}

/** The key that takes the place of another one, for each key of these hosts that has one. */
export function replacementsOf(hosts: readonly ListedHost[]): ReadonlyMap<string, KeyMention> {
  return new Map(
    hosts.flatMap(({ key: { label, replacedBy } }) => (replacedBy === undefined ? [] : [[label, replacedBy] as const])),
  );
}

/** Sorted by name, so that the same inventory gives the same document. */
function countBy(hosts: readonly HostSpec[], of: (host: HostSpec) => string): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const host of hosts) counts.set(of(host), (counts.get(of(host)) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
