import type { HostSpec } from '../model/host.ts';
import type { Transport } from '../model/transport.ts';
import { payloadSession } from './payload-session.ts';
import { scriptHostRunner } from './script-host.ts';
import { stopped } from './stopped.ts';
import type { TransportSettings } from './transport-settings.ts';

/** This machine, through its own script host. */
export function localTransport(settings: TransportSettings): Transport {
  const open = async (_host: HostSpec, signal: AbortSignal): ReturnType<Transport['openWrite']> => {
    if (signal.aborted) throw stopped(signal);
    return payloadSession(await scriptHostRunner(settings), settings.now);
  };
  return { kind: 'local', openRead: open, openWrite: open };
}
