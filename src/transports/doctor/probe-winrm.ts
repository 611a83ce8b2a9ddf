import type { Probe, Probing } from '../../model/check.ts';
import type { HostSpec } from '../../model/host.ts';
import type { TransportSettings } from '../transport-settings.ts';
import { askOffer, isWinrm, type Offer } from './ask-offer.ts';
import { checkOffer } from './check-offer.ts';
import { checkPort } from './check-port.ts';
import { checkPasswords } from './check-programs.ts';
import { tryConnect } from './connect.ts';
import { lookUpName } from './look-up-name.ts';
import { makeTrail } from './trail.ts';

const LISTENS =
  'On the host: `winrm enumerate winrm/config/listener` shows its port, `winrm quickconfig` sets it up. WinRM 1.1 listens on 80, 2.0 on 5985.';

/** Password, name, port, and what the service there offers to somebody without an account. */
export async function probeWinrm(host: HostSpec, settings: TransportSettings, probing: Probing): Promise<Probe> {
  const { access } = host;
  if (access.kind !== 'winrm') throw new Error(`${host.name} is not reached over winrm`);
  const { scheme } = access;
  const port = access.port ?? (scheme === 'https' ? 5986 : 5985);
  const trail = makeTrail(settings, probing);
  const { options } = trail;
  let offer: Offer | string = '';
  // A password that is missing keeps nobody from looking at the way.
  await trail.step('controller', () => checkPasswords('controller', [host], settings));
  const isOpen =
    (await trail.step('name', () => lookUpName(host.name, probing.signal))) &&
    (await trail.step('connection', async () => checkPort(port, await tryConnect(host.name, port, options), LISTENS)));
  if (isOpen) {
    await trail.step('service', async () => {
      offer = await askOffer({ scheme, host: host.name, port }, options.limitMs, probing.signal);
      return checkOffer(offer, access, port);
    });
  }
  const clock = clockOf(offer, settings);
  return { ...(await trail.end(host.name, port)), ...(clock !== undefined && { clock }) };
}

/** Only of WinRM itself: another web server on the port may be a proxy with a clock of its own. */
function clockOf(offer: Offer | string, { now }: TransportSettings): Probe['clock'] {
  const said = typeof offer === 'string' || !isWinrm(offer) ? Number.NaN : Date.parse(offer.date);
  return Number.isNaN(said) ? undefined : { host: new Date(said).toISOString(), here: now() };
}
