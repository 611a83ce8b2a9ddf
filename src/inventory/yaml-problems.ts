import type { CST, Document, ErrorCode } from 'yaml';
import type { Problem } from './make-diagnostic.ts';
import { rangeOf, type SourceFile } from './source.ts';

/** Deeper than any inventory; far less than what exhausts the stack while composing, which would end the process. */
const MAX_DEPTH = 100;
/** One slip makes many errors further down; the first ones tell. */
const MAX_ERRORS = 5;

interface Text {
  readonly message: string;
  readonly help: string;
}

const INDENTATION: Text = {
  message: 'The indentation does not fit the lines around it.',
  help: 'Indent with spaces, the same number for everything that belongs together.',
};

/** Our own words for the slips people make: the messages of the yaml package can show pieces of the file. */
const TEXTS: Partial<Record<ErrorCode, Text>> = {
  BAD_INDENT: INDENTATION,
  TAB_AS_INDENT: { message: 'Tabs cannot indent YAML.', help: 'Indent with spaces.' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'There is a second `: ` in this line.',
    help: 'Put the value in quotes, or start a new line for the nested name.',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'A name without a colon.',
    help: 'Write `name:`, each on a line of its own.',
  },
  MISSING_CHAR: {
    message: 'Something is missing here: a colon after a name, a closing quote or a closing bracket.',
    help: 'Write `name: value`, and close what was opened.',
  },
  BAD_SCALAR_START: {
    message: 'A value cannot start with this character.',
    help: 'Put the value in quotes.',
  },
  BAD_DQ_ESCAPE: {
    message: 'This escape is not known in double quotes.',
    help: "Use single quotes: there a backslash is only a backslash, as in 'PLANT\\svc'.",
  },
  UNEXPECTED_TOKEN: { message: 'This does not belong here.', help: 'Check indentation, quotes and commas before it.' },
};

/** Reports what the yaml package found, a second document, and unknown directives; one problem a line. */
export function yamlProblems(file: SourceFile, documents: readonly Document.Parsed[]): readonly Problem[] {
  const [first, second] = documents;
  const problems: Problem[] = [];
  let lastLine = 0;
  for (const { code, pos } of first?.errors ?? []) {
    const at = { file, start: pos[0], end: pos[1] };
    const { line } = rangeOf(at);
    if (line === lastLine || problems.length === MAX_ERRORS) continue;
    lastLine = line;
    problems.push({ code: 'invalid-yaml', ...textFor(code), at });
  }
  for (const { code, pos } of first?.warnings ?? []) {
    if (code !== 'BAD_DIRECTIVE') continue;
    const text = { message: 'This directive is not supported.', help: 'Remove the line.' };
    problems.push({ code: 'unsupported-yaml', ...text, at: { file, start: pos[0], end: pos[1] } });
  }
  if (second !== undefined) problems.push(secondDocument(file, second));
  return problems;
}

/** Finds a place in a token that is nested too deeply, without recursion. */
export function findDeepNesting(file: SourceFile, token: CST.Token): Problem | undefined {
  let level: CST.Token[] = [token];
  for (let depth = 0; level.length > 0; depth += 1) {
    const [first] = level;
    if (depth > MAX_DEPTH && first !== undefined) {
      const at = { file, start: first.offset, end: first.offset + 1 };
      const message = `This is nested more than ${MAX_DEPTH} levels deep.`;
      return { code: 'unsupported-yaml', message, help: 'Make the tree of groups flatter.', at };
    }
    level = nextLevel(level);
  }
  return undefined;
}

/** Everything right inside the tokens of one level that can hold something itself. */
function nextLevel(tokens: readonly CST.Token[]): CST.Token[] {
  const next: CST.Token[] = [];
  for (const token of tokens) {
    if (token.type === 'document' && token.value !== undefined) next.push(token.value);
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key !== undefined && key !== null && 'items' in key) next.push(key);
      if (value !== undefined && 'items' in value) next.push(value);
    }
  }
  return next;
}

function textFor(code: ErrorCode): Text {
  return TEXTS[code] ?? { message: `This is not valid YAML (${code}).`, help: 'Check the line and the one before it.' };
}

function secondDocument(file: SourceFile, { range }: Document.Parsed): Problem {
  const marker = file.text.lastIndexOf('---', range[0]);
  return {
    code: 'unsupported-yaml',
    message: 'A second document starts here.',
    help: 'Put it into a file of its own.',
    at: { file, start: marker, end: marker + 3 },
  };
}
