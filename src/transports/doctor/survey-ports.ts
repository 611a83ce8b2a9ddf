import type { SeenPort } from '../../model/check.ts';
import { askOffer, isWinrm, type Offer, printable } from './ask-offer.ts';
import { type ConnectOptions, tryConnect } from './connect.ts';

type Way = 'greeting' | 'rpc' | 'plain' | 'http' | 'https';

/** Where services by which hosts can be reached listen by default: WinRM 1.1 on 80 and 443, 2.0 on 5985 and 5986. */
const WELL_KNOWN: readonly { readonly port: number; readonly way: Way }[] = [
  { port: 22, way: 'greeting' },
  { port: 80, way: 'http' },
  { port: 135, way: 'rpc' },
  { port: 443, way: 'https' },
  { port: 445, way: 'plain' },
  { port: 5985, way: 'http' },
  { port: 5986, way: 'https' },
];
/** Whoever is there answers within this time; seven ports are asked at once. */
const LIMIT_MS = 3000;
const LISTEN_MS = 1500;

/** Looks who answers at the well-known ports, all but the one that was tried already. */
export async function surveyPorts(
  host: string,
  tried: number | undefined,
  options: Pick<ConnectOptions, 'signal' | 'clock'>,
): Promise<readonly SeenPort[]> {
  const others = WELL_KNOWN.filter(({ port }) => port !== tried);
  return Promise.all(others.map(({ port, way }) => lookAt(host, port, way, options)));
}

async function lookAt(
  host: string,
  port: number,
  way: Way,
  options: Pick<ConnectOptions, 'signal' | 'clock'>,
): Promise<SeenPort> {
  const listening = way === 'greeting' ? { listenMs: LISTEN_MS } : {};
  const attempt = await tryConnect(host, port, { ...options, limitMs: LIMIT_MS, ...listening });
  if (attempt.state === 'refused') return { port, is: 'refused', said: 'refused' };
  if (attempt.state !== 'open') return { port, is: 'silent', said: 'no answer' };
  if (way === 'greeting') return { port, ...whoGreets(attempt.greeting) };
  if (way === 'rpc') return { port, is: 'rpc', said: 'open, as DCOM needs it' };
  if (way === 'plain') return { port, is: 'other', said: 'open' };
  return { port, ...whoOffers(await askOffer({ scheme: way, host, port }, LIMIT_MS, options.signal), way) };
}

/** What speaks first on a port: `SSH-2.0-OpenSSH_for_Windows_8.1`, perhaps after other lines. */
export function whoGreets(greeting: string): Omit<SeenPort, 'port'> {
  const lines = greeting.split('\n');
  const name = lines.find((line) => line.startsWith('SSH-'));
  if (name !== undefined) return { is: 'ssh', said: printable(name) };
  const line = printable(lines[0] ?? '');
  return { is: 'other', said: line === '' ? 'open, says nothing' : `not SSH: ${line}` };
}

/** Who answers to a POST at a port. */
function whoOffers(offer: Offer | string, scheme: 'http' | 'https'): Omit<SeenPort, 'port'> {
  if (typeof offer === 'string') return { is: 'other', said: `open, no answer over ${scheme}` };
  if (isWinrm(offer)) {
    const said = `WinRM over ${scheme}: ${offer.schemes.join(', ')}`;
    return { is: scheme === 'http' ? 'winrm' : 'winrm-https', said };
  }
  return { is: 'other', said: nameOf(offer) };
}

/** A web server that is not WinRM, in its own words. */
export function nameOf({ server, status }: Offer): string {
  return `a web server that is not WinRM (${server === '' ? '' : `${server}, `}status ${status})`;
}
