import type { HostReport, Report } from '../model/report.ts';
import { countOf, countsOf, notesOf, showCount } from './counts.ts';
import { describeHost } from './describe-host.ts';
import { foldHosts } from './fold-hosts.ts';
import { codeMarkdown, escapeMarkdown, proseMarkdown } from './markdown-text.ts';
import { nextCommand, type TypedWords } from './next-command.ts';
import { type KeyGroup, type Section, sectionsOf, type TroubleGroup } from './sections.ts';

/** How a report is written for a pull request. */
interface MarkdownView extends TypedWords {
  /** Adds what is known of every host. */
  readonly isVerbose?: boolean;
}

/** How much of a long report is written. */
interface Room {
  readonly groups: number;
  /** Names or ranges of hosts in one list. */
  readonly items: number;
  readonly isVerbose: boolean;
}

/** GitHub takes 65,536 characters in a comment; a little is left for what a workflow writes around it. */
const MOST_CHARACTERS = 65_000;
/** Longer lists of hosts are folded away until somebody opens them. */
const MOST_OPEN = 8;

/**
 * The report for a comment on a pull request: verdict, counts, a section for each sort of trouble or change. Lists are
 * cut so that it fits. The same report gives the same text; its last line alone tells the time.
 */
export function renderMarkdown(report: Report, view: MarkdownView = {}): string {
  const isVerbose = view.isVerbose === true;
  const rooms: readonly Room[] = [
    { groups: 1000, items: 5000, isVerbose },
    { groups: 200, items: 200, isVerbose: false },
    { groups: 50, items: 40, isVerbose: false },
    { groups: 12, items: 12, isVerbose: false },
  ];
  const smallest: Room = { groups: 4, items: 3, isVerbose: false };
  for (const room of rooms) {
    const text = renderWithin(report, room, view);
    if (text.length <= MOST_CHARACTERS) return text;
  }
  return renderWithin(report, smallest, view);
}

function renderWithin(report: Report, room: Room, typed: TypedWords): string {
  const blocks = [
    `### vlkctl ${report.command}: ${verdict(report)}${notesOf(report)}`,
    ...(report.simulated ? ['Every host is simulated: nothing real was read or changed.'] : []),
    table(
      [
        ['hosts', '---:'],
        ['', '---'],
      ],
      countsOf(report).map(({ count, word }) => [showCount(count), word]),
    ),
    ...renderRefusals(report),
    ...sectionsOf(report, room.isVerbose).map((section) => renderSection(section, room)),
    ...renderUndeclared(report, room),
    ...renderNext(report, typed),
    `<sub>inventory ${report.inventoryDigest.slice(0, 12)}, ${report.generatedAt}</sub>`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

const WELL: ReadonlySet<string> = new Set(['in order', 'with nothing to settle']);

/** What a reviewer has to know if he reads nothing else. */
function verdict(report: Report): string {
  if ((report.refusals ?? []).length > 0) return report.command === 'apply' ? 'refused' : 'would be refused';
  const open = countsOf(report).filter(({ word, count }) => count > 0 && !WELL.has(word));
  const count = report.hosts.length;
  if (open.length > 0)
    return `${open.map((one) => `${showCount(one.count)} ${one.word}`).join(', ')} of ${countOf(count, 'host')}`;
  return report.command === 'recover'
    ? `nothing to settle on ${countOf(count, 'host')}`
    : `${countOf(count, 'host')} in order`;
}

function renderRefusals({ refusals = [] }: Report): readonly string[] {
  return refusals.map(
    ({ code, message, help }) => `> ${codeMarkdown(code)} **${proseMarkdown(message)}**<br>${proseMarkdown(help)}`,
  );
}

function renderSection({ title, hosts, groups }: Section, room: Room): string {
  const shown = groups.slice(0, room.groups);
  const troubles = shown.filter((group) => group.kind === 'trouble');
  const keys = shown.filter((group) => group.kind === 'key');
  const rest = groups.slice(shown.length).reduce((sum, group) => sum + group.hosts.length, 0);
  return [
    `#### ${title} (${showCount(hosts.length)})`,
    ...(troubles.length === 0 ? [] : [troubles.map((group) => renderTrouble(group, room)).join('\n')]),
    ...(keys.length === 0 ? [] : [renderKeys(keys, room)]),
    ...(rest === 0 ? [] : [`... and ${countOf(rest, 'more host')} in other groups; \`--output json\` has all.`]),
  ].join('\n\n');
}

function renderTrouble({ code, help, hosts, messages }: TroubleGroup, room: Room): string {
  const name = code === undefined ? '' : `${codeMarkdown(code)} `;
  const todo = help === undefined ? '' : `<br>${proseMarkdown(help)}`;
  const [only] = messages;
  if (messages.length === 1 && only !== undefined) {
    return `- **${showCount(hosts.length)}** ${name}${proseMarkdown(only.message)}${todo}<br>${listHosts(hosts, room)}`;
  }
  const shown = messages.slice(0, room.items);
  const rest = messages.slice(shown.length).reduce((sum, one) => sum + one.hosts.length, 0);
  return [
    `- **${showCount(hosts.length)}** ${name}${todo}`,
    ...shown.map((one) => `  - ${listHosts(one.hosts, room)}: ${proseMarkdown(one.message)}`),
    ...(rest === 0 ? [] : [`  - ... and ${countOf(rest, 'more host')}`]),
  ].join('\n');
}

/** Columns that nobody fills are left out. */
function renderKeys(groups: readonly KeyGroup[], room: Room): string {
  const columns = [
    { title: 'hosts', align: '---:', cell: ({ hosts }: KeyGroup) => showCount(hosts.length) },
    { title: 'key', align: '---', cell: ({ key }: KeyGroup) => escapeMarkdown(key) },
    { title: 'before', align: '---', cell: ({ found }: KeyGroup) => codeCell(found) },
    { title: 'after', align: '---', cell: ({ declared }: KeyGroup) => codeCell(declared) },
    { title: 'strategy', align: '---', cell: ({ strategy }: KeyGroup) => escapeMarkdown(strategy) },
    { title: 'why', align: '---', cell: ({ cause }: KeyGroup) => escapeMarkdown(cause) },
    { title: 'window', align: '---', cell: ({ window }: KeyGroup) => escapeMarkdown(window.replace(/^window /, '')) },
    { title: 'read', align: '---', cell: ({ reported }: KeyGroup) => escapeMarkdown(reported) },
    { title: 'settled', align: '---', cell: ({ settled }: KeyGroup) => escapeMarkdown(settled) },
    { title: 'which', align: '---', cell: ({ hosts }: KeyGroup) => listHosts(hosts, room) },
  ].filter(({ cell }) => groups.some((group) => cell(group) !== ''));
  return table(
    columns.map(({ title, align }) => [title, align]),
    groups.map((group) => columns.map(({ cell }) => cell(group))),
  );
}

function codeCell(text: string): string {
  return text === '' ? '' : codeMarkdown(text);
}

/** Hosts on one line; a long list opens on a click. */
function listHosts(hosts: readonly HostReport[], room: Room): string {
  const items = room.isVerbose ? hosts.map(withDetail) : foldHosts(hosts.map(({ host }) => host));
  const shown = items.slice(0, room.items);
  const rest = items.slice(shown.length).reduce((sum, item) => sum + item.hosts, 0);
  const list = [
    ...shown.map(({ text }) => codeMarkdown(text)),
    ...(rest === 0 ? [] : [`... and ${showCount(rest)} more`]),
  ].join(room.isVerbose ? '<br>' : ', ');
  if (items.length <= MOST_OPEN) return list;
  return `<details><summary>${countOf(hosts.length, 'host')}</summary>${list}</details>`;
}

function withDetail(host: HostReport): { readonly text: string; readonly hosts: number } {
  const detail = describeHost(host);
  return { text: `${host.host} ${host.os} ${host.key}${detail === '' ? '' : ` ${detail}`}`, hosts: 1 };
}

function renderUndeclared({ undeclared }: Report, room: Room): readonly string[] {
  if (undeclared.length === 0) return [];
  const rows = undeclared.slice(0, room.items).map(({ host, intent }) => [codeMarkdown(host), codeMarkdown(intent)]);
  const rest = undeclared.length - rows.length;
  return [
    `#### NOT DECLARED ANY MORE: a change never settled (${showCount(undeclared.length)})`,
    table(
      [
        ['host', '---'],
        ['change', '---'],
      ],
      rows,
    ),
    ...(rest === 0 ? [] : [`... and ${showCount(rest)} more`]),
  ];
}

function renderNext(report: Report, typed: TypedWords): readonly string[] {
  const next = nextCommand(report, typed);
  return next === undefined ? [] : [`Next: ${codeMarkdown(next)}`];
}

function table(
  head: readonly (readonly [title: string, align: string])[],
  rows: readonly (readonly string[])[],
): string {
  return [head.map(([title]) => title), head.map(([, align]) => align), ...rows].map(tableRow).join('\n');
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
