import { resolve as resolvePath } from 'node:path';
import type { Access, HostSpec, KeySpec, SimulatedFault } from '../model/host.ts';
import type { KeyIdentity } from '../model/key.ts';
import type { SecretRef } from '../model/secret.ts';
import type { ClaimedHost } from './claim-hosts.ts';
import { computerNameOf } from './computer-name.ts';
import type { Declarations } from './declare.ts';
import { LEVELS, PRODUCTS } from './families.ts';
import { rangeOf } from './source.ts';
import { entryOf, textOf, type Written, type WrittenEntry } from './written.ts';

/** What becomes of the declarations; part of the Inventory. */
export interface Resolved {
  readonly keys: ReadonlyMap<string, KeySpec>;
  readonly hosts: readonly HostSpec[];
}

type LabelledAccess = Access & { readonly label: string };

/**
 * Applies all defaults. Only for declarations without errors: anything missing is then a bug, and throws. Hosts come
 * sorted by name.
 */
export function resolveInventory(declarations: Declarations, claimed: readonly ClaimedHost[]): Resolved {
  const keys = new Map([...declarations.keys].map(([label, entry]) => [label, resolveKey(label, entry)]));
  const access = new Map([...declarations.access].map(([label, entry]) => [label, resolveAccess(label, entry.value)]));
  const hosts = claimed.map((host) => resolveHost(host, keys, access));
  return { keys, hosts: hosts.toSorted((a, b) => compareNames(a.name, b.name)) };
}

function resolveKey(label: string, entry: WrittenEntry): KeySpec {
  const identity = entryOf(entry.value, 'identity')?.value;
  return {
    label,
    product: oneOf(PRODUCTS, demand(entry.value, 'product')),
    secret: resolveSecret(entryOf(entry.value, 'secret')?.value),
    ...(identity !== undefined && { identity: resolveIdentity(identity) }),
    at: rangeOf(entry),
  };
}

function resolveSecret(value: Written | undefined): SecretRef {
  const env = textOf(entryOf(value, 'env'));
  return env === undefined ? { file: absolute(value, 'file') } : { env };
}

function resolveIdentity(value: Written): KeyIdentity {
  const productId = textOf(entryOf(value, 'productId'));
  return { lastFive: demand(value, 'lastFive'), ...(productId !== undefined && { productId }) };
}

function resolveAccess(label: string, value: Written): LabelledAccess {
  const kind = demand(value, 'kind');
  if (kind === 'local') return { label, kind };
  if (kind === 'ssh') return { label, kind, ...resolveSsh(value) };
  return { label, kind: oneOf(['simulated'], kind), ...resolveSimulated(value) };
}

function resolveSsh(value: Written): { user?: string; port?: number; configFile?: string } {
  const user = textOf(entryOf(value, 'user'));
  const port = entryOf(value, 'port')?.value;
  return {
    ...(user !== undefined && { user }),
    ...(port?.kind === 'scalar' && typeof port.value === 'number' && { port: port.value }),
    ...(entryOf(value, 'config') !== undefined && { configFile: absolute(value, 'config') }),
  };
}

const FAULTS: readonly SimulatedFault[] = [
  'unreachable',
  'refuses-key',
  'dies-in-change',
  'oem-media',
  'key-withheld',
  'class-missing',
  'other-name',
  'other-os-level',
];

function resolveSimulated(value: Written): { startsWith: 'other-key' | 'desired-key'; fault?: SimulatedFault } {
  const fault = textOf(entryOf(value, 'fault'));
  return {
    startsWith: oneOf(['other-key', 'desired-key'], demand(value, 'starts')),
    ...(fault !== undefined && { fault: oneOf(FAULTS, fault) }),
  };
}

function resolveHost(
  host: ClaimedHost,
  keys: ReadonlyMap<string, KeySpec>,
  access: ReadonlyMap<string, LabelledAccess>,
): HostSpec {
  const { settings, declaration } = host;
  return {
    name: host.name,
    computerName: computerNameOf(host),
    os: oneOf(LEVELS, settings.os?.value),
    key: present(keys.get(settings.key?.value ?? '')),
    access: present(access.get(settings.access?.value ?? '')),
    tags: settings.tags,
    groups: declaration.groups,
    origins: {},
    at: rangeOf(declaration.entry),
  };
}

function absolute(value: Written | undefined, name: string): string {
  return resolvePath(present(value).file.folder, demand(value, name));
}

function demand(value: Written | undefined, name: string): string {
  return present(textOf(entryOf(value, name)));
}

function oneOf<T extends string>(allowed: readonly T[], text: string | undefined): T {
  return present(allowed.find((each) => each === text));
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('An inventory with errors was resolved.');
  return value;
}

/** By code unit: the same order on every machine, whatever its locale. */
function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
