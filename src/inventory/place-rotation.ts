import { isAlias, isScalar } from 'yaml';
import type { KeySpec } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import { err, ok, type Result } from '../model/result.ts';
import { compareInventories } from './compare-inventories.ts';
import { type Edits, removeProperty, setProperty, setValue, yamlWord } from './edit-yaml.ts';
import type { SourceFile } from './source.ts';
import type { TextEdit } from './text-edit.ts';
import { type EditableYaml, findEntry, nameOf, openYaml, type YamlEntry } from './yaml-places.ts';

/** A key and the one that takes its place. */
export interface Rotation {
  readonly from: KeySpec;
  readonly to: KeySpec;
}

type Keys = Inventory['keys'];

/**
 * The edits that put one key wherever the other is asked for, and say so at the old one; or why a person has to. Where
 * the new one was to be replaced by the old one, that is over.
 */
export function placeRotation(
  files: readonly SourceFile[],
  { from, to }: Rotation,
  keys: Keys,
): Result<ReadonlyMap<string, readonly TextEdit[]>, string> {
  const isOver = leadsTo(from, to, keys);
  const opened = files.map(({ path, text }) => ({ path, yaml: openYaml(text) }));
  if (!opened.some(({ yaml }) => findEntry(yaml, ['keys', from.label]) !== undefined))
    return err(`key '${from.label}' comes from an anchor or a merge key`);
  const edits = new Map<string, readonly TextEdit[]>();
  for (const { path, yaml } of opened) {
    const own: TextEdit[] = [];
    for (const { what, made } of [...swaps(yaml, { from, to }), ...announcements(yaml, { from, to }, isOver)]) {
      if (!made.ok) return err(`${what} in ${path} cannot be changed from here, ${made.error}`);
      own.push(...made.value);
    }
    if (own.length > 0) edits.set(path, own);
  }
  return ok(edits);
}

/** The edits of one change, and what is changed, in words. */
interface Part {
  readonly what: string;
  readonly made: Edits;
}

/** The new key wherever the old one is asked for. */
function swaps(yaml: EditableYaml, { from, to }: Rotation): readonly Part[] {
  return mentionsOf(yaml, from.label).map((entry) => ({
    what: 'a `key`',
    made: setValue(yaml, entry, yamlWord(to.label)),
  }));
}

/** The old key says what replaces it; the new one no longer does where that is over. */
function announcements(yaml: EditableYaml, { from, to }: Rotation, isOver: boolean): readonly Part[] {
  const [old, current] = [from, to].map(({ label }) => findEntry(yaml, ['keys', label]));
  const property = { name: 'replacedBy', value: yamlWord(to.label) };
  const isNews = old !== undefined && from.replacedBy?.label !== to.label;
  return [
    ...(isNews ? [{ what: `key '${from.label}'`, made: setProperty(yaml, old, property) }] : []),
    ...(isOver && current !== undefined
      ? [{ what: `key '${to.label}'`, made: removeProperty(yaml, current, property.name) }]
      : []),
  ];
}

/** Whether a key is to be replaced by another one, be it over several steps; chains of a loaded inventory end. */
function leadsTo(target: KeySpec, { replacedBy }: KeySpec, keys: Keys): boolean {
  if (replacedBy === undefined) return false;
  const next = keys.get(replacedBy.label);
  return replacedBy.label === target.label || (next !== undefined && leadsTo(target, next, keys));
}

/** Every `key: LABEL`; those that are aliases follow what they stand for. Keys and ways to reach hosts have no `key`. */
function mentionsOf({ entries }: EditableYaml, label: string): readonly YamlEntry[] {
  return [...entries.values()].filter(({ pair: { key, value } }) => {
    if (nameOf(key) !== 'key' || isAlias(value) || !isScalar(value)) return false;
    return (value.source ?? String(value.value)) === label;
  });
}

/** Whether new files declare what the old ones did with one key in the place of the other; else what is wrong, in words. */
export function findUnexpectedRotation(
  before: Inventory,
  after: Inventory,
  { from, to }: Rotation,
): string | undefined {
  const current = leadsTo(from, to, before.keys) ? withoutAnnouncement(to) : to;
  const labels = [from.label, to.label];
  const expected = {
    ...before,
    keys: new Map([...before.keys, [from.label, announce(from, to.label)], [to.label, current]]),
    hosts: before.hosts.map((host) => (labels.includes(host.key.label) ? { ...host, key: current } : host)),
  };
  const { added, removed, changed, isRestChanged } = compareInventories(expected, after);
  const [first] = [...changed, ...added, ...removed];
  if (first !== undefined) return `'${first}' would be declared in another way than is meant`;
  return isRestChanged ? 'more than this key would change' : undefined;
}

/** In the order in which a loaded key has its properties, since both are compared as text. */
function announce({ at, ...key }: KeySpec, label: string): KeySpec {
  return { ...key, replacedBy: { label, at }, at };
}

function withoutAnnouncement({ replacedBy: _over, ...key }: KeySpec): KeySpec {
  return key;
}
