import { type HostSpec, isSelfReporting } from '../model/host.ts';
import type { SecretRef } from '../model/secret.ts';
import type { ScheduledRun } from './schedule.ts';

/** Something that has to be there, and what for: `the password of access plant`, `key xp-en`. */
export interface Need {
  readonly name: string;
  readonly what: string;
}

/** What the secrets of a run come from, each once. */
export interface SecretNeeds {
  /** Names of environment variables. */
  readonly variables: readonly Need[];
  /** Absolute paths. */
  readonly files: readonly Need[];
  readonly programs: readonly Need[];
  /** Whether something is encrypted with age. */
  readonly hasAge: boolean;
}

/** What a run over these hosts has to be given: passwords for any, keys for a run that writes. */
export function secretNeeds(hosts: readonly HostSpec[], run: ScheduledRun): SecretNeeds {
  const reached = hosts.filter((host) => !isSelfReporting(host));
  const secrets = [...passwordsOf(reached), ...(run === 'apply' ? keysOf(reached) : [])];
  return {
    variables: collect(secrets, (ref) => ('env' in ref ? ref.env : undefined)),
    files: collect(secrets, fileOf),
    programs: collect(secrets, programOf),
    hasAge: secrets.some(([, ref]) => 'age' in ref),
  };
}

type Secret = readonly [what: string, ref: SecretRef];

function passwordsOf(hosts: readonly HostSpec[]): readonly Secret[] {
  const found = new Map<string, SecretRef>();
  for (const { access } of hosts) {
    if (access.kind === 'winrm' && access.password !== undefined)
      found.set(`the password of access ${access.label}`, access.password);
  }
  return [...found];
}

function keysOf(hosts: readonly HostSpec[]): readonly Secret[] {
  return [...new Map(hosts.map(({ key }) => [`key ${key.label}`, key.secret]))];
}

function fileOf(ref: SecretRef): string | undefined {
  if ('file' in ref) return ref.file;
  if ('sops' in ref) return ref.sops.file;
  return 'age' in ref && 'file' in ref.age ? ref.age.file : undefined;
}

function programOf(ref: SecretRef): string | undefined {
  if ('sops' in ref) return 'sops';
  return 'command' in ref ? ref.command[0] : undefined;
}

/** By name; what needs the same thing shares a line. */
function collect(secrets: readonly Secret[], nameOf: (ref: SecretRef) => string | undefined): readonly Need[] {
  const found = new Map<string, string>();
  for (const [what, ref] of secrets) {
    const name = nameOf(ref);
    if (name !== undefined) found.set(name, found.has(name) ? `${found.get(name)}, ${what}` : what);
  }
  return [...found].map(([name, what]) => ({ name, what })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
