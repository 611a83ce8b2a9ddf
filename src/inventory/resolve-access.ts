import {
  type Access,
  SIMULATED_FAULTS,
  type SimulatedAccess,
  type SshAccess,
  type TlsTrust,
  type WinrmAccess,
} from '../model/host.ts';
import { absolutePath, demandDurationMs, demandOne, isTrue, numberIn, textIn } from './demand.ts';
import { ACCESS_KINDS } from './families.ts';
import { resolveSecret } from './resolve-secret.ts';
import { entryOf, type Written } from './written.ts';

/** The property that lets messages travel in clear. Its name is meant to be read twice. */
export const UNENCRYPTED = 'allowUnencryptedHttpThatAnybodyOnTheNetworkCanReadAndChange';

/** The access that a mapping without errors stands for. */
export function resolveAccess(value: Written): Access {
  const kind = demandOne(ACCESS_KINDS, textIn(value, 'kind'));
  switch (kind) {
    case 'local':
    case 'wmi':
      return { kind };
    case 'ssh':
      return resolveSsh(value);
    case 'winrm':
      return resolveWinrm(value);
    case 'startup-script':
      return { kind, receipts: absolutePath(value, 'receipts'), maxAgeMs: demandDurationMs(value, 'maxAge') };
    case 'manual':
      return { kind, maxAgeMs: demandDurationMs(value, 'maxAge') };
    case 'simulated':
      return resolveSimulated(value);
  }
}

function resolveSsh(value: Written): SshAccess {
  const user = textIn(value, 'user');
  const port = numberIn(value, 'port');
  return {
    kind: 'ssh',
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port }),
    ...(entryOf(value, 'config') !== undefined && { configFile: absolutePath(value, 'config') }),
  };
}

function resolveWinrm(value: Written): WinrmAccess {
  const port = numberIn(value, 'port');
  const username = textIn(value, 'username');
  const password = entryOf(value, 'password')?.value;
  return {
    kind: 'winrm',
    ...(port !== undefined && { port }),
    scheme: demandOne(['http', 'https'], textIn(value, 'scheme') ?? 'http'),
    authentication: demandOne(['ntlm', 'kerberos', 'basic'], textIn(value, 'authentication') ?? 'ntlm'),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password: resolveSecret(password) }),
    trust: resolveTrust(value),
    sealing: isTrue(value, UNENCRYPTED) ? 'where-offered' : 'demanded',
  };
}

function resolveTrust(value: Written): TlsTrust {
  const sha256 = textIn(value, 'certificateSha256');
  if (sha256 !== undefined) return { by: 'pin', sha256: toFingerprint(sha256) };
  if (entryOf(value, 'certificateAuthorities') === undefined) return { by: 'system' };
  return { by: 'authorities', file: absolutePath(value, 'certificateAuthorities') };
}

/** As Node tells a fingerprint: `AB:CD:…`. */
function toFingerprint(written: string): string {
  const digits = written.replaceAll(':', '').toUpperCase();
  return digits.replaceAll(/..(?!$)/g, '$&:');
}

function resolveSimulated(value: Written): SimulatedAccess {
  const fault = textIn(value, 'fault');
  return {
    kind: 'simulated',
    startsWith: demandOne(['other-key', 'desired-key'], textIn(value, 'starts')),
    ...(fault !== undefined && { fault: demandOne(SIMULATED_FAULTS, fault) }),
  };
}
