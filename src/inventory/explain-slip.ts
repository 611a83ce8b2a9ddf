import type { YAMLError } from 'yaml';
import type { Problem } from './make-diagnostic.ts';
import { lineAround, type Place, type SourceFile } from './source.ts';
import { findTypography, typographyProblem } from './typography.ts';
import { YAML_TEXTS } from './yaml-texts.ts';

/** Longer than any line somebody typed. */
const NEAR = 500;

/** An error of the yaml package with the line it is on. */
interface Slip {
  readonly file: SourceFile;
  readonly code: YAMLError['code'];
  readonly start: number;
  readonly end: number;
  readonly line: Place;
  /** The line without its comment. */
  readonly text: string;
}

/** Says what an error of the yaml package most likely comes from, by the line it is on, and points there. */
export function explainSlip(file: SourceFile, { code, pos }: Pick<YAMLError, 'code' | 'pos'>): Problem {
  const start = Math.min(code === 'BAD_INDENT' ? nextWord(file.text, pos[0]) : pos[0], file.text.length);
  const line = nearby(lineAround(file, start), start);
  const text = withoutComment(file.text.slice(line.start, line.end));
  const slip = { file, code, start, end: Math.max(start, Math.min(pos[1], line.end)), line, text };
  for (const explain of EXPLANATIONS) {
    const problem = explain(slip);
    if (problem !== undefined) return problem;
  }
  return { ...YAML_TEXTS[code], at: { file, start, end: slip.end } };
}

const EXPLANATIONS: readonly ((slip: Slip) => Problem | undefined)[] = [
  typography,
  directive,
  rangeInBrackets,
  missingSpace,
  afterQuote,
  listOnLineOfName,
  looseBracket,
  looseComma,
  reservedCharacter,
];

function typography({ file, line, text }: Slip): Problem | undefined {
  const found = findTypography(text);
  return found === undefined ? undefined : typographyProblem(file, line.start + found.start, found);
}

/** A `%` at the beginning of a line is taken for a directive, and what follows for nonsense. */
function directive({ line, text, code }: Slip): Problem | undefined {
  if (!text.startsWith('%')) return undefined;
  return {
    ...YAML_TEXTS.BAD_DIRECTIVE,
    ...(code !== 'BAD_DIRECTIVE' && { help: 'Put the text in quotes.' }),
    at: line,
  };
}

/** Brackets end a word within brackets, and begin a list at the beginning of a value. */
function rangeInBrackets({ file, line, text }: Slip): Problem | undefined {
  // { hmi-[01:10].a.example: }
  const found = /(?<!['"][^\s'"]*)[\w.-]*\[\d+:\d+\][\w.-]*/.exec(text);
  if (found === null) return undefined;
  const start = line.start + found.index;
  return invalid(
    'A range needs quotes within braces, and where a value begins with it.',
    `Write \`'${found[0]}'\`, or each host on a line of its own.`,
    { file, start, end: start + found[0].length },
  );
}

function missingSpace({ file, code, line, text }: Slip): Problem | undefined {
  if (code !== 'MULTILINE_IMPLICIT_KEY' && code !== 'MISSING_CHAR') return undefined;
  // os:windows-xp-sp3, but not https://host and not C:\keys
  const found = /^(?<before>\s*(?:- )?[\w.-]+):(?=[^\s:/\\])(?!.*: )/.exec(text);
  if (found === null) return undefined;
  const start = line.start + (found.groups?.['before']?.length ?? 0);
  return missingSpaceAt({ file, start, end: start + 1 });
}

/** A colon makes a name of what is before it only with a space after it. */
export function missingSpaceAt(colon: Place): Problem {
  return invalid('A space is missing after this colon.', 'Write `name: value`.', colon);
}

function afterQuote({ file, code, start, end, text, line }: Slip): Problem | undefined {
  const before = text.slice(0, start - line.start).trimEnd();
  if (code !== 'UNEXPECTED_TOKEN' || !/['"]$/.test(before)) return undefined;
  return invalid(
    'Text goes on here after its closing quote.',
    "Write an apostrophe twice within single quotes: 'it''s'.",
    { file, start, end },
  );
}

function listOnLineOfName({ file, start, text, line }: Slip): Problem | undefined {
  if (!/^-\s/.test(text.slice(start - line.start)) || text.slice(0, start - line.start).trim() === '') return undefined;
  return invalid('A list cannot begin on the line of its name.', 'Start a new line for each `- `, or write `[a, b]`.', {
    file,
    start,
    end: start + 1,
  });
}

function looseBracket({ file, start }: Slip): Problem | undefined {
  const bracket = file.text.charAt(start);
  if (bracket !== ']' && bracket !== '}') return undefined;
  const opening = bracket === ']' ? '[' : '{';
  return invalid(
    `There is no \`${opening}\` that this closes.`,
    `Remove it, or write \`${opening}\` where it begins.`,
    {
      file,
      start,
      end: start + 1,
    },
  );
}

function looseComma({ file, start }: Slip): Problem | undefined {
  if (file.text.charAt(start) !== ',') return undefined;
  return invalid('There is a comma too many here.', 'Remove it, or put the value in quotes.', {
    file,
    start,
    end: start + 1,
  });
}

function reservedCharacter({ file, code, start, text, line }: Slip): Problem | undefined {
  if (code !== 'BAD_SCALAR_START') return undefined;
  const [word = ''] = /^[^\s,'"[\]{}]*/.exec(text.slice(start - line.start)) ?? [];
  if (word.length < 2) return undefined;
  return invalid(`A value cannot start with \`${word.charAt(0)}\`.`, `Put it in quotes: \`'${word}'\`.`, {
    file,
    start,
    end: start + 1,
  });
}

function invalid(message: string, help: string, at: Place): Problem {
  return { code: 'invalid-yaml', message, help, at };
}

/** What is far away on a very long line explains nothing, and would take long to look at. */
function nearby({ file, start, end }: Place, offset: number): Place {
  return { file, start: Math.max(start, offset - NEAR), end: Math.min(end, offset + NEAR) };
}

/** Where the first word after an offset begins; comments and blank lines are passed over. */
function nextWord(text: string, offset: number): number {
  const after = /^(?:\s|#.*)*/.exec(text.slice(offset, offset + 10_000));
  return offset + (after?.[0].length ?? 0);
}

function withoutComment(line: string): string {
  const comment = /(?:^|\s)#/.exec(line);
  return comment === null ? line : line.slice(0, comment.index);
}
