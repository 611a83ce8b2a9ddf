import { type Check, type CheckName, notChecked, passed } from '../model/check.ts';
import type { HostSpec } from '../model/host.ts';
import { mayForceGuest } from './links.ts';

const REMEDY =
  'If the host is in no domain: at its console, Local Security Settings, "Network access: Sharing and security model for local accounts" to Classic (HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa, ForceGuest = 0).';

/**
 * Whether Windows XP makes a guest of whoever logs on over the network (ForceGuest). The value cannot be read by those it
 * shuts out, so this is a conclusion: a guest may not read what was read.
 */
export function checkGuestLogons(host: HostSpec, checks: readonly Check[]): readonly Check[] {
  if (!mayForceGuest(host)) return [];
  const statusOf = (what: CheckName) => checks.find((check) => check.what === what)?.status;
  if (host.access.kind === 'ssh')
    return statusOf('logon') === 'passed'
      ? [notChecked('guest-logons', 'not checked over ssh, which is not a network logon')]
      : [];
  if (statusOf('rights') === 'passed') return [passed('guest-logons', 'no: the account came in as itself')];
  if (statusOf('rights') !== 'failed' && statusOf('logon') !== 'failed') return [];
  const said = 'not known: whom it shuts out cannot read it. Windows XP outside a domain begins with it on';
  return [{ what: 'guest-logons', status: 'not-checked', said, remedy: REMEDY, code: 'guest-logons' }];
}
