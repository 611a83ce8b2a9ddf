import type { HostSpec } from '../model/host.ts';
import { forHost, isPerHost, type SecretRef } from '../model/secret.ts';
import { readSecret } from './read-secret.ts';
import { refuseDebugging } from './refuse-debugging.ts';
import type { SecretSurroundings } from './secret-source.ts';

/** Reads the password of an access for a host, by its name. Throws RunRefused. */
export type ReadPassword = (ref: SecretRef, host: string) => Promise<string>;

/** Three thousand hosts with one password ask for it once, and all get the same answer; so does a host with its own. */
export function passwordReader(hosts: readonly HostSpec[], around: SecretSurroundings): ReadPassword {
  const values = new Map<string, Promise<string>>();
  let labels: ReadonlyMap<string, string> | undefined;
  return (ref, host) => {
    const meant = forHost(ref, host);
    const known = values.get(JSON.stringify(meant));
    if (known !== undefined) return known;
    labels ??= labelsOf(hosts);
    const access = `the password of access ${labels.get(JSON.stringify(ref)) ?? 'unknown'}`;
    const value = readOne(meant, isPerHost(ref) ? `${access} for ${host}` : access, around);
    values.set(JSON.stringify(meant), value);
    return value;
  };
}

async function readOne(ref: SecretRef, what: string, around: SecretSurroundings): Promise<string> {
  refuseDebugging(around.env);
  return readSecret(ref, { kind: 'password', what }, around);
}

/** The access that each password belongs to. */
function labelsOf(hosts: readonly HostSpec[]): ReadonlyMap<string, string> {
  const accesses = new Set(hosts.map(({ access }) => access));
  return new Map(
    [...accesses].flatMap((access) =>
      'password' in access ? [[JSON.stringify(access.password), access.label] as const] : [],
    ),
  );
}
