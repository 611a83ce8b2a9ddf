import { type Check, type CheckName, failed, passed } from '../../model/check.ts';
import { TransportError } from '../../model/fault.ts';
import type { HostSpec } from '../../model/host.ts';
import { RunRefused } from '../../model/run-refused.ts';
import { describeSecret, type SecretRef } from '../../model/secret.ts';
import { runProcess } from '../run-process.ts';
import type { TransportSettings } from '../transport-settings.ts';
import { findProgram } from './find-program.ts';

const LIMIT_MS = 5000;

/** The OpenSSH client of this machine, with its version; it reaches nobody. */
export async function checkSshClient(
  what: CheckName,
  settings: TransportSettings,
  signal: AbortSignal,
): Promise<Check> {
  const ending = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  try {
    const { stderr } = await runProcess({ program: 'ssh', args: ['-V'], env: settings.childEnvironment }, ending);
    // `OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.19 27 Jan 2026`
    return passed(what, stderr.split(',')[0]?.trim() ?? '');
  } catch (error) {
    if (error instanceof TransportError) return failed(what, error.fault);
    throw error;
  }
}

/** The script host of this machine, which runs the payload for `local` and `wmi`. It is not started. */
export async function checkScriptHost(what: CheckName, settings: TransportSettings): Promise<Check> {
  const found = await findProgram(settings.scriptHost, settings.childEnvironment);
  if (found !== undefined) return passed(what, found);
  return failed(what, {
    code: 'program-missing',
    message: `${settings.scriptHost} is not found on this machine`,
    help: 'Run vlkctl on Windows with VBScript installed, or reach the host over winrm or ssh.',
  });
}

/** Whether passwords can be read, where each host has its own the first host's; their values go nowhere. */
export async function checkPasswords(
  what: CheckName,
  hosts: readonly HostSpec[],
  settings: TransportSettings,
): Promise<Check> {
  const refs = new Map<string, { readonly ref: SecretRef; readonly host: string }>();
  for (const { name, access } of hosts) {
    if (access.kind !== 'winrm' || access.password === undefined) continue;
    const { password: ref } = access;
    const known = JSON.stringify(ref);
    if (!refs.has(known)) refs.set(known, { ref, host: name });
  }
  try {
    for (const { ref, host } of refs.values()) await settings.readPassword(ref, host);
  } catch (error) {
    if (error instanceof RunRefused) return failed(what, error);
    throw error;
  }
  const places = [...refs.values()].map(({ ref }) => describeSecret(ref));
  return passed(what, places.length === 0 ? 'no password is needed' : `the password is there: ${places.join(', ')}`);
}
