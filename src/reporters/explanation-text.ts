import type { Explained, Family } from '../explain/explain.ts';
import { alignRows, hang, wrapWords } from './lay-out.ts';

/** Fits a terminal of 80 columns whose last one stays free. */
const WIDTH = 79;

/** A code as a page of text: what it is, why, what to do, wrong and right, what to run. */
export function renderExplanation(explained: readonly Explained[]): string {
  return explained.map(renderOne).join(`\n${'-'.repeat(WIDTH)}\n\n`);
}

/** All codes with their titles, by family. */
export function renderCodes(families: readonly Family[]): string {
  const rows = families.flatMap(({ explanations }) =>
    Object.entries(explanations).map(([code, { title }]) => [`  ${code}`, title]),
  );
  const lines = [...alignRows(rows)];
  const blocks: string[] = [];
  for (const { heading, explanations } of families) {
    blocks.push([heading, ...lines.splice(0, Object.keys(explanations).length)].join('\n'));
  }
  return `${blocks.join('\n\n')}\n\nvlkctl explain CODE says what one means and what to do.\n`;
}

function renderOne({ code, says, title, meaning, why, todo, wrong, right, run = [] }: Explained): string {
  const blocks = [
    [...paragraph(`${code}: ${title}`, ''), ...paragraph(`(${says})`, '  ')],
    paragraph(meaning, '  '),
    ['  Why', ...paragraph(why, '    ')],
    ['  What to do', ...todo.flatMap((step) => paragraph(step, '    - ', '      '))],
    wrong === undefined ? [] : ['  Wrong', ...indented(wrong)],
    right === undefined ? [] : ['  Right', ...indented(right)],
    run.length === 0 ? [] : ['  Next', ...run.map((command) => `    ${command}`)],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function paragraph(text: string, first: string, others: string = first): readonly string[] {
  return hang(first, wrapWords(text, WIDTH - first.length), others);
}

function indented(snippet: string): readonly string[] {
  return snippet.split('\n').map((line) => `    ${line}`);
}
