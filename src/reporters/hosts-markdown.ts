import { countOf, showCount } from './counts.ts';
import { type HostsDocument, type HostsSummary, type ListedHost, replacementsOf } from './hosts-document.ts';
import { hostRows } from './hosts-text.ts';
import { codeMarkdown, escapeMarkdown } from './markdown-text.ts';

/** The resolved inventory as a table for a pull request or a wiki. */
export function renderHostsMarkdown({ hosts, summary, simulated }: HostsDocument): string {
  const count = `**${countOf(summary.hosts, 'host')}**${simulated ? ' (simulated)' : ''}`;
  const [headings = [], ...rows] = hostRows(hosts);
  const table = [headings.map(sentenceCase), headings.map(() => '---'), ...rows.map((row) => row.map(cell))];
  const lines = table.map((row) => `| ${row.join(' | ')} |`);
  return `${[count, '', ...totals('OS level', summary.os), ...keyTotals(summary.keys, hosts), ...lines].join('\n')}\n`;
}

function keyTotals(counts: HostsSummary['keys'], hosts: readonly ListedHost[]): readonly string[] {
  const replaced = replacementsOf(hosts);
  return totals('Key', counts, (label) => {
    const by = replaced.get(label);
    return by === undefined
      ? ''
      : `, replaced by ${codeMarkdown(by.label)} (${escapeMarkdown(`${by.at.file}:${by.at.line}`)})`;
  });
}

function totals(
  what: string,
  counts: Readonly<Record<string, number>>,
  noteOf: (name: string) => string = () => '',
): readonly string[] {
  const rows = Object.entries(counts).map(
    ([name, count]) => `| ${codeMarkdown(name)}${noteOf(name)} | ${showCount(count)} |`,
  );
  return [`| ${what} | Hosts |`, '| --- | ---: |', ...rows, ''];
}

function cell(text: string): string {
  return text === '' ? '' : codeMarkdown(text);
}

/** `OS LEVEL` -> `OS level` */
function sentenceCase(heading: string): string {
  return heading === 'OS LEVEL' ? 'OS level' : heading.charAt(0) + heading.slice(1).toLowerCase();
}
