import type { Probe, ProbeHost, Probing } from '../../model/check.ts';
import type { AccessKind, HostSpec } from '../../model/host.ts';
import type { TransportSettings } from '../transport-settings.ts';

type Load = () => Promise<(host: HostSpec, settings: TransportSettings, probing: Probing) => Promise<Probe>>;

/** Loaded when it is needed. A kind without one has nothing before its session that could be looked at. */
const PROBES: Readonly<Partial<Record<AccessKind, Load>>> = {
  ssh: async () => (await import('./probe-ssh.ts')).probeSsh,
  winrm: async () => (await import('./probe-winrm.ts')).probeWinrm,
  wmi: async () => (await import('./probe-wmi.ts')).probeWmi,
  local: async () => (await import('./probe-local.ts')).probeLocal,
  'startup-script': async () => (await import('./probe-receipts.ts')).probeReceipts,
};

/** Looks at the way to a host, link by link, before the ordinary session is opened. */
export function hostProber(settings: TransportSettings): ProbeHost {
  return async (host, probing) => {
    const load = PROBES[host.access.kind];
    return load === undefined ? { checks: [], ports: [] } : (await load())(host, settings, probing);
  };
}
