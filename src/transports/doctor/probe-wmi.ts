import { notChecked, type Probe, type Probing } from '../../model/check.ts';
import type { HostSpec } from '../../model/host.ts';
import type { TransportSettings } from '../transport-settings.ts';
import { checkPort } from './check-port.ts';
import { checkScriptHost } from './check-programs.ts';
import { tryConnect } from './connect.ts';
import { lookUpName } from './look-up-name.ts';
import { makeTrail } from './trail.ts';

/** Where every conversation over DCOM begins; it goes on at ports that Windows chooses. */
const ENDPOINT_MAPPER = 135;

const LISTENS =
  'On the host start the service RpcSs, and let DCOM in: `netsh firewall set service RemoteAdmin enable` (Windows XP SP2, Server 2003 SP1 and later).';

/** The script host here, name, and the port of RPC. */
export async function probeWmi(host: HostSpec, settings: TransportSettings, probing: Probing): Promise<Probe> {
  const trail = makeTrail(settings, probing);
  const attempt = () => tryConnect(host.name, ENDPOINT_MAPPER, trail.options);
  await trail.step('controller', () => checkScriptHost('controller', settings));
  const isOpen =
    (await trail.step('name', () => lookUpName(host.name, probing.signal))) &&
    (await trail.step('connection', async () => checkPort(ENDPOINT_MAPPER, await attempt(), LISTENS)));
  if (isOpen) await trail.step('service', () => notChecked('service', 'not checked over wmi: RPC lists no schemes'));
  return trail.end(host.name, ENDPOINT_MAPPER);
}
