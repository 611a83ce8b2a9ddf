import type { HostReport, Report } from '../model/report.ts';
import { countOf, showCount, summaryLine } from './counts.ts';
import { foldHosts } from './fold-hosts.ts';
import { alignRows, hang, longest, wrapWords } from './lay-out.ts';
import { nextCommand, type TypedWords } from './next-command.ts';
import { type Group, type KeyGroup, type Section, sectionsOf, type TroubleGroup } from './sections.ts';
import { makeStyle, type Style } from './style.ts';
import { renderHostList, renderHostTable } from './text-hosts.ts';

/** How a report is looked at. */
export interface TextView extends TypedWords {
  /** Characters a line holds; 100 unless told. */
  readonly columns?: number;
  readonly hasColour?: boolean;
  /** Every host with what is known of it, and no list cut. */
  readonly isVerbose?: boolean;
}

interface Page {
  readonly width: number;
  readonly style: Style;
  readonly isVerbose: boolean;
}

/** Narrower pages than this help nobody; on wider ones the eye loses the line. */
const WIDTHS = { least: 60, otherwise: 100, most: 200 };
/** What is shown of a long report; `--verbose` and the other forms have all. */
const MOST = { groups: 12, messages: 8 };

/**
 * The report for people: grouped by what needs attention, the same trouble said once, hosts folded into ranges. Hosts
 * that are in order are only counted.
 */
export function renderText(report: Report, view: TextView = {}): string {
  const page: Page = {
    width: Math.min(Math.max(view.columns ?? WIDTHS.otherwise, WIDTHS.least), WIDTHS.most),
    style: makeStyle(view.hasColour === true),
    isVerbose: view.isVerbose === true,
  };
  const blocks = [
    ...renderRefusals(report, page),
    ...sectionsOf(report, page.isVerbose).map((section) => renderSection(section, page)),
    ...renderUndeclared(report, page),
    [
      ...hang('', wrapWords(summaryLine(report), page.width - 2), '  '),
      ...renderWaves(report, page),
      ...renderJournal(report, page),
      ...renderNext(report, view, page),
    ],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The guard's no comes before everything it is about. */
function renderRefusals({ refusals = [], command }: Report, { style, width }: Page): readonly (readonly string[])[] {
  if (refusals.length === 0) return [];
  const title = command === 'apply' ? 'REFUSED: nothing was written' : 'REFUSED: apply would not carry this out';
  const lines = refusals.flatMap(({ code, message, help }) => [
    ...hang('  ', wrapWords(`${code}: ${message}`, width - 4), '    '),
    ...renderHelp(help, '  ', { style, width }),
  ]);
  return [[style('bad', title), ...lines]];
}

function renderSection({ title, tone, hosts, groups }: Section, page: Page): readonly string[] {
  const shown = page.isVerbose ? groups : groups.slice(0, MOST.groups);
  const digits = longest(shown.map((group) => showCount(group.hosts.length)));
  const heads = keyHeads(shown);
  const lines = shown.flatMap((group) => renderGroup(group, heads, `  ${' '.repeat(digits)}  `, page));
  const rest = groups.slice(shown.length).reduce((sum, group) => sum + group.hosts.length, 0);
  const more = `  ... and ${countOf(groups.length - shown.length, 'more group')} of ${countOf(rest, 'host')} (${HINT})`;
  return [page.style(tone, `${title} (${showCount(hosts.length)})`), ...lines, ...(rest === 0 ? [] : [more])];
}

const HINT = '--verbose shows all';

/** A group begins with its number of hosts; everything else stands to the right of it. */
function renderGroup(group: Group, heads: ReadonlyMap<Group, string>, margin: string, page: Page): readonly string[] {
  const count = showCount(group.hosts.length).padStart(margin.length - 2);
  const lines =
    group.kind === 'trouble'
      ? renderTrouble(group, margin, page)
      : renderKeys(group, heads.get(group) ?? '', margin, page);
  const [first = '', ...others] = lines;
  return [`${count}  ${first.slice(margin.length)}`, ...others];
}

/** One message is the headline of its hosts; messages that differ stand below their code with the hosts of each. */
function renderTrouble(group: TroubleGroup, margin: string, page: Page): readonly string[] {
  const { code, help, messages, hosts } = group;
  const [only] = messages;
  const width = page.width - margin.length;
  const isOne = messages.length === 1 && only !== undefined;
  const headline = isOne
    ? [code, only.message].filter((text) => text !== undefined).join(': ')
    : (code ?? 'for several reasons');
  const head = hang(margin, wrapWords(headline, width - 2), `${margin}  `);
  const todo = help === undefined ? [] : renderHelp(help, margin, page);
  if (page.isVerbose || isOne) return [...head, ...todo, ...renderHosts(hosts, margin, page, !isOne)];
  return [...head, ...todo, ...renderMessages(group, margin, page)];
}

function renderMessages({ messages }: TroubleGroup, margin: string, page: Page): readonly string[] {
  const width = page.width - margin.length - 2;
  const shown = messages.slice(0, MOST.messages);
  const lines = shown.flatMap(({ message, hosts }) => {
    const items = foldHosts(hosts.map(({ host }) => host));
    const [item] = items;
    if (items.length === 1 && item !== undefined)
      return hang(margin, wrapWords(`${item.text}: ${message}`, width), `${margin}  `);
    return [
      ...hang(margin, wrapWords(`${message}:`, width), `${margin}  `),
      ...renderHostList(items, `${margin}  `, page.width),
    ];
  });
  const rest = messages.slice(shown.length).reduce((sum, { hosts }) => sum + hosts.length, 0);
  return rest === 0 ? lines : [...lines, `${margin}... and ${showCount(rest)} more (${HINT})`];
}

/** Keys, strategy and cause of each group as columns over the whole section. */
function keyHeads(groups: readonly Group[]): ReadonlyMap<Group, string> {
  const keyGroups = groups.filter((group) => group.kind === 'key');
  const rows = alignRows(
    keyGroups.map(({ key, found, declared, strategy, cause, hosts }: KeyGroup) => [
      key,
      found === '' ? '' : `${found}${hosts[0]?.status === 'drifted' ? ', declared ' : ' -> '}${declared}`,
      strategy === '' ? '' : `by ${strategy}`,
      cause,
    ]),
  );
  const widest = longest(rows);
  return new Map(keyGroups.map((group, index) => [group, (rows[index] ?? '').padEnd(widest)]));
}

/** Hosts stand beside the keys where half of the page is left for them, else below. */
function renderKeys(group: KeyGroup, head: string, margin: string, page: Page): readonly string[] {
  const beside = `${margin}${head}  `;
  const notes = [group.settled, group.window, group.reported].filter((note) => note !== '');
  if (page.isVerbose || notes.length > 0 || beside.length > page.width / 2) {
    const width = page.width - margin.length;
    const keys = head === '' || head.length > width ? wrapWords(head, width) : [head.trimEnd()];
    const said = [...keys, ...notes.flatMap((note) => wrapWords(note, width))].map((line) => `${margin}${line}`);
    return [...said, ...renderHosts(group.hosts, margin, page)];
  }
  const [first = '', ...others] = renderHosts(group.hosts, ' '.repeat(beside.length), page);
  return [`${beside}${first.trimStart()}`, ...others];
}

function renderHosts(hosts: readonly HostReport[], margin: string, page: Page, hasMessages = false): readonly string[] {
  if (page.isVerbose) return renderHostTable(hosts, margin, page.width, hasMessages);
  return renderHostList(foldHosts(hosts.map(({ host }) => host)), margin, page.width);
}

function renderHelp(help: string, margin: string, { style, width }: Pick<Page, 'style' | 'width'>): readonly string[] {
  const lines = hang(`${margin}-> `, wrapWords(help, width - margin.length - 3), `${margin}   `);
  return lines.map((line) => style('dim', line));
}

function renderUndeclared({ undeclared }: Report, { style, isVerbose }: Page): readonly (readonly string[])[] {
  if (undeclared.length === 0) return [];
  const title = `NOT DECLARED ANY MORE: a change never settled (${showCount(undeclared.length)})`;
  const shown = isVerbose ? undeclared : undeclared.slice(0, MOST.groups);
  const rows = alignRows(shown.map(({ host, intent }) => [host, intent])).map((row) => `  ${row}`);
  const rest = undeclared.length - shown.length;
  return [[style('warn', title), ...rows, ...(rest === 0 ? [] : [`  ... and ${showCount(rest)} more (${HINT})`])]];
}

function renderWaves({ waves }: Report, { width }: Page): readonly string[] {
  if (waves === undefined) return [];
  const all = waves.map(({ name, hosts }) => `${name} ${countOf(hosts, 'host')}`);
  return hang('waves: ', wrapWords(all.join(', then '), width - 7), '       ');
}

/** Enough to find it again, and to see that it is another one. */
const SHOWN_OF_HEAD = 16;

function renderJournal({ journalHead }: Report, { style }: Page): readonly string[] {
  return journalHead === undefined ? [] : [style('dim', `journal: ends with ${journalHead.slice(0, SHOWN_OF_HEAD)}`)];
}

function renderNext(report: Report, typed: TypedWords, { style }: Page): readonly string[] {
  const next = nextCommand(report, typed);
  return next === undefined ? [] : [`${style('dim', 'next:')} ${next}`];
}
