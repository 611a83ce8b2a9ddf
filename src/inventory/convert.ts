import { type Alias, isAlias, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap } from 'yaml';
import type { Beginning } from './compose.ts';
import { type Conversion, type OpenMap, openMap, type Role, roleOf } from './conversion.ts';
import { type Around, type EntryName, readName } from './entry-name.ts';
import { noteHiddenKey } from './find-plaintext-keys.ts';
import type { Problem } from './make-diagnostic.ts';
import { mendText } from './mend-typography.ts';
import { resolveAliases } from './resolve-aliases.ts';
import type { Place, SourceFile } from './source.ts';
import { hasDashAsMarker, mayHoldTypography } from './typography.ts';
import type { Written, WrittenEntry, WrittenScalar } from './written.ts';
import { tagRefused } from './yaml-problems.ts';

/** A file as a tree, with what was found on the way. */
export interface Converted {
  readonly root: Written;
  readonly problems: readonly Problem[];
  /** Whether everything that stands in the file is in the tree. */
  readonly isWhole: boolean;
}

/** Makes the tree of a file, piece by piece. */
export interface Converter {
  readonly take: (beginning: Beginning) => void;
  /** Takes the document, as far as it was not taken before, and puts aliases and merge keys in place. */
  readonly finish: (contents: ParsedNode | null) => Converted;
}

/** Begins with a file. Names written twice are reported in linear time: the yaml package compares every pair. */
export function makeConverter(file: SourceFile): Converter {
  const conversion: Conversion = {
    file,
    problems: [],
    anchors: [],
    uses: [],
    merges: [],
    begun: new Map(),
    mergeKeys: new Map(),
    hasTypography: mayHoldTypography(file.text),
    isWhole: true,
  };
  return {
    take: ({ offset, next, path, entries }) => {
      const map = conversion.begun.get(offset) ?? openMap(file, offset);
      conversion.begun.delete(offset);
      conversion.begun.set(next, map);
      addEntries(map, entries.items, path.reduce<Role>(roleOf, 'file'), conversion);
    },
    finish: (contents) => {
      // An empty file is an empty mapping: what it lacks is then reported like anything else that is missing.
      const root = contents === null ? openMap(file, 0) : convertNode(contents, 'file', conversion);
      const unresolved = resolveAliases(conversion);
      const problems = [...conversion.problems, ...unresolved];
      return { root, problems, isWhole: conversion.isWhole && unresolved.length === 0 };
    },
  };
}

function convertNode(node: ParsedNode, role: Role, conversion: Conversion): Written {
  const { file, anchors, problems } = conversion;
  const [start, end] = node.range;
  if (isAlias(node)) return { kind: 'scalar', file, start, end, value: null }; // until it is resolved
  if (node.tag !== undefined) {
    problems.push(tagRefused(file, node.range));
    conversion.isWhole = false;
  }
  const value = convertContent(node, role, conversion);
  if (node.anchor !== undefined) anchors.push({ name: node.anchor, value, start, end });
  return value;
}

function convertContent(node: Exclude<ParsedNode, Alias.Parsed>, role: Role, conversion: Conversion): Written {
  if (isScalar(node)) return convertScalar(node, role, conversion);
  const { file } = conversion;
  const [start, end] = node.range;
  if (isSeq(node)) return { kind: 'list', file, start, end, items: convertItems(node.items, role, conversion) };
  if (conversion.hasTypography && isListWithDashes(node)) return convertDashes(node, conversion);
  const map = conversion.begun.get(start) ?? openMap(file, start);
  addEntries(map, node.items, role, conversion);
  map.end = end;
  return map;
}

function convertScalar(node: Scalar.Parsed, role: Role, conversion: Conversion): Written {
  const { file, problems } = conversion;
  const [start, end] = node.range;
  const value = scalarValue(node.value);
  if (typeof value !== 'string') {
    const { source } = node;
    return source === '' ? emptyAt(file, end) : { kind: 'scalar', file, start, end, value, source };
  }
  noteHiddenKey(value, { file, start, end }, problems);
  if (!conversion.hasTypography || role === 'text') return { kind: 'scalar', file, start, end, value };
  const mended = mendText(value, { file, start, end }, node.type === 'PLAIN');
  if (mended.problem !== undefined) problems.push(mended.problem);
  return mended.value;
}

/** The core schema makes nothing but these; a date is text in it. */
function scalarValue(value: unknown): WrittenScalar['value'] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function convertItems(nodes: readonly ParsedNode[], role: Role, conversion: Conversion): readonly Written[] {
  const items: Written[] = [];
  for (const [index, node] of nodes.entries()) {
    items.push(convertNode(node, role === 'text' ? 'text' : 'other', conversion));
    if (isAlias(node)) addUse(node, conversion, (value) => (items[index] = value));
  }
  return items;
}

function addEntries(map: OpenMap, pairs: YAMLMap.Parsed['items'], role: Role, conversion: Conversion): void {
  const around = { role, conversion };
  for (const { key, value } of pairs) {
    const name = readName(key, value, around);
    if (name === 'refused') conversion.isWhole = false;
    else if (name === 'merge') addMerge(map, key, value, conversion);
    else addEntry(map, name, value, around);
  }
}

function addEntry(
  { entries }: OpenMap,
  { name, start, end, value }: EntryName,
  node: ParsedNode | null,
  { role, conversion }: Around,
): void {
  const { file, problems } = conversion;
  const first = entries.get(name);
  if (first !== undefined) {
    problems.push(writtenTwice({ name, role, at: { file, start, end }, first }));
    return;
  }
  const inner = value ?? (node === null ? emptyAt(file, end) : convertNode(node, roleOf(role, name), conversion));
  const entry = { file, start, end, name, value: inner };
  entries.set(name, entry);
  if (isAlias(node)) addUse(node, conversion, (resolved) => (entry.value = resolved));
}

/** The value of an entry that has none: it stands right behind the name. */
function emptyAt(file: SourceFile, end: number): Written {
  return { kind: 'scalar', file, start: end, end, value: null };
}

function addMerge(map: OpenMap, key: ParsedNode, node: ParsedNode | null, conversion: Conversion): void {
  const { file, merges, mergeKeys, problems } = conversion;
  const at = { file, start: key.range[0], end: key.range[1] };
  const first = mergeKeys.get(map);
  if (first !== undefined) {
    const help = 'Write one list: `<<: [*first, *second]`.';
    const other = { message: 'first here', at: first };
    problems.push({ code: 'duplicate-key', message: "'<<' is written twice.", help, at, other });
    return;
  }
  mergeKeys.set(map, at);
  const holder = { value: node === null ? emptyAt(file, at.end) : convertNode(node, 'other', conversion) };
  if (isAlias(node)) addUse(node, conversion, (value) => (holder.value = value));
  merges.push({ at, end: node?.range[1] ?? at.end, source: () => holder.value, into: map.entries });
}

function addUse(node: Alias.Parsed, { file, uses }: Conversion, put: (value: Written) => void): void {
  uses.push({ name: node.source, at: { file, start: node.range[0], end: node.range[1] }, put });
}

function isListWithDashes({ items: [first] }: YAMLMap.Parsed): boolean {
  return isScalar(first?.key) && first.key.type === 'PLAIN' && hasDashAsMarker(first.key.source);
}

/** Mappings in a list whose hyphens became dashes: YAML reads them as one mapping with dashes in its names. */
function convertDashes(node: YAMLMap.Parsed, conversion: Conversion): Written {
  const { file } = conversion;
  const maps: OpenMap[] = [];
  for (const pair of node.items) {
    const isNext = isScalar(pair.key) && hasDashAsMarker(pair.key.source);
    const map = (isNext ? undefined : maps.at(-1)) ?? openMap(file, pair.key.range[0]);
    if (map !== maps.at(-1)) maps.push(map);
    addEntries(map, [pair], 'other', conversion);
  }
  return { kind: 'list', file, start: node.range[0], end: node.range[1], items: maps };
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
