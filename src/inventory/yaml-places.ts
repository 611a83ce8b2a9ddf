import { isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, parseDocument, type YAMLMap } from 'yaml';
import type { TextEdit } from './text-edit.ts';

/** A YAML text with the places of everything in it, so that one setting can be changed and nothing else moves. */
export interface EditableYaml {
  readonly text: string;
  readonly root: YAMLMap.Parsed | undefined;
  /** Every entry of a mapping, by the offset of its name. */
  readonly entries: ReadonlyMap<number, YamlEntry>;
}

/** A name and its value, and the mapping they stand in. */
export interface YamlEntry {
  readonly pair: Pair<ParsedNode, ParsedNode | null>;
  readonly parent: YAMLMap.Parsed;
}

/** Opens a text that the inventory was loaded from: it is YAML without errors. */
export function openYaml(text: string): EditableYaml {
  const options = { version: '1.2', schema: 'core', uniqueKeys: false, keepSourceTokens: true } as const;
  const { contents } = parseDocument(text, options);
  const entries = new Map<number, YamlEntry>();
  if (!isMap(contents)) return { text, root: undefined, entries };
  collect(contents, entries);
  return { text, root: contents, entries };
}

function collect(map: YAMLMap.Parsed, entries: Map<number, YamlEntry>): void {
  for (const pair of map.items) {
    entries.set(pair.key.range[0], { pair, parent: map });
    if (isMap(pair.value)) collect(pair.value, entries);
  }
}

/** Finds an entry by the names that lead to it; aliases are not followed. */
export function findEntry({ root }: EditableYaml, path: readonly string[]): YamlEntry | undefined {
  let map: ParsedNode | null | undefined = root;
  let found: YamlEntry | undefined;
  for (const name of path) {
    found = isMap(map) ? entryIn(map, name) : undefined;
    if (found === undefined) return undefined;
    map = found.pair.value;
  }
  return found;
}

/** Finds the entry of that name in a mapping. */
export function entryIn(map: YAMLMap.Parsed, name: string): YamlEntry | undefined {
  const pair = map.items.find(({ key }) => nameOf(key) === name);
  return pair === undefined ? undefined : { pair, parent: map };
}

/** The source text of a name: `0042`, `42` and `0x2A` are three names. */
export function nameOf(key: ParsedNode): string | undefined {
  return isScalar(key) ? (key.source ?? String(key.value)) : undefined;
}

/** Whether nothing is written: `host:` and no more. */
export function isUnwritten(node: ParsedNode | null): boolean {
  return node === null || (isScalar(node) && node.value === null && node.range[0] === node.range[1]);
}

/** Offset of the colon of an entry; a name in braces may have none. */
export function colonOf({ pair }: YamlEntry): number | undefined {
  return pair.srcToken?.sep?.find(({ type }) => type === 'map-value-ind')?.offset;
}

/** Where an entry ends, with all that is in it; comments behind it and its last line break left out. */
export function endOfEntry(entry: YamlEntry): number {
  const { key, value } = entry.pair;
  if (value === null || isUnwritten(value)) return Math.max(key.range[1], (colonOf(entry) ?? -1) + 1);
  return endOfNode(value);
}

function endOfNode(node: ParsedNode): number {
  // The text of a block scalar (`|`) ends with the line break, which is no part of its last line.
  if (isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED')) return node.range[1] - 1;
  if (isAlias(node) || isScalar(node) || node.flow === true) return node.range[1];
  if (isSeq(node)) {
    const item = node.items.at(-1);
    return item === undefined ? node.range[1] : endOfNode(item);
  }
  const pair = node.items.at(-1);
  return pair === undefined ? node.range[1] : endOfEntry({ pair, parent: node });
}

/** Where the line that holds an offset ends, its line break left out. */
export function lineEnd(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  if (feed === -1) return text.length;
  return text.charAt(feed - 1) === '\r' && feed > offset ? feed - 1 : feed;
}

/** How many characters stand before an offset in its line. */
export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** The line break of a text: that of its first line. */
export function eolOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

export function insertion(at: number, text: string): TextEdit {
  return { start: at, end: at, text };
}
