import { hang, longest, wrapWords } from '../reporters/lay-out.ts';
import type { Line, Runbook, RunbookPhase, RunbookStep } from './runbook.ts';

/** Fits a terminal of 80 columns whose last one stays free. */
const WIDTH = 79;
/** What a step says begins below its first word. */
const MARGIN = ' '.repeat(10);
/** A place to write on must be worth it. */
const FEWEST_BLANKS = 16;

/** The checklist for a terminal, or a printer that knows nothing but letters. */
export function renderRunbookText(runbook: Runbook): string {
  const { title, facts, words, warnings, phases, signature, colophon } = runbook;
  const blocks = [
    [title, '='.repeat(title.length)],
    [words.facts, ...factLines(facts)],
    [words.warnings, ...warnings.flatMap((line) => wrapAs('  ! ', line))],
    ...phases.flatMap(phaseBlocks(words.part)),
    [words.signature, ...signature.map((name) => blank(name, '  '))],
    wrapWords(colophon, WIDTH),
  ];
  return blocks.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function factLines(facts: Runbook['facts']): readonly string[] {
  const width = longest(facts.map(({ name }) => name)) + 4;
  return facts.flatMap(({ name, value }) =>
    hang(`  ${name}`.padEnd(width), wrapWords(value, WIDTH - width), ' '.repeat(width)),
  );
}

function phaseBlocks(part: string): (phase: RunbookPhase) => readonly (readonly string[])[] {
  return ({ number, title, lead, steps }) => {
    const heading = `${part} ${number}: ${title}`;
    const head = [heading, '-'.repeat(heading.length), ...lead.flatMap((line) => wrapAs('', line))];
    return [head, ...steps.map(stepLines)];
  };
}

function stepLines({ number, text, exact, notes, blanks }: RunbookStep): readonly string[] {
  return [
    ...wrapAs(`[ ] ${number}`.padEnd(MARGIN.length), text),
    ...(exact === undefined ? [] : ['', `${marginOf(exact)}${exact}`, '']),
    ...notes.flatMap((note) => wrapAs(`${MARGIN}- `, note)),
    ...blanks.map((name) => blank(name, MARGIN)),
  ];
}

/** What is typed as it stands is never broken: a long one begins further left. */
function marginOf(exact: string): string {
  return MARGIN.slice(0, Math.max(0, Math.min(MARGIN.length, WIDTH - exact.length)));
}

function wrapAs(first: string, line: Line): readonly string[] {
  const others = ' '.repeat(first.length);
  return hang(first, wrapWords(marked(line), WIDTH - first.length), others);
}

/** What is typed stands in backticks, what Windows shows in quotation marks. */
function marked(line: Line): string {
  return line
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      return 'typed' in piece ? `\`${piece.typed}\`` : `"${piece.shown}"`;
    })
    .join('');
}

function blank(name: string, margin: string): string {
  const head = `${margin}${name}: `;
  return head + '_'.repeat(Math.max(FEWEST_BLANKS, WIDTH - head.length));
}
