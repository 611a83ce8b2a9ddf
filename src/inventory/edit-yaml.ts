import { isAlias, isMap, isScalar, type YAMLMap } from 'yaml';
import { err, ok, type Result } from '../model/result.ts';
import type { TextEdit } from './text-edit.ts';
import {
  colonOf,
  columnOf,
  type EditableYaml,
  endOfEntry,
  entryIn,
  eolOf,
  insertion,
  isUnwritten,
  lineEnd,
  type YamlEntry,
} from './yaml-places.ts';

/** The edits that make one change, or why a person has to make it: a part of a sentence, such as "it is an alias". */
export type Edits = Result<readonly TextEdit[], string>;

const ALIAS = 'it is an alias (`*name`) of something written elsewhere';
const UNUSUAL = 'it is written in an unusual way';

/** Replaces the value of an entry, one word or nothing yet, by another one given as YAML in one line. */
export function setValue({ text }: EditableYaml, entry: YamlEntry, value: string): Edits {
  const node = entry.pair.value;
  if (node !== null && !isUnwritten(node)) {
    if (!isScalar(node) && !isAlias(node)) return err('its value is more than one word');
    return ok([{ start: node.range[0], end: node.range[1], text: value }]);
  }
  if (isScalar(node) && (node.anchor !== undefined || node.tag !== undefined)) return err(UNUSUAL);
  const colon = colonOf(entry);
  if (colon === undefined) return ok([insertion(entry.pair.key.range[1], `: ${value}`)]);
  const isTight = /[^\s,}]/.test(text.charAt(colon + 1));
  return ok([insertion(colon + 1, ` ${value}${isTight ? ' ' : ''}`)]);
}

/** Sets one property of an entry, whose value is a mapping or nothing yet, to a value given as YAML in one line. */
export function setProperty(
  yaml: EditableYaml,
  entry: YamlEntry,
  { name, value }: { readonly name: string; readonly value: string },
): Edits {
  const map = entry.pair.value;
  if (isAlias(map)) return err(ALIAS);
  if (map === null || isScalar(map)) return setValue(yaml, entry, `{ ${name}: ${value} }`);
  if (!isMap(map)) return err('its value is a list');
  const known = entryIn(map, name);
  if (known !== undefined) return setValue(yaml, known, value);
  const text = `${name}: ${value}`;
  return map.flow === true ? ok([intoBraces(map, [text])]) : onTopOf(yaml, entry, { map, text });
}

/** Takes one property out of an entry, with the line it stands on alone; nothing where it is not there. */
export function removeProperty({ text }: EditableYaml, entry: YamlEntry, name: string): Edits {
  const map = entry.pair.value;
  if (isAlias(map)) return err(ALIAS);
  const known = isMap(map) ? entryIn(map, name) : undefined;
  if (!isMap(map) || known === undefined) return ok([]);
  const start = known.pair.key.range[0];
  const end = endOfEntry(known);
  if (map.flow === true) return removeFromBraces(text, known);
  const lineStart = start - columnOf(text, start);
  const next = lineEnd(text, end);
  const standsAlone = text.slice(lineStart, start).trim() === '' && map.items.length > 1;
  return standsAlone ? ok([{ start: lineStart, end: next + eolOf(text).length, text: '' }]) : err(UNUSUAL);
}

/** With the comma before it, or the one behind it where it is the first. */
function removeFromBraces(text: string, { pair, parent }: YamlEntry): Edits {
  const at = parent.items.indexOf(pair);
  const before = parent.items[at - 1];
  const after = parent.items[at + 1];
  const [start, end] = [pair.key.range[0], endOfEntry({ pair, parent })];
  const gap =
    before === undefined
      ? { start: end, end: after?.key.range[0] ?? end }
      : { start: endOfEntry({ pair: before, parent }), end: start };
  if (!/^\s*,\s*$/.test(text.slice(gap.start, gap.end))) return err(UNUSUAL);
  return ok([{ start: Math.min(start, gap.start), end: Math.max(end, gap.end), text: '' }]);
}

/** Adds entries, each given as one line of YAML, right after another one of the same mapping. */
export function addAfter({ text }: EditableYaml, entry: YamlEntry, lines: readonly string[]): TextEdit {
  const end = endOfEntry(entry);
  if (entry.parent.flow === true) return insertion(end, lines.map((line) => `, ${line}`).join(''));
  const start = `${eolOf(text)}${' '.repeat(columnOf(text, entry.pair.key.range[0]))}`;
  return insertion(lineEnd(text, end), lines.map((line) => `${start}${line}`).join(''));
}

/**
 * Adds entries, each given as one line of YAML, to the section of that name in a mapping, such as `hosts` of a group;
 * the section is made where it is missing. `holder` is the entry of the group, or undefined for the file itself.
 */
export function addToSection(
  yaml: EditableYaml,
  holder: YamlEntry | undefined,
  { name, lines }: { readonly name: string; readonly lines: readonly string[] },
): Edits {
  const map = holder === undefined ? yaml.root : holder.pair.value;
  if (isAlias(map)) return err(ALIAS);
  if (!isMap(map)) return err('it holds nothing yet');
  const section = entryIn(map, name);
  if (section !== undefined) return fillSection(yaml, section, lines);
  const pair = map.items.at(-1);
  if (map.flow === true || pair === undefined) return ok([intoBraces(map, [`${name}: { ${lines.join(', ')} }`])]);
  const gap = holder === undefined ? [''] : [];
  return ok([addAfter(yaml, { pair, parent: map }, [...gap, `${name}:`, ...lines.map((line) => `  ${line}`)])]);
}

function fillSection(yaml: EditableYaml, section: YamlEntry, lines: readonly string[]): Edits {
  const { value } = section.pair;
  if (isAlias(value)) return err(ALIAS);
  const pair = isMap(value) ? value.items.at(-1) : undefined;
  if (isMap(value) && pair !== undefined) return ok([addAfter(yaml, { pair, parent: value }, lines)]);
  const colon = colonOf(section);
  if (section.parent.flow === true || colon === undefined) {
    const text = `{ ${lines.join(', ')} }`;
    return isMap(value) ? ok([{ start: value.range[0], end: value.range[1], text }]) : setValue(yaml, section, text);
  }
  // What stands for "no hosts", `{}` or `~`, goes; the hosts follow on lines of their own.
  const emptied = value === null || isUnwritten(value) ? [] : [{ start: colon + 1, end: value.range[1], text: '' }];
  const indented = lines.map((line) => `  ${line}`);
  return ok([...emptied, addAfter(yaml, section, indented)]);
}

/** Right behind the last entry, since a comma or a comment may follow it. */
function intoBraces(map: YAMLMap.Parsed, texts: readonly string[]): TextEdit {
  const pair = map.items.at(-1);
  if (pair === undefined) return { start: map.range[0], end: map.range[1], text: `{ ${texts.join(', ')} }` };
  return insertion(endOfEntry({ pair, parent: map }), texts.map((text) => `, ${text}`).join(''));
}

/** As the first line below the name, so that the comments in the mapping stay above what they are about. */
function onTopOf(
  { text: source }: EditableYaml,
  entry: YamlEntry,
  { map, text }: { readonly map: YAMLMap.Parsed; readonly text: string },
): Edits {
  const colon = colonOf(entry);
  const first = map.items[0]?.key.range[0];
  if (colon === undefined || first === undefined) return err(UNUSUAL);
  const column = columnOf(source, first);
  const lineStart = first - column;
  if (lineStart <= colon || source.slice(lineStart, first).trim() !== '') return err(UNUSUAL);
  return ok([insertion(lineEnd(source, colon), `${eolOf(source)}${' '.repeat(column)}${text}`)]);
}

/** Writes a text as one word of YAML, in quotes wherever a reader of any version of YAML could take it for something else. */
export function yamlWord(text: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9_.-]*$/.test(text) && !WORDS_OF_YAML.test(text);
  return isPlain ? text : JSON.stringify(text);
}

const WORDS_OF_YAML = /^(?:true|false|yes|no|on|off|y|n|null)$/i;
