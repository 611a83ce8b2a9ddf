import { Composer, type CST, isAlias, isMap, isScalar, isSeq, type ParsedNode, Parser, type YAMLMap } from 'yaml';
import type { Diagnostic } from '../model/diagnostic.ts';
import { makeDiagnostic, type Problem } from './make-diagnostic.ts';
import type { Place, SourceFile } from './source.ts';
import type { Written, WrittenEntry, WrittenMap, WrittenScalar } from './written.ts';
import { findDeepNesting, yamlProblems } from './yaml-problems.ts';

/** A parsed file. Without `root` the file is no YAML or uses parts of YAML that inventories do not. */
export interface Parsed {
  readonly root?: Written;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a mapping stands for, as far as the check for names written twice has to know. */
type Role = 'file' | 'groups' | 'group' | 'hosts' | 'other';

interface Context {
  readonly file: SourceFile;
  readonly problems: Problem[];
  canGoOn: boolean;
}

/**
 * Turns the text of a file into a tree with places. Aliases, tags, merge keys and second documents are refused. Names
 * written twice are reported here, in linear time: the check of the yaml package compares every pair.
 */
export function parseYaml(file: SourceFile): Parsed {
  const context: Context = { file, problems: [], canGoOn: true };
  const root = parseRoot(context);
  const diagnostics = context.problems.map(makeDiagnostic);
  return context.canGoOn && root !== undefined ? { root, diagnostics } : { diagnostics };
}

function parseRoot(context: Context): Written | undefined {
  const { file } = context;
  // A `%YAML 1.1` line cannot change the schema, since it is given: `no` stays text and dates stay text.
  const options = { version: '1.2', schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false } as const;
  const documents = [...new Composer(options).compose(shallowTokens(context), true, file.text.length)];
  context.problems.push(...yamlProblems(file, documents));
  const [document] = documents;
  if (document === undefined || context.problems.length > 0) return undefined;
  // An empty file is an empty mapping: what it lacks is then reported like anything else that is missing.
  if (document.contents === null) return { kind: 'map', file, start: 0, end: 0, entries: new Map() };
  return convert(document.contents, 'file', context);
}

/** The tokens of the file up to one that is nested too deeply. Each is let go once it is composed, to save memory. */
function* shallowTokens({ file, problems }: Context): Generator<CST.Token> {
  for (const token of new Parser().parse(file.text)) {
    const tooDeep = findDeepNesting(file, token);
    if (tooDeep !== undefined) {
      problems.push(tooDeep);
      return;
    }
    yield token;
  }
}

function convert(node: ParsedNode, role: Role, context: Context): Written {
  const place = { file: context.file, start: node.range[0], end: node.range[1] };
  if (isAlias(node)) {
    refuse(context, node, 'Aliases (`*name`) are not supported.', 'Write the value out, or put it into a group.');
    return { kind: 'scalar', ...place, value: null };
  }
  if (node.tag !== undefined) {
    refuse(context, node, 'Tags (`!name`) are not supported.', 'Remove the tag; put text in quotes to keep it text.');
  }
  if (isMap(node)) return convertMap(node, role, context);
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(item, 'other', context));
    return { kind: 'list', ...place, items };
  }
  return { kind: 'scalar', ...place, value: scalarValue(node.value) };
}

/** The core schema makes nothing but these; a date is text in it. */
function scalarValue(value: unknown): WrittenScalar['value'] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function convertMap(node: YAMLMap.Parsed, role: Role, context: Context): WrittenMap {
  const entries = new Map<string, WrittenEntry>();
  for (const { key, value } of node.items) {
    const name = readName(key, context);
    if (name === undefined) continue;
    const place = { file: context.file, start: key.range[0], end: key.range[1] };
    const first = entries.get(name);
    if (first !== undefined) {
      context.problems.push(writtenTwice({ name, role, at: place, first }));
      continue;
    }
    const written: Written =
      value === null
        ? { kind: 'scalar', file: context.file, start: place.end, end: place.end, value: null }
        : convert(value, roleOf(role, name), context);
    entries.set(name, { ...place, name, value: written });
  }
  return { kind: 'map', file: context.file, start: node.range[0], end: node.range[1], entries };
}

/** The source text of a name, or undefined when it is refused. */
function readName(key: ParsedNode, context: Context): string | undefined {
  if (!isScalar(key)) {
    refuse(context, key, 'A name has to be plain text.', 'Put the name in quotes.');
    return undefined;
  }
  if (key.tag !== undefined) {
    refuse(context, key, 'Tags (`!name`) are not supported.', 'Remove the tag; put text in quotes to keep it text.');
  }
  if (key.source === '<<' && key.type === 'PLAIN') {
    refuse(context, key, 'Merge keys (`<<`) are not supported.', 'Put what hosts have in common into a group.');
    return undefined;
  }
  return key.source ?? String(key.value);
}

function refuse(context: Context, node: ParsedNode, message: string, help: string): void {
  const at = { file: context.file, start: node.range[0], end: node.range[1] };
  context.problems.push({ code: 'unsupported-yaml', message, help, at });
  context.canGoOn = false;
}

function roleOf(role: Role, name: string): Role {
  if (role === 'groups') return 'group';
  if (role !== 'file' && role !== 'group') return 'other';
  return name === 'groups' || name === 'hosts' ? name : 'other';
}

function writtenTwice(twice: { name: string; role: Role; at: Place; first: WrittenEntry }): Problem {
  const { name, role, at, first } = twice;
  const other = { message: 'first here', at: first };
  if (role === 'hosts') {
    const message = `Host '${name}' is declared twice.`;
    return { code: 'duplicate-host', message, help: 'Keep one of the two.', at, other };
  }
  return { code: 'duplicate-key', message: `'${name}' is written twice.`, help: 'Keep one of the two.', at, other };
}
