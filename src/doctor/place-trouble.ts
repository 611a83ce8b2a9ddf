import { type Check, type CheckName, failed, passed, type Trouble } from '../model/check.ts';
import type { HostSpec } from '../model/host.ts';
import { chainOf } from './links.ts';

/** The link that each fault breaks; the others may come of any link. */
const BREAKS: Readonly<Partial<Record<Trouble['code'], CheckName>>> = {
  'program-missing': 'controller',
  'no-receipt': 'answer',
  'receipt-too-old': 'answer',
  'not-reported': 'answer',
  'name-not-resolved': 'name',
  'host-unreachable': 'connection',
  'connection-refused': 'connection',
  'host-key-mismatch': 'trust',
  'certificate-rejected': 'trust',
  'auth-denied': 'logon',
  'credential-suspended': 'logon',
  'clock-skew': 'logon',
  'access-denied': 'rights',
  'script-host-failed': 'answer',
  'wrong-bitness': 'answer',
  'unreadable-answer': 'answer',
  'provider-failed': 'answer',
  'quota-exceeded': 'answer',
  'service-busy': 'answer',
};

/**
 * Writes what went wrong on the link it broke, and says of the links before it that they held: without them nobody
 * could have found out.
 */
export function placeTrouble(host: HostSpec, decided: readonly Check[], trouble: Trouble): readonly Check[] {
  const broken = brokenLink(host, decided, trouble);
  const chain = chainOf(host);
  const before = broken === 'rights' ? beforeAnswer(chain) : chain.slice(0, Math.max(0, chain.indexOf(broken)));
  return [...heldLinks(host, decided, before), failed(broken, trouble)];
}

/** The links of the whole chain that nobody looked at one by one, once the host has answered. */
export function heldLinks(
  host: HostSpec,
  decided: readonly Check[],
  chain: readonly CheckName[] = chainOf(host),
): readonly Check[] {
  const known = new Set(decided.map(({ what }) => what));
  return chain.filter((what) => !known.has(what)).map((what) => passed(what, heldText(what, host)));
}

function brokenLink(host: HostSpec, decided: readonly Check[], { code }: Trouble): CheckName {
  const breaks = BREAKS[code];
  const holds = (what: CheckName): boolean => decided.some((check) => check.what === what && check.status === 'passed');
  // The port took the connection before, so the trouble is with what listens there: `no matching host key type`.
  if (breaks === 'connection' && holds('connection') && chainOf(host).includes('service')) return 'service';
  if (breaks !== undefined && !holds(breaks)) return breaks;
  // Whether a machine can be trusted is known at once or not at all: what hangs there hangs in the logon.
  return chainOf(host).find((what) => what !== 'trust' && !decided.some((check) => check.what === what)) ?? 'answer';
}

function beforeAnswer(chain: readonly CheckName[]): readonly CheckName[] {
  return chain.filter((what) => what !== 'answer' && what !== 'sftp');
}

type HeldText = (access: HostSpec['access']) => string;

/** What is known of a link that held, as the host has answered behind it. */
const HELD: Readonly<Partial<Record<CheckName, HeldText>>> = {
  controller: () => 'has what it needs',
  connection: ({ kind }) => (kind === 'simulated' ? 'simulated: the host is switched on' : 'made'),
  trust: ({ kind }) => (kind === 'ssh' ? 'the host key is the known one' : 'the certificate is trusted'),
  logon: (access) =>
    access.kind === 'winrm' && access.username !== undefined
      ? `accepted as ${access.username}, with ${access.authentication}`
      : 'accepted',
  answer: () => 'the host can be read',
};

function heldText(what: CheckName, { access }: HostSpec): string {
  return HELD[what]?.(access) ?? 'works';
}
