import type { HostCounts } from '../model/journal-entry.ts';
import type { HostStatus, Report } from '../model/report.ts';
import { describeSpan } from '../model/span.ts';

/** `3,000`: digits in threes, whatever the language of the machine. */
export function showCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 host`, `3,000 hosts`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${showCount(count)} ${count === 1 ? one : many}`;
}

/** What a status is called beside a number, in the order of the last line; the last three are always counted. */
const WORDS: Readonly<Record<HostStatus, string>> = {
  verified: 'changed',
  change: 'to change',
  delegated: 'delegated',
  drifted: 'drifted',
  interrupted: 'interrupted',
  settled: 'settled',
  'nothing-to-settle': 'with nothing to settle',
  'in-order': 'in order',
  waived: 'waived',
  unsettled: 'unsettled',
  undone: 'undone',
  'activation-lost': 'activation lost',
  'activation-pending': 'activation pending',
  'plan-stale': 'stale',
  unknown: 'unknown',
  blocked: 'blocked',
  held: 'held',
};
const ALWAYS: readonly HostStatus[] = ['unknown', 'blocked', 'held'];

/** How many hosts have each status, in words; unknown, blocked and held are counted even when there are none. */
export function countsOf({ summary }: Report): readonly { readonly word: string; readonly count: number }[] {
  return statusesIn(WORDS).flatMap((status) => {
    const count = summary[status] ?? 0;
    return count > 0 || ALWAYS.includes(status) ? [{ word: WORDS[status], count }] : [];
  });
}

/** `17 changed, 4 in order`; empty when nothing was counted. */
export function countsInWords(counts: HostCounts): string {
  return statusesIn(WORDS)
    .flatMap((status) => {
      const count = counts[status] ?? 0;
      return count > 0 ? [`${showCount(count)} ${WORDS[status]}`] : [];
    })
    .join(', ');
}

function statusesIn(words: typeof WORDS): readonly HostStatus[] {
  // oxlint-disable-next-line no-unsafe-type-assertion -- the record above has exactly these names
  return Object.keys(words) as HostStatus[];
}

/** The line that ends a report: `24 hosts: 17 to change, 4 in order, 1 unknown, 2 blocked, 0 held (simulated)`. */
export function summaryLine(report: Report): string {
  const counts = countsOf(report).map(({ word, count }) => `${showCount(count)} ${word}`);
  return `${countOf(report.hosts.length, 'host')}: ${counts.join(', ')}${notesOf(report)}`;
}

/** What everybody has to know of the whole: ` (4 self-reported, up to 3 days ago) (interrupted) (simulated)`. */
export function notesOf({ interrupted, simulated, hosts }: Report): string {
  return `${reportedNote(hosts)}${interrupted ? ' (interrupted)' : ''}${simulated ? ' (simulated)' : ''}`;
}

function reportedNote(hosts: Report['hosts']): string {
  const reported = hosts.flatMap((host) => host.reported ?? []);
  if (reported.length === 0) return '';
  const oldest = reported.reduce((most, { ageSeconds = 0 }) => Math.max(most, ageSeconds), 0);
  return ` (${showCount(reported.length)} self-reported, up to ${describeSpan(oldest * 1000)} ago)`;
}
