import type { Access, HostSpec, WinrmAccess } from '../model/host.ts';
import { describeSecret } from '../model/secret.ts';
import { unreachable } from '../model/unreachable.ts';

/** How an access reaches a host, in words; never a secret. */
// oxlint-disable-next-line complexity -- one case a kind, and the compiler sees that none is missing
export function describeAccess(access: Access): string {
  switch (access.kind) {
    case 'ssh':
      return list(
        'OpenSSH client of this machine',
        access.user === undefined ? 'user from ssh_config' : `as ${access.user}`,
        access.port === undefined ? undefined : `port ${access.port}`,
        access.configFile === undefined ? undefined : `with ${access.configFile}`,
      );
    case 'local':
      return 'this machine itself, through its own script host';
    case 'simulated':
      return list(
        'a host inside vlkctl',
        access.startsWith === 'other-key' ? 'starts with another key' : 'starts with the declared key',
        access.fault === undefined ? undefined : `fault ${access.fault}`,
      );
    case 'wmi':
      return 'DCOM from this machine, as the current user';
    case 'winrm':
      return list(
        `WS-Management over ${access.scheme} with ${access.authentication}`,
        access.port === undefined ? undefined : `port ${access.port}`,
        access.username === undefined ? undefined : `as ${access.username}`,
        access.password === undefined ? undefined : `password from ${describeSecret(access.password)}`,
        describeTrust(access),
        access.sealing === 'demanded' ? undefined : 'unencrypted where the host refuses to encrypt',
      );
    case 'startup-script':
      return list(
        'the host runs a bundle by itself',
        `receipts in ${access.receipts}`,
        `good for ${describeDuration(access.maxAgeMs)}`,
      );
    case 'manual':
      return list('a person changes the key by hand', `good for ${describeDuration(access.maxAgeMs)}`);
    default:
      return unreachable(access);
  }
}

function describeTrust({ scheme, trust }: WinrmAccess): string | undefined {
  if (scheme === 'http' || trust.by === 'system') return undefined;
  return trust.by === 'pin' ? `certificate ${trust.sha256}` : `authorities of ${trust.file}`;
}

/** An access as one cell of a table: `plant-a (ssh)`, or just the kind where the label says the same. */
export function shortAccess({ label, kind }: Pick<HostSpec['access'], 'label' | 'kind'>): string {
  return label === kind ? kind : `${label} (${kind})`;
}

/** The largest unit that comes out whole: `7d`, `90m`. */
export function describeDuration(ms: number): string {
  const units = [
    { unit: 'd', ms: 86_400_000 },
    { unit: 'h', ms: 3_600_000 },
    { unit: 'm', ms: 60_000 },
  ];
  const whole = units.find((each) => ms > 0 && ms % each.ms === 0);
  return whole === undefined ? `${ms / 1000}s` : `${ms / whole.ms}${whole.unit}`;
}

function list(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(', ');
}
