import { groupBy } from '../model/group-by.ts';
import type { IngestRemark, IngestReport } from '../model/ingest.ts';
import { utcTime } from '../model/zone-time.ts';
import { countOf, showCount } from './counts.ts';
import { hang, wrapWords } from './lay-out.ts';
import { showText } from './text-width.ts';

const WIDTH = 100;
/** Paths that are named of one trouble; `--verbose` and JSON have all. */
const MOST_NAMED = 5;

/**
 * What was taken in and what was not, the same trouble once:
 *
 *     REFUSED (2)
 *       receipt-torn: it does not end with end=ok: it was not written to its end
 *         -> The next start of the host leaves a new one. ...
 *         /srv/receipts/GATE-07/receipt-00000012-3k9x2m7q.txt
 *
 *     24 taken in, 310 unchanged, 2 refused
 */
export function renderIngest(report: IngestReport, isVerbose: boolean): string {
  const blocks = [
    ...section('COULD NOT BE LOOKED INTO', report.unreadable, isVerbose),
    ...section('REFUSED', report.refused, isVerbose),
    ...section('ODD, and no reason to refuse anything', report.remarks, isVerbose),
    ...(isVerbose && report.taken.length > 0 ? [takenLines(report)] : []),
    [lastLine(report)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function section(title: string, remarks: readonly IngestRemark[], isVerbose: boolean): readonly (readonly string[])[] {
  if (remarks.length === 0) return [];
  const groups = [...groupBy(remarks, ({ code, message }) => `${code}: ${message}`)];
  const lines = groups.flatMap(([headline, members]) => [
    ...hang('  ', wrapWords(showText(headline).text, WIDTH - 4), '    '),
    ...hang('    -> ', wrapWords(members[0]?.help ?? '', WIDTH - 7), '       '),
    ...pathsOf(members, isVerbose),
  ]);
  return [[`${title} (${showCount(remarks.length)})`, ...lines]];
}

function pathsOf(remarks: readonly IngestRemark[], isVerbose: boolean): readonly string[] {
  const shown = isVerbose ? remarks : remarks.slice(0, MOST_NAMED);
  const more = remarks.length - shown.length;
  return [
    ...shown.map(({ path }) => `    ${showText(path).text}`),
    ...(more === 0 ? [] : [`    ... and ${showCount(more)} more (--verbose shows all)`]),
  ];
}

function takenLines({ taken }: IngestReport): readonly string[] {
  return [
    `TAKEN IN (${showCount(taken.length)}), self-reported`,
    ...taken.map(({ host, source, result, observedAt }) => {
      const what = [source.replace('-', ' '), ...(result === undefined ? [] : [result])].join(', ');
      return `  ${host}  ${what}, of ${utcTime(observedAt)}`;
    }),
  ];
}

function lastLine({ summary, unreadable, interrupted }: IngestReport): string {
  const { new: taken, unchanged, older, refused } = summary;
  const parts = [
    `${countOf(taken, 'report')} taken in`,
    `${showCount(unchanged)} unchanged`,
    ...(older === 0 ? [] : [`${showCount(older)} older`]),
    `${showCount(refused)} refused`,
    ...(unreadable.length === 0 ? [] : [`${countOf(unreadable.length, 'folder')} not looked into`]),
  ];
  return `${parts.join(', ')}${interrupted ? ' (interrupted)' : ''}`;
}
