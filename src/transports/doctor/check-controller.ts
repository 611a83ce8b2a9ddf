import type { Check } from '../../model/check.ts';
import type { AccessKind, HostSpec } from '../../model/host.ts';
import type { TransportSettings } from '../transport-settings.ts';
import { checkPasswords, checkScriptHost, checkSshClient } from './check-programs.ts';

/** What the hosts of an inventory need on this machine to be reached. */
export async function checkController(
  hosts: readonly HostSpec[],
  settings: TransportSettings,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const kinds = new Set<AccessKind>(hosts.map(({ access }) => access.kind));
  return [
    ...(kinds.has('ssh') ? [await checkSshClient('ssh-client', settings, signal)] : []),
    ...(kinds.has('wmi') || kinds.has('local') ? [await checkScriptHost('script-host', settings)] : []),
    ...(kinds.has('winrm') ? [await checkPasswords('passwords', hosts, settings)] : []),
  ];
}
