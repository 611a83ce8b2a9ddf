import { isAlias, isMap, isScalar, type YAMLMap } from 'yaml';
import { err, ok } from '../model/result.ts';
import type { Edits } from './edit-yaml.ts';
import {
  colonOf,
  columnOf,
  type EditableYaml,
  endOfEntry,
  eolOf,
  lineEnd,
  nameOf,
  type YamlEntry,
} from './yaml-places.ts';

const ALIAS = 'it is an alias (`*name`) of something written elsewhere';
const UNUSUAL = 'it is written in an unusual way';

/**
 * Puts `age` with an armoured text in the place of whatever source a secret has: a block below its name, or one word in
 * quotes where the key is written in braces. Remarks behind the old source stay.
 */
export function setAgeText(yaml: EditableYaml, entry: YamlEntry, armoured: string): Edits {
  const source = entry.pair.value;
  if (isAlias(source)) return err(ALIAS);
  if (!isMap(source) || source.anchor !== undefined || source.tag !== undefined) return err(UNUSUAL);
  if (entry.parent.flow === true) {
    const text = `{ age: ${JSON.stringify(armoured)} }`;
    return ok([{ start: source.range[0], end: source.range[1], text }]);
  }
  return source.flow === true ? replaceBraces(yaml, entry, { source, armoured }) : replacePair(yaml, source, armoured);
}

/** `secret: { env: NAME } # remark` becomes `secret: # remark` with a block below. */
function replaceBraces(
  { text }: EditableYaml,
  entry: YamlEntry,
  { source, armoured }: { readonly source: YAMLMap.Parsed; readonly armoured: string },
): Edits {
  const colon = colonOf(entry);
  if (colon === undefined || text.slice(colon + 1, source.range[0]).trim() !== '') return err(UNUSUAL);
  const column = columnOf(text, entry.pair.key.range[0]) + 2;
  const end = lineEnd(text, source.range[1]);
  const remark = text.slice(source.range[1], end).trimEnd();
  const block = `${remark}${eolOf(text)}${' '.repeat(column)}age: |${linesOf(text, armoured, column + 2)}`;
  return ok([{ start: colon + 1, end, text: block }]);
}

/** `env: NAME # remark` on a line of its own becomes `age: | # remark`; a block that is there gets new lines. */
function replacePair({ text }: EditableYaml, source: YAMLMap.Parsed, armoured: string): Edits {
  const [pair, second] = source.items;
  if (pair === undefined || second !== undefined) return err(UNUSUAL);
  const { key, value } = pair;
  const lines = linesOf(text, armoured, columnOf(text, key.range[0]) + 2);
  if (nameOf(key) === 'age' && isScalar(value) && value.type === 'BLOCK_LITERAL') {
    const header = lineEnd(text, value.range[0]);
    if (/^\|[+-]?\d/.test(text.slice(value.range[0], header))) return err(UNUSUAL);
    return ok([{ start: header, end: withoutLineEnds(text, value.range[1]), text: lines }]);
  }
  if (isAlias(value)) return err(ALIAS);
  const end = endOfEntry({ pair, parent: source });
  const lineEnds = lineEnd(text, end);
  const remark = text.slice(end, lineEnds).trimEnd();
  return ok([{ start: key.range[0], end: lineEnds, text: `age: |${remark}${lines}` }]);
}

function linesOf(text: string, armoured: string, column: number): string {
  const start = `${eolOf(text)}${' '.repeat(column)}`;
  return armoured
    .trim()
    .split('\n')
    .map((line) => `${start}${line}`)
    .join('');
}

function withoutLineEnds(text: string, end: number): number {
  let at = end;
  while (/[\r\n]/.test(text.charAt(at - 1))) at -= 1;
  return at;
}
