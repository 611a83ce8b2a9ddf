import type { Check, CheckName } from '../model/check.ts';
import type { AccessKind, HostSpec } from '../model/host.ts';
import { osFamilyOf } from '../model/os-level.ts';

/** What is judged from what the host says of itself. */
const OBSERVED = ['computer-name', 'os-level', 'activation-class', 'rights', 'clock'] as const;

/** The links of each way to a host, up to the first answer, in the order in which they are needed. */
const CHAINS: Readonly<Record<AccessKind, readonly CheckName[]>> = {
  ssh: ['controller', 'name', 'connection', 'service', 'trust', 'logon', 'sftp', 'answer'],
  winrm: ['controller', 'name', 'connection', 'service', 'trust', 'logon', 'answer'],
  wmi: ['controller', 'name', 'connection', 'service', 'logon', 'answer'],
  local: ['controller', 'answer'],
  simulated: ['connection', 'answer'],
  'startup-script': ['receipts', 'answer'],
  manual: ['answer'],
};

/** The links that lead to the first answer of a host. */
export function chainOf({ access }: HostSpec): readonly CheckName[] {
  const chain = CHAINS[access.kind];
  // Over plain http there is no certificate to be trusted.
  return access.kind === 'winrm' && access.scheme === 'http' ? chain.filter((what) => what !== 'trust') : chain;
}

/** Every check of a host, in order. */
export function checksOf(host: HostSpec): readonly CheckName[] {
  return [...chainOf(host), ...OBSERVED, ...(mayForceGuest(host) ? (['guest-logons'] as const) : [])];
}

/** Windows XP takes network logons for guests unless it is in a domain; Server 2003 never does by itself. */
export function mayForceGuest({ os, access: { kind } }: HostSpec): boolean {
  return osFamilyOf(os) !== 'windows-server-2003' && (kind === 'winrm' || kind === 'wmi' || kind === 'ssh');
}

/** All checks of a host in order: the last word on each, and `not-tried` for those nobody came to. */
export function completeChecks(host: HostSpec, decided: readonly Check[], why: string): readonly Check[] {
  const known = new Map(decided.map((check) => [check.what, check]));
  return checksOf(host).map((what) => known.get(what) ?? { what, status: 'not-tried', said: why });
}

/** Whether a link is broken. */
export function isBroken(checks: readonly Check[]): boolean {
  return checks.some(({ status }) => status === 'failed');
}
