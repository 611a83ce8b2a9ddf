import type { AccessKind } from '../model/host.ts';
import type { Transport } from '../model/transport.ts';
import type { TransportSettings } from './transport-settings.ts';

/** Loaded when the first host needs one: most commands reach no host, and every run only a few kinds. */
const LOADERS: Readonly<Record<AccessKind, (settings: TransportSettings) => Promise<Transport>>> = {
  local: async (settings) => (await import('./local.ts')).localTransport(settings),
  manual: async (settings) => (await import('./reported.ts')).reportedTransport('manual', settings),
  simulated: async (settings) => (await import('./simulated.ts')).simulatedTransport(settings),
  ssh: async (settings) => (await import('./ssh.ts')).sshTransport(settings),
  'startup-script': async (settings) => (await import('./reported.ts')).reportedTransport('startup-script', settings),
  winrm: async (settings) => (await import('./winrm/winrm.ts')).winrmTransport(settings),
  wmi: async (settings) => (await import('./wmi.ts')).wmiTransport(settings),
};

/** The transport of an access kind, made once and used for all its hosts. */
export function transports(settings: TransportSettings): (kind: AccessKind) => Transport {
  const made = new Map<AccessKind, Transport>();
  return (kind) => {
    const transport = made.get(kind) ?? loadedOnce(kind, settings);
    made.set(kind, transport);
    return transport;
  };
}

function loadedOnce(kind: AccessKind, settings: TransportSettings): Transport {
  let loading: Promise<Transport> | undefined;
  const load = (): Promise<Transport> => (loading ??= LOADERS[kind](settings));
  return {
    kind,
    openRead: async (host, signal) => (await load()).openRead(host, signal),
    openWrite: async (host, signal) => (await load()).openWrite(host, signal),
  };
}
