import { PAGE_STYLE } from './page-style.ts';
import type { Line, Runbook, RunbookPhase, RunbookStep } from './runbook.ts';

/**
 * The checklist as one page to print: it loads nothing, runs nothing, and forbids both. Whatever comes from the inventory
 * is text in it.
 */
export function renderRunbookHtml(runbook: Runbook): string {
  const { language, title, facts, words, warnings, phases, signature, colophon } = runbook;
  const lines = [
    '<!doctype html>',
    `<html lang="${language}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escape(title)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>${escape(title)}</h1>`,
    ...section('facts', words.facts, [
      '<table>',
      ...facts.map(({ name, value }) => `<tr><th scope="row">${escape(name)}</th><td>${escape(value)}</td></tr>`),
      '</table>',
    ]),
    ...section('warnings', words.warnings, list('ul', warnings)),
    ...phases.flatMap((phase) => phaseLines(phase, words.part)),
    ...section('signature', words.signature, signature.map(blank)),
    '</main>',
    `<footer><p>${escape(colophon)}</p></footer>`,
    '</body>',
    '</html>',
  ];
  return `${lines.join('\n')}\n`;
}

/** The name is one of ours, and so can be a class and an id. */
function section(name: string, heading: string, lines: readonly string[], kind = name): readonly string[] {
  return [
    `<section class="${kind}" aria-labelledby="${name}">`,
    `<h2 id="${name}">${escape(heading)}</h2>`,
    ...lines,
    '</section>',
  ];
}

function phaseLines({ id, number, title, lead, steps }: RunbookPhase, part: string): readonly string[] {
  const lines = [
    ...lead.map((line) => `<p class="lead">${toHtml(line)}</p>`),
    '<ol>',
    ...steps.flatMap(stepLines),
    '</ol>',
  ];
  return section(id, `${part} ${number}: ${title}`, lines, 'phase');
}

function stepLines({ number, text, exact, notes, blanks }: RunbookStep): readonly string[] {
  return [
    '<li>',
    `<input type="checkbox" aria-label="${escape(number)}">`,
    `<span class="number">${escape(number)}</span>`,
    '<div>',
    `<p>${toHtml(text)}</p>`,
    ...(exact === undefined ? [] : [`<p class="exact"><code>${escape(exact)}</code></p>`]),
    ...(notes.length === 0 ? [] : list('ul class="notes"', notes)),
    ...blanks.map(blank),
    '</div>',
    '</li>',
  ];
}

function list(tag: string, lines: readonly Line[]): readonly string[] {
  return [`<${tag}>`, ...lines.map((line) => `<li>${toHtml(line)}</li>`), `</ul>`];
}

function toHtml(line: Line): string {
  return line
    .map((piece) => {
      if (typeof piece === 'string') return escape(piece);
      return 'typed' in piece ? `<code>${escape(piece.typed)}</code>` : `<b>${escape(piece.shown)}</b>`;
    })
    .join('');
}

function blank(name: string): string {
  return `<p class="blank"><span>${escape(name)}:</span><span></span></p>`;
}

/** For text and for values of attributes in double quotes. */
function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
