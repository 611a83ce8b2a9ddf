import { join } from 'node:path';
import { isConnectionLost, lostFault } from '../answers/dcom-fault.ts';
import { type Fault, TransportError } from '../model/fault.ts';
import type { HostSpec } from '../model/host.ts';
import type { Observation } from '../model/observation.ts';
import type { Transport, WriteSession } from '../model/transport.ts';
import { aimCalls } from './encode-calls.ts';
import { payloadSession } from './payload-session.ts';
import { scriptHostRunner } from './script-host.ts';
import { stopped } from './stopped.ts';
import type { TransportSettings } from './transport-settings.ts';

/** What may stand in a WMI path: an IPv4 address, a host name. The payload checks it once more. */
const HOST = /^[a-z0-9][a-z0-9._-]{0,254}$/i;

/**
 * DCOM from a Windows controller, as the current user: the payload runs under the controller's own script host and
 * reaches WMI and the registry of the host. Two things stand for the lock it cannot hold there:
 *
 * - a mark on the host, HKLM\SOFTWARE\vlkctl\Busy, taken away once every call was answered. One that stays, since this
 *   machine or the connection died, makes the host busy for twice the timeout of a call, by the host's own clock.
 * - a file in the state folder that the cscript of a change holds open: as long as that waits, the host is busy.
 */
export function wmiTransport(settings: TransportSettings): Transport {
  const open = async (host: HostSpec, signal: AbortSignal): ReturnType<Transport['openWrite']> => {
    if (signal.aborted) throw stopped(signal);
    const target = targetOf(host);
    const mark = { name: settings.runName, seconds: Math.ceil((2 * settings.timeoutMs) / 1000) };
    const runner = await scriptHostRunner(settings, {
      aimed: (calls) => aimCalls(calls, target, mark),
      lockFile: join(settings.stateFolder, `busy-${target.toLowerCase()}`),
    });
    return overDcom(payloadSession(runner, settings.now));
  };
  return { kind: 'wmi', openRead: open, openWrite: open };
}

function targetOf(host: HostSpec): string {
  if (host.access.kind !== 'wmi') throw new Error(`${host.name} is not reached over wmi`);
  if (HOST.test(host.name)) return host.name;
  throw new TransportError({
    code: 'host-unreachable',
    message: 'its name cannot stand in a WMI path',
    help: 'Use a host name or an IPv4 address: letters, digits, dots, hyphens and underscores.',
  });
}

/** The same session, with what only a way over DCOM makes of its faults. */
function overDcom(session: WriteSession): WriteSession {
  return {
    observe: (signal) => explained(async () => refuseHalf(await session.observe(signal))),
    change: (change, signal) => explained(() => session.change(change, signal)),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** An observation whose end was lost on the way is none: its unknown parts are no property of the host. */
function refuseHalf(observation: Observation): Observation {
  for (const part of [observation.activation, observation.key, observation.oobeTimer]) {
    if (part.state === 'unknown') throwIfLost(part.fault);
  }
  return observation;
}

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    if (error.fault.code === 'program-missing') throw new TransportError(noController(error.fault));
    if (error.fault.code === 'provider-failed') throwIfLost(error.fault);
    throw error;
  }
}

function throwIfLost({ hresult }: Fault): void {
  if (hresult !== undefined && isConnectionLost(hresult)) throw new TransportError(lostFault(hresult));
}

function noController(fault: Fault): Fault {
  return {
    ...fault,
    message: `${fault.message}: wmi needs a Windows controller`,
    help: 'Run vlkctl on Windows, with VBScript installed, or reach the host by another access.',
  };
}
