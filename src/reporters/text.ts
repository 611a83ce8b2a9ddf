import type { DriftCause } from '../model/drift.ts';
import type { HostReport, HostStatus, Report } from '../model/report.ts';

interface Section {
  readonly title: string;
  readonly holds: (host: HostReport) => boolean;
}

/** Sections in the order a tired person needs them: what somebody has to act on first, what is well last. */
const SECTIONS: readonly Section[] = [
  section('UNSETTLED: a person must look at these', 'unsettled'),
  section('ACTIVATION LOST: Windows demands activation', 'activation-lost'),
  section('ACTIVATION PENDING: restart these', 'activation-pending'),
  section('UNDONE: the change did not take, the host is as it was', 'undone'),
  section('INTERRUPTED: an earlier change stopped half-way', 'interrupted'),
  section('BLOCKED: nothing may be done to these', 'blocked'),
  section('STALE: no longer as planned, not touched', 'plan-stale'),
  section('UNKNOWN: could not be read', 'unknown'),
  section('HELD: not begun', 'held'),
  section('DRIFTED: the host changed since it was last verified', 'drifted', 'drift'),
  section('PENDING: the inventory changed, the host did not yet', 'drifted', 'pending'),
  section('NEVER VERIFIED: another key than declared', 'drifted', 'no-history'),
  section('TO CHANGE', 'change'),
  section('CHANGED and read back', 'verified'),
  section('SETTLED', 'settled'),
  section('IN ORDER, after an earlier change was settled', 'in-order'),
];

function section(title: string, status: HostStatus, cause?: DriftCause): Section {
  return {
    title,
    holds: (host) => host.status === status && (cause === undefined || (host.cause ?? 'no-history') === cause),
  };
}

/** The report for people: grouped by what needs attention; hosts that are in order are only counted. */
export function renderText(report: Report): string {
  const sections = SECTIONS.flatMap(({ title, holds }) => {
    const hosts = report.hosts.filter((host) => holds(host) && !isQuiet(host));
    return hosts.length === 0 ? [] : [renderSection(`${title} (${hosts.length})`, hosts)];
  });
  return [...sections, ...renderUndeclared(report), renderCounts(report)].join('\n');
}

/** Hosts that were in order from the start are only counted. */
function isQuiet(host: HostReport): boolean {
  return host.status === 'in-order' && host.settled === undefined;
}

/** Hosts in the same trouble stand together below it, so that it and what to do are said once. */
function renderSection(title: string, hosts: readonly HostReport[]): string {
  const troubles = new Map<string, HostReport[]>();
  for (const host of hosts) {
    const heading = renderTrouble(host);
    const members = troubles.get(heading);
    if (members === undefined) troubles.set(heading, [host]);
    else members.push(host);
  }
  const blocks = [...troubles].flatMap(([heading, members]) => {
    const indent = heading === '' ? '  ' : '    ';
    return [...(heading === '' ? [] : [heading]), ...renderTable(members, indent)];
  });
  return `${[title, ...blocks].join('\n')}\n`;
}

/** A code that is the section's own title says nothing more. */
function renderTrouble({ status, code, message, help }: HostReport): string {
  if (message === undefined) return '';
  const what = code === undefined || code === status ? message : `${code}: ${message}`;
  return help === undefined ? `  ${what}` : `  ${what}\n  -> ${help}`;
}

function renderTable(hosts: readonly HostReport[], indent: string): readonly string[] {
  const rows = hosts.map((host) => [host.host, host.os, host.key, describe(host)]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    `${indent}${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}

function describe(host: HostReport): string {
  const settled = (host.settled ?? []).map((one) => `earlier change ${one.intent}: ${one.result}`);
  return [describeKey(host), ...settled].filter((text) => text !== '').join('; ');
}

function describeKey({ status, actual, desired, strategy }: HostReport): string {
  const before = actual?.state === 'present' ? actual.lastFive : 'no key';
  const wanted = desired?.lastFive ?? '?';
  if (status === 'drifted') return `${before}, declared ${wanted}`;
  if (status === 'change') return `${before} -> ${wanted}  ${strategy}`;
  return status === 'verified' ? `now ${wanted}` : '';
}

function renderUndeclared({ undeclared }: Report): readonly string[] {
  if (undeclared.length === 0) return [];
  const lines = undeclared.map(({ host, intent }) => `  ${host}  ${intent}`);
  return [`NOT DECLARED ANY MORE: an announced change of these hosts was never settled\n${lines.join('\n')}\n`];
}

const COUNTED: readonly { readonly status: HostStatus; readonly word: string }[] = [
  { status: 'verified', word: 'changed' },
  { status: 'change', word: 'to change' },
  { status: 'drifted', word: 'drifted' },
  { status: 'interrupted', word: 'interrupted' },
  { status: 'settled', word: 'settled' },
  { status: 'nothing-to-settle', word: 'with nothing to settle' },
  { status: 'in-order', word: 'in order' },
  { status: 'unsettled', word: 'unsettled' },
  { status: 'undone', word: 'undone' },
  { status: 'activation-lost', word: 'activation lost' },
  { status: 'activation-pending', word: 'activation pending' },
  { status: 'plan-stale', word: 'stale' },
];

/** The last line; unknown, blocked and held are counted even when there are none. */
function renderCounts({ summary, hosts, simulated, interrupted }: Report): string {
  const some = COUNTED.flatMap(({ status, word }) =>
    summary[status] === undefined ? [] : [`${summary[status]} ${word}`],
  );
  const always = (['unknown', 'blocked', 'held'] as const).map((status) => `${summary[status] ?? 0} ${status}`);
  const notes = `${interrupted ? ' (interrupted)' : ''}${simulated ? ' (simulated)' : ''}`;
  return `${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}: ${[...some, ...always].join(', ')}${notes}\n`;
}
