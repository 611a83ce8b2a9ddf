import type { HostReport } from '../model/report.ts';
import { showCount } from './counts.ts';
import { describeHost } from './describe-host.ts';
import type { HostItem } from './fold-hosts.ts';
import { alignRows, hang, longest, wrapItems, wrapPieces, wrapWords } from './lay-out.ts';

/** A list of hosts that goes on is cut after so many lines; `--verbose` and the other forms have all. */
const MOST_LINES = 6;
/** What is left out is named by its families as long as these are few. */
const MOST_FAMILIES = 4;

/** Hosts on few lines: in order of name, or where they do not all fit the largest ranges first, and what is left. */
export function renderHostList(items: readonly HostItem[], margin: string, width: number): readonly string[] {
  const whole = wrap(items, margin, width);
  // Saying that one line is left out takes a line too.
  if (whole.length <= MOST_LINES + 1) return whole;
  const largestFirst = items.toSorted((a, b) => b.hosts - a.hosts);
  let shown = items.length;
  let lines = whole;
  while (lines.length > MOST_LINES) {
    shown = Math.min(shown - 1, Math.ceil((shown * MOST_LINES) / lines.length));
    lines = wrap(largestFirst.slice(0, shown), margin, width);
  }
  const rest = wrapPieces([...restOf(largestFirst.slice(shown)), '(--output json has all)'], width - margin.length - 4);
  return [...lines, ...hang(margin, rest, `${margin}    `)];
}

function wrap(items: readonly HostItem[], margin: string, width: number): readonly string[] {
  const texts = items.map(({ text }) => text);
  return wrapItems(texts, width - margin.length).map((line) => `${margin}${line}`);
}

/** `... and 1,807 more: 150 gate-*.b.example, 1,657 hmi-*.a.example`, in pieces that may stand on different lines. */
function restOf(items: readonly HostItem[]): readonly string[] {
  const families = new Map<string, number>();
  for (const { family, hosts } of items) families.set(family, (families.get(family) ?? 0) + hosts);
  const count = items.reduce((sum, { hosts }) => sum + hosts, 0);
  const named = [...families].map(([family, hosts]) => `${showCount(hosts)} ${family}`);
  const [only] = families.keys();
  const head = `... and ${showCount(count)} more`;
  if (families.size === 1) return [`${head} ${only}`];
  if (families.size > MOST_FAMILIES) return [head];
  return [`${head}:`, ...named.map((text, index) => (index === named.length - 1 ? text : `${text},`))];
}

/** One row a host with what the report knows of it; what does not fit beside its name stands below it. */
export function renderHostTable(
  hosts: readonly HostReport[],
  margin: string,
  width: number,
  hasMessages: boolean,
): readonly string[] {
  const names = alignRows(hosts.map(({ host, os, key }) => [host, os, key]));
  const beside = margin.length + longest(names) + 2;
  const fits = width - beside >= width / 3;
  return hosts.flatMap((host, index) => {
    const name = `${margin}${names[index] ?? ''}`;
    const said = hasMessages && host.message !== undefined ? [host.message] : [];
    const detail = [...said, describeHost(host)].filter((text) => text !== '').join('; ');
    if (detail === '') return [name];
    if (fits) return hang(`${name.padEnd(beside - 2)}  `, wrapWords(detail, width - beside), ' '.repeat(beside));
    return [name, ...hang(`${margin}  `, wrapWords(detail, width - margin.length - 2), `${margin}  `)];
  });
}
