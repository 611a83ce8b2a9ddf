import { codeMarkdown, escapeMarkdown } from '../reporters/markdown-text.ts';
import type { Line, Runbook, RunbookPhase, RunbookStep } from './runbook.ts';

/** The checklist as Markdown, for a ticket or a wiki: its boxes can be ticked where task lists are known. */
export function renderRunbookMarkdown(runbook: Runbook): string {
  const { title, facts, words, warnings, phases, signature, colophon } = runbook;
  const blocks = [
    [`# ${escapeMarkdown(title)}`],
    [`## ${escapeMarkdown(words.facts)}`],
    [
      '|  |  |',
      '|---|---|',
      ...facts.map(({ name, value }) => `| ${escapeMarkdown(name)} | ${escapeMarkdown(value)} |`),
    ],
    [`## ${escapeMarkdown(words.warnings)}`],
    warnings.map((line) => `- ${toMarkdown(line)}`),
    ...phases.flatMap(phaseBlocks(words.part)),
    [`## ${escapeMarkdown(words.signature)}`],
    signature.map(blank),
    [`_${escapeMarkdown(colophon)}_`],
  ];
  return blocks.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function phaseBlocks(part: string): (phase: RunbookPhase) => readonly (readonly string[])[] {
  return ({ number, title, lead, steps }) => [
    [`## ${escapeMarkdown(`${part} ${number}: ${title}`)}`],
    ...lead.map((line) => [toMarkdown(line)]),
    ...steps.map(stepLines),
  ];
}

function stepLines({ number, text, exact, notes, blanks }: RunbookStep): readonly string[] {
  return [
    `- [ ] **${number}** ${toMarkdown(text)}`,
    ...(exact === undefined ? [] : ['', `  ${FENCE}text`, `  ${exact}`, `  ${FENCE}`, '']),
    ...notes.map((note) => `  - ${toMarkdown(note)}`),
    ...blanks.map((name) => `  ${blank(name)}`),
  ];
}

/** No computer name, label or path of ours can hold it. */
const FENCE = '```';

function toMarkdown(line: Line): string {
  return line
    .map((piece) => {
      if (typeof piece === 'string') return escapeMarkdown(piece);
      return 'typed' in piece ? codeMarkdown(piece.typed) : `**${escapeMarkdown(piece.shown)}**`;
    })
    .join('');
}

/** A place to write on. Underscores by themselves would be a rule across the page. */
function blank(name: string): string {
  return `- ${escapeMarkdown(name)}: ${'&#95;'.repeat(24)}`;
}
