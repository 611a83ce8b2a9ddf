import { Composer, CST, type Document, isMap, Lexer, Parser, type YAMLMap } from 'yaml';
import { watchOpen } from './find-open.ts';
import type { Problem } from './make-diagnostic.ts';
import type { SourceFile } from './source.ts';
import { firstProblems, MAX_ERRORS, tooDeep, yamlProblems } from './yaml-problems.ts';

/** Deeper than any inventory; far less than what exhausts the stack while composing, which would end the process. */
const MAX_DEPTH = 100;
/** How often the parser is looked at while it works, in words of the file. */
const LOOK_EVERY = 512;
/** Of a file with so many errors outside its mappings the rest is not read. */
const MAX_SLIPS = 20;
/** The parser still looks at the last two entries of a mapping. */
const STILL_IN_USE = 2;

/** The whole document, or what is wrong with it. */
export interface Composed {
  readonly document?: Document.Parsed;
  readonly problems: readonly Problem[];
}

/** Takes entries from the beginning of a long mapping that is not at its end yet. */
export interface Beginning {
  /** Where the mapping begins, or where the piece before this one ended. */
  readonly offset: number;
  /** Where the next piece begins, or what is left of the mapping when it comes with the document. */
  readonly next: number;
  /** The names that lead to it. */
  readonly path: readonly string[];
  readonly entries: YAMLMap.Parsed;
}

export interface ComposeOptions {
  /** Mappings with more entries than this are handed over in pieces. */
  readonly pieceSize: number;
  readonly take: (beginning: Beginning) => void;
}

/**
 * Composes the one document of a file. Long mappings are handed over while the file is still being parsed, and let go:
 * the parser's tokens take sixty times the space of the text.
 */
export function composeDocument(file: SourceFile, options: ComposeOptions): Composed {
  const open = watchOpen(file);
  const work: Work = { file, parser: new Parser(), tokens: [], problems: [], slips: 0, ...options };
  let words = 0;
  for (const word of new Lexer().lex(file.text)) {
    open.see(word, work.parser.offset);
    const deepest = feed(work, word);
    if (deepest !== undefined) return { problems: [tooDeep(file, deepest.offset, MAX_DEPTH)] };
    words += 1;
    if (words % LOOK_EVERY !== 0) continue;
    if (work.slips > MAX_SLIPS || isAtSecondDocument(work)) break;
    handOver(work);
    if (work.problems.length >= MAX_ERRORS)
      return { problems: firstProblems(file, work.problems, open.found('midway')) };
  }
  const isAtEnd = work.parser.offset >= file.text.length;
  work.tokens.push(...work.parser.end());
  const documents = compose(file, work.tokens);
  const problems = firstProblems(
    file,
    [...work.problems, ...yamlProblems(file, documents)],
    open.found(isAtEnd ? 'end' : 'midway'),
  );
  const [document] = documents;
  return { problems, ...(document !== undefined && { document }) };
}

interface Work extends ComposeOptions {
  readonly file: SourceFile;
  readonly parser: Parser;
  readonly tokens: CST.Token[];
  readonly problems: Problem[];
  /** Errors and directives outside the mappings. */
  slips: number;
}

/** Gives the parser a word. Answers with what is nested too deeply, if anything is. */
function feed(work: Work, word: string): CST.Token | undefined {
  const { parser, tokens } = work;
  for (const token of parser.next(word)) {
    tokens.push(token);
    if (token.type === 'error' || token.type === 'directive') work.slips += 1;
  }
  return parser.stack.length > MAX_DEPTH + 1 ? parser.stack[MAX_DEPTH + 1] : undefined;
}

/** Whatever comes now is refused anyway. */
function isAtSecondDocument({ parser, tokens }: Work): boolean {
  return parser.stack[0]?.type === 'document' && tokens.some(({ type }) => type === 'document');
}

/** Takes the finished entries out of every mapping that has become long; the parser goes on with the rest. */
function handOver({ file, parser, pieceSize, take, problems }: Work): void {
  for (const [depth, token] of parser.stack.entries()) {
    if (token.type !== 'block-map' || token.items.length <= pieceSize + STILL_IN_USE) continue;
    const { offset } = token;
    const items = token.items.splice(0, token.items.length - STILL_IN_USE);
    const documents = compose(file, [{ type: 'document', offset, start: [], value: { ...token, items } }]);
    problems.push(...yamlProblems(file, documents));
    const entries = documents[0]?.contents;
    if (!isMap(entries)) continue;
    token.offset = entries.range[1];
    take({ offset, next: token.offset, path: pathTo(parser.stack.slice(0, depth)), entries });
  }
}

/** The names that lead to the mapping that the last token of the stack is making a value for. */
function pathTo(stack: readonly CST.Token[]): readonly string[] {
  return stack.flatMap((token) => {
    if (token.type !== 'block-map') return token.type === 'document' ? [] : [''];
    const key = token.items.at(-1)?.key ?? null;
    return [CST.resolveAsScalar(key)?.value ?? ''];
  });
}

function compose(file: SourceFile, tokens: readonly CST.Token[]): readonly Document.Parsed[] {
  // A `%YAML 1.1` line cannot change the schema, since it is given: `no` stays text and dates stay text.
  const options = { version: '1.2', schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false } as const;
  // Every slip becomes an Error, and nobody sees where those were thrown: with a million that takes a minute.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return [...new Composer(options).compose(tokens, true, file.text.length)];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
