import type { Waiver } from '../model/rollout.ts';
import { daysBetween, isDay } from './calendar-day.ts';
import type { Facts } from './facts.ts';
import type { Problem } from './make-diagnostic.ts';
import { makeNearest } from './make-nearest.ts';
import { rangeOf } from './source.ts';
import { entryOf, textOf, valuePlace, type WrittenMap } from './written.ts';

/** So many days before its end a waiver is worth a warning. */
const SOON_DAYS = 30;

/** Reports waivers for hosts that are not declared. */
export function* waiverForUnknownHost({ declarations, hosts }: Facts): Generator<Problem> {
  const nearestHost = makeNearest(() => [...hosts.values()].map(({ name }) => name));
  for (const waiver of declarations.waivers) {
    const entry = entryOf(waiver, 'host');
    const name = textOf(entry);
    if (entry === undefined || name === undefined || name === '' || hosts.has(name.toLowerCase())) continue;
    const help = unknownHostHelp(name, nearestHost);
    yield { code: 'unknown-host', message: `No host is declared as '${name}'.`, help, at: valuePlace(entry) };
  }
}

function unknownHostHelp(name: string, nearestHost: (name: string) => string | undefined): string {
  if (/[[*@,]/.test(name)) return 'A waiver is for one host: write one for each, with its full name.';
  const meant = nearestHost(name);
  if (meant !== undefined) return `Did you mean '${meant}'?`;
  return 'Write the name as it is declared; remove the waiver if the host is gone.';
}

/** Reports waivers that have ended, and warns of those that end soon. The day `until` still counts. */
export function* waiverEnding({ declarations, today }: Facts): Generator<Problem> {
  for (const waiver of declarations.waivers) {
    const entry = entryOf(waiver, 'until');
    const until = textOf(entry);
    if (entry === undefined || until === undefined || !isDay(until)) continue;
    const left = daysBetween(today, until);
    if (left > SOON_DAYS) continue;
    const host = textOf(entryOf(waiver, 'host')) ?? '';
    yield { ...(left < 0 ? ended(host, until) : endsSoon(host, until, left)), at: valuePlace(entry) };
  }
}

/** Reports a second waiver for the same drift of the same host. */
export function* waiverTwice({ declarations }: Facts): Generator<Problem> {
  const first = new Map<string, WrittenMap>();
  for (const waiver of declarations.waivers) {
    const host = entryOf(waiver, 'host');
    const drift = textOf(entryOf(waiver, 'drift'));
    if (host === undefined || drift === undefined) continue;
    const id = `${drift} ${textOf(host)?.toLowerCase()}`;
    const other = entryOf(first.get(id), 'host');
    first.set(id, waiver);
    if (other === undefined) continue;
    const message = `The ${drift} drift of '${textOf(host)}' is waived twice.`;
    const related = { message: 'first here', at: valuePlace(other) };
    yield { code: 'duplicate-key', message, help: 'Keep one of the two.', at: valuePlace(host), other: related };
  }
}

/** The waiver that a mapping without errors stands for; the host is named as it is declared. */
export function resolveWaiver(waiver: WrittenMap, { hosts }: Pick<Facts, 'hosts'>): Waiver {
  const text = (name: string): string => textOf(entryOf(waiver, name)) ?? '';
  const host = entryOf(waiver, 'host');
  return {
    host: hosts.get(text('host').toLowerCase())?.name ?? text('host'),
    drift: text('drift') === 'key' ? 'key' : 'os-level',
    reason: text('reason'),
    owner: text('owner'),
    until: text('until'),
    at: rangeOf(host === undefined ? waiver : valuePlace(host)),
  };
}

type Text = Pick<Problem, 'code' | 'severity' | 'message' | 'help'>;

function ended(host: string, until: string): Text {
  return {
    code: 'waiver-expired',
    message: `The waiver for '${host}' ended on ${until}.`,
    help: 'Mend the host and remove the waiver, or agree with its owner on a later day.',
  };
}

function endsSoon(host: string, until: string, left: number): Text {
  const days = left === 1 ? '1 day' : `${left} days`;
  return {
    code: 'waiver-expires-soon',
    severity: 'warning',
    message: left === 0 ? `The waiver for '${host}' ends today.` : `The waiver for '${host}' ends in ${days}.`,
    help: `After ${until} it is an error: mend the host, or agree with its owner on a later day.`,
  };
}
