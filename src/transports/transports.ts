import type { AccessKind } from '../model/host.ts';
import type { Transport } from '../model/transport.ts';
import { localTransport } from './local.ts';
import { notBuilt } from './not-built.ts';
import { simulatedTransport } from './simulated.ts';
import { sshTransport } from './ssh.ts';
import type { TransportSettings } from './transport-settings.ts';

const MAKERS: Readonly<Record<AccessKind, (settings: TransportSettings) => Transport>> = {
  local: localTransport,
  manual: () => notBuilt('manual'),
  simulated: simulatedTransport,
  ssh: sshTransport,
  'startup-script': () => notBuilt('startup-script'),
  winrm: () => notBuilt('winrm'),
  wmi: () => notBuilt('wmi'),
};

/** The transport of an access kind, made once and used for all its hosts. */
export function transports(settings: TransportSettings): (kind: AccessKind) => Transport {
  const made = new Map<AccessKind, Transport>();
  return (kind) => {
    const transport = made.get(kind) ?? MAKERS[kind](settings);
    made.set(kind, transport);
    return transport;
  };
}
