import type { Problem } from './make-diagnostic.ts';
import type { SourceFile } from './source.ts';

/** What comes before a word that is text: brackets in it are only text. */
const TEXT_FOLLOWS = '\u001f';
/** What the lexer says when lines in brackets are not indented as they have to be. */
const BRACKETS_END = '\u0018';
const CLOSES: Readonly<Record<string, string>> = { '[': ']', '{': '}' };

/** Watches the words of a file for quotes and brackets that are never closed: YAML notices only much further down. */
export interface OpenWatch {
  /** Takes the next word of the lexer; `offset` is where it stands. */
  readonly see: (word: string, offset: number) => void;
  /** The first thing that was opened and is certainly not closed, or undefined; at the end that is all that is open. */
  readonly found: (at: 'end' | 'midway') => Problem | undefined;
}

/** Begins to watch. */
export function watchOpen(file: SourceFile): OpenWatch {
  const open: { readonly word: string; readonly offset: number }[] = [];
  let problem: Problem | undefined;
  let isText = false;
  const report = (offset: number | undefined, message: string, help: string): void => {
    if (offset === undefined || problem !== undefined) return;
    problem = { code: 'invalid-yaml', message, help, at: { file, start: offset, end: offset + 1 } };
  };
  const neverClosed = (): void => {
    const last = open.at(-1);
    const help = `Write \`${CLOSES[last?.word ?? ''] ?? ''}\` where it ends; what stands in brackets over several lines is indented.`;
    report(last?.offset, `This \`${last?.word}\` is not closed.`, help);
  };
  const close = (word: string): void => {
    const last = open.pop();
    if (last === undefined || CLOSES[last.word] === word) return;
    report(
      last.offset,
      `This \`${last.word}\` is closed by \`${word}\`.`,
      `Write \`${CLOSES[last.word]}\` where it ends.`,
    );
  };
  return {
    see: (word, offset) => {
      if (isText) isText = false;
      else if (word === TEXT_FOLLOWS) isText = true;
      else if (word === '[' || word === '{') open.push({ word, offset });
      else if (word === ']' || word === '}') close(word);
      else if (word === BRACKETS_END) {
        neverClosed();
        open.length = 0;
      } else if (isOpenQuote(word)) report(offset, 'This quote is not closed.', QUOTE_HELP);
    },
    found: (at) => {
      if (at === 'end') neverClosed();
      return problem;
    },
  };
}

const QUOTE_HELP = 'Close it where the text ends; an apostrophe within single quotes is written twice.';

function isOpenQuote(word: string): boolean {
  const quote = word[0];
  if (quote !== '"' && quote !== "'") return false;
  if (word.length === 1 || !word.endsWith(quote)) return true;
  const backslashes = quote === '"' ? (/\\*$/.exec(word.slice(0, -1))?.[0].length ?? 0) : 0;
  return backslashes % 2 === 1;
}
