import type { HostReport, HostStatus, Report } from '../model/report.ts';

/** Sections in the order a tired person needs them: what somebody has to act on first, what is well last. */
const SECTIONS: readonly { readonly status: HostStatus; readonly title: string }[] = [
  { status: 'unsettled', title: 'UNSETTLED: a person must look at these' },
  { status: 'activation-lost', title: 'ACTIVATION LOST: Windows demands activation' },
  { status: 'activation-pending', title: 'ACTIVATION PENDING: restart these' },
  { status: 'undone', title: 'UNDONE: the change did not take, the host is as it was' },
  { status: 'interrupted', title: 'INTERRUPTED: an earlier change stopped half-way' },
  { status: 'blocked', title: 'BLOCKED: nothing may be done to these' },
  { status: 'plan-stale', title: 'STALE: no longer as planned, not touched' },
  { status: 'unknown', title: 'UNKNOWN: could not be read' },
  { status: 'held', title: 'HELD: not begun' },
  { status: 'drifted', title: 'DRIFTED: another key than declared' },
  { status: 'change', title: 'TO CHANGE' },
  { status: 'verified', title: 'CHANGED and read back' },
  { status: 'settled', title: 'SETTLED' },
];

const CAUSE = {
  pending: 'the inventory changed',
  drift: 'the host changed by itself since it was last verified',
  'no-history': 'never verified before',
} as const;

/** The report for people: grouped by what needs attention; hosts that are in order are only counted. */
export function renderText(report: Report): string {
  const sections = SECTIONS.flatMap(({ status, title }) => {
    const hosts = report.hosts.filter((host) => host.status === status && !isQuiet(host));
    return hosts.length === 0 ? [] : [renderSection(`${title} (${hosts.length})`, hosts)];
  });
  return [...sections, ...renderUndeclared(report), renderCounts(report)].join('\n');
}

/** `recover` says nothing of hosts that had nothing to settle. */
function isQuiet(host: HostReport): boolean {
  return host.status === 'settled' && host.settled === undefined;
}

function renderSection(title: string, hosts: readonly HostReport[]): string {
  const rows = hosts.map((host) => [host.host, host.os, host.key, describe(host)]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  return `${[title, ...lines, ...renderHelp(hosts)].join('\n')}\n`;
}

/** What to do, once for each thing to do; named by its code where a section has several. */
function renderHelp(hosts: readonly HostReport[]): readonly string[] {
  const codes = new Map<string, string | undefined>();
  for (const { help, code } of hosts) if (help !== undefined) codes.set(help, code);
  return [...codes].map(([help, code]) => (codes.size === 1 ? `  -> ${help}` : `  -> ${code}: ${help}`));
}

function describe(host: HostReport): string {
  const settled = (host.settled ?? []).map((one) => `earlier change ${one.intent}: ${one.result}`);
  const what = host.message === undefined ? describeKey(host) : describeTrouble(host);
  return [what, ...settled].filter((text) => text !== '').join('; ');
}

/** A code that is the section's own title says nothing more. */
function describeTrouble({ status, code, message }: HostReport): string {
  return code === undefined || code === status ? `${message}` : `${code}: ${message}`;
}

function describeKey({ status, actual, desired, strategy, cause }: HostReport): string {
  const before = actual?.state === 'present' ? actual.lastFive : 'no key';
  const wanted = desired?.lastFive ?? '?';
  const why = cause === undefined ? '' : `; ${CAUSE[cause]}`;
  if (status === 'drifted') return `carries ${before}, declared ${wanted}${why}`;
  if (status === 'change') return `${before} -> ${wanted}  by ${strategy}${why}`;
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
