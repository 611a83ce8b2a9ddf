import type { KeyMention } from '../model/host.ts';
import { countOf, showCount } from './counts.ts';
import { shortAccess } from './describe-access.ts';
import { type HostsDocument, type ListedHost, replacementsOf } from './hosts-document.ts';
import { alignRows, longest } from './lay-out.ts';

interface Column {
  readonly heading: string;
  readonly cell: (host: ListedHost) => string;
}

/** A table that may say less than all: what it leaves out stands below it. */
interface Layout {
  readonly columns: readonly Column[];
  readonly notes: readonly string[];
}

const COLUMNS: readonly Column[] = [
  { heading: 'HOST', cell: ({ name }) => name },
  { heading: 'OS LEVEL', cell: ({ os }) => os },
  { heading: 'KEY', cell: ({ key }) => key.label },
  { heading: 'ACCESS', cell: ({ access }) => shortAccess(access) },
  { heading: 'WINDOW', cell: ({ window = '' }) => window },
  { heading: 'TAGS', cell: ({ tags }) => tags.join(',') },
  { heading: 'GROUPS', cell: ({ groups }) => groups.join('/') },
];

/** What still tells hosts apart where lines are too short: the label of the access, the innermost group. */
const NARROW: Readonly<Record<string, Column['cell']>> = {
  ACCESS: ({ access }) => access.label,
  GROUPS: ({ groups }) => groups.at(-1) ?? '',
};

/** Columns to do without, one after the other. */
const DISPENSABLE = ['GROUPS', 'TAGS', 'WINDOW', 'ACCESS'];

/** The resolved inventory for people: one line a host, then how many there are of each OS level and key. */
export function renderHostsText(document: HostsDocument, columns: number): string {
  const { lines, notes } = firstThatFits(document.hosts, columns);
  const below = notes.length === 0 ? '' : `${notes.join('\n')}\n\n`;
  return `${lines.join('\n')}\n\n${below}${renderTotals(document)}`;
}

/** The rows of a table of hosts, headings first. A column without any value has no heading either. */
export function hostRows(hosts: readonly ListedHost[], columns: readonly Column[] = COLUMNS): readonly string[][] {
  const used = columns.filter(({ cell }) => hosts.some((host) => cell(host) !== ''));
  return [used.map(({ heading }) => heading), ...hosts.map((host) => used.map(({ cell }) => cell(host)))];
}

function firstThatFits(
  hosts: readonly ListedHost[],
  width: number,
): Pick<Layout, 'notes'> & { lines: readonly string[] } {
  let found: Pick<Layout, 'notes'> & { lines: readonly string[] } = { lines: [], notes: [] };
  for (const { columns, notes } of layouts(hosts)) {
    found = { lines: alignRows(hostRows(hosts, columns)), notes };
    if (longest(found.lines) <= width) break;
  }
  return found;
}

/** From all there is to ever less: shorter cells, what all hosts share said once, whole columns left out. */
function* layouts(hosts: readonly ListedHost[]): Generator<Layout> {
  yield { columns: COLUMNS, notes: [] };
  const narrow = COLUMNS.map(({ heading, cell }) => ({ heading, cell: NARROW[heading] ?? cell }));
  yield { columns: narrow, notes: [] };
  const shared = narrow.filter((column) => column.heading !== 'HOST' && isShared(column, hosts));
  let columns = narrow.filter((column) => !shared.includes(column));
  const said = shared.map(
    ({ heading, cell }) => `${heading.toLowerCase()} ${hosts[0] === undefined ? '' : cell(hosts[0])}`,
  );
  const notes = said.length === 0 ? [] : [`All of them: ${said.join(', ')}`];
  yield { columns, notes };
  for (const [count, dropped] of DISPENSABLE.entries()) {
    columns = columns.filter(({ heading }) => heading !== dropped);
    const names = DISPENSABLE.slice(0, count + 1).map((heading) => heading.toLowerCase());
    yield { columns, notes: [...notes, `Not shown, for want of columns: ${names.join(', ')}. --output json has all.`] };
  }
}

function isShared({ cell }: Column, hosts: readonly ListedHost[]): boolean {
  const [first] = hosts;
  return first !== undefined && cell(first) !== '' && hosts.every((host) => cell(host) === cell(first));
}

function renderTotals({ hosts, summary, simulated }: HostsDocument): string {
  const replaced = replacementsOf(hosts);
  const keys = countRows('by key', summary.keys).map((row) => [
    ...row,
    describeReplacement(replaced.get(row[1] ?? '')),
  ]);
  const rows = [...countRows('by OS level', summary.os), ...keys];
  const count = `${countOf(summary.hosts, 'host')}${simulated ? ' (simulated)' : ''}`;
  return `${[count, ...alignRows(rows)].join('\n')}\n`;
}

/** "" for a key that nothing takes the place of. */
function describeReplacement(by: KeyMention | undefined): string {
  return by === undefined ? '' : `replaced by ${by.label} (${by.at.file}:${by.at.line})`;
}

function countRows(heading: string, counts: Readonly<Record<string, number>>): readonly (readonly string[])[] {
  return Object.entries(counts).map(([name, count], at) => [`  ${at === 0 ? heading : ''}`, name, showCount(count)]);
}
