import { isAlias, isScalar } from 'yaml';
import type { KeySpec } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import { err, ok, type Result } from '../model/result.ts';
import { compareInventories } from './compare-inventories.ts';
import { removeProperty, setProperty, setValue, yamlWord } from './edit-yaml.ts';
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
  const isTakenBack = leadsTo(from, to, keys);
  const edits = new Map<string, readonly TextEdit[]>();
  let isAnnounced = false;
  for (const { path, text } of files) {
    const yaml = openYaml(text);
    const own: TextEdit[] = [];
    for (const entry of mentionsOf(yaml, from.label)) {
      const made = setValue(yaml, entry, yamlWord(to.label));
      if (!made.ok) return err(`a \`key\` in ${path} cannot be changed from here, ${made.error}`);
      own.push(...made.value);
    }
    const old = findEntry(yaml, ['keys', from.label]);
    if (old !== undefined) {
      const made = setProperty(yaml, old, { name: 'replacedBy', value: yamlWord(to.label) });
      if (!made.ok) return err(`key '${from.label}' cannot be changed from here, ${made.error}`);
      if (from.replacedBy !== to.label) own.push(...made.value);
      isAnnounced = true;
    }
    const back = isTakenBack ? findEntry(yaml, ['keys', to.label]) : undefined;
    if (back !== undefined) {
      const made = removeProperty(yaml, back, 'replacedBy');
      if (!made.ok) return err(`key '${to.label}' cannot be changed from here, ${made.error}`);
      own.push(...made.value);
    }
    if (own.length > 0) edits.set(path, own);
  }
  return isAnnounced ? ok(edits) : err(`key '${from.label}' comes from an anchor or a merge key`);
}

/** Whether a key is to be replaced by another one, be it over several steps; chains of a loaded inventory end. */
function leadsTo(target: KeySpec, { replacedBy }: KeySpec, keys: Keys): boolean {
  if (replacedBy === undefined) return false;
  const next = keys.get(replacedBy);
  return replacedBy === target.label || (next !== undefined && leadsTo(target, next, keys));
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
function announce({ at, ...key }: KeySpec, replacedBy: string): KeySpec {
  return { ...key, replacedBy, at };
}

function withoutAnnouncement({ replacedBy: _over, ...key }: KeySpec): KeySpec {
  return key;
}
