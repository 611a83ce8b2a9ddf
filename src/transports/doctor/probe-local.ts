import type { Probe, Probing } from '../../model/check.ts';
import type { HostSpec } from '../../model/host.ts';
import type { TransportSettings } from '../transport-settings.ts';
import { checkScriptHost } from './check-programs.ts';
import { makeTrail } from './trail.ts';

/** The script host of this machine. */
export async function probeLocal(_host: HostSpec, settings: TransportSettings, probing: Probing): Promise<Probe> {
  const trail = makeTrail(settings, probing);
  await trail.step('controller', () => checkScriptHost('controller', settings));
  return { checks: trail.checks, ports: [] };
}
