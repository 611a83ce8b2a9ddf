import { isMap } from 'yaml';
import type { KeySpec } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import type { KeyIdentity } from '../model/key.ts';
import { err, ok, type Result } from '../model/result.ts';
import { compareInventories } from './compare-inventories.ts';
import { type Edits, setProperty } from './edit-yaml.ts';
import type { SourceFile } from './source.ts';
import type { TextEdit } from './text-edit.ts';
import { type EditableYaml, entryIn, findEntry, openYaml, type YamlEntry } from './yaml-places.ts';

/** What the secrets of keys say, by label. */
export type Identities = ReadonlyMap<string, KeyIdentity>;

/** The edits that write identities of keys into the files, by path; or why a person has to. */
export function placeIdentities(
  files: readonly SourceFile[],
  identities: Identities,
): Result<ReadonlyMap<string, readonly TextEdit[]>, string> {
  const opened = files.map(({ path, text }) => ({ path, yaml: openYaml(text) }));
  const edits = new Map<string, readonly TextEdit[]>();
  for (const [label, identity] of identities) {
    const place = opened.find(({ yaml }) => findEntry(yaml, ['keys', label]) !== undefined);
    const entry = place === undefined ? undefined : findEntry(place.yaml, ['keys', label]);
    if (place === undefined || entry === undefined) return err(`key '${label}' comes from an anchor or a merge key`);
    const made = setIdentity(place.yaml, entry, identity);
    if (!made.ok) return err(`key '${label}' cannot be changed from here, ${made.error}`);
    edits.set(place.path, [...(edits.get(place.path) ?? []), ...made.value]);
  }
  return ok(edits);
}

/** Whether new files declare what the old ones did, but for these identities; else what is wrong, in words. */
export function findUnexpectedIdentities(
  before: Inventory,
  after: Inventory,
  identities: Identities,
): string | undefined {
  const withIdentity = (key: KeySpec): KeySpec => keyWith(key, identities.get(key.label));
  const expected = {
    ...before,
    keys: new Map([...before.keys].map(([label, key]) => [label, withIdentity(key)])),
    hosts: before.hosts.map((host) => ({ ...host, key: withIdentity(host.key) })),
  };
  const { added, removed, changed, isRestChanged } = compareInventories(expected, after);
  const [first] = [...changed, ...added, ...removed];
  if (first !== undefined) return `'${first}' would be declared in another way than is meant`;
  return isRestChanged ? 'more than these identities would change' : undefined;
}

/** In the order in which a loaded key has its properties, since both are compared as text. */
function keyWith({ at, identity: before, replacedBy, ...key }: KeySpec, identity = before): KeySpec {
  const rest = { ...(identity !== undefined && { identity }), ...(replacedBy !== undefined && { replacedBy }) };
  return { ...key, ...rest, at };
}

function setIdentity(yaml: EditableYaml, entry: YamlEntry, { lastFive, productId }: KeyIdentity): Edits {
  const properties = Object.entries({ lastFive, productId }).flatMap(([name, value]) =>
    // In quotes: five digits would be read as a number.
    value === undefined ? [] : [{ name, value: JSON.stringify(value) }],
  );
  const text = `{ ${properties.map(({ name, value }) => `${name}: ${value}`).join(', ')} }`;
  const known = isMap(entry.pair.value) ? entryIn(entry.pair.value, 'identity') : undefined;
  const map = known?.pair.value;
  if (known === undefined || !isMap(map)) return setProperty(yaml, entry, { name: 'identity', value: text });
  if (map.anchor !== undefined) return err('its identity is used elsewhere too');
  if (map.flow === true) return ok([{ start: map.range[0], end: map.range[1], text }]);
  if (productId === undefined && entryIn(map, 'productId') !== undefined)
    return err('its identity has a `productId`, and the key of today has none');
  const edits: TextEdit[] = [];
  for (const property of properties) {
    const made = setProperty(yaml, known, property);
    if (!made.ok) return made;
    edits.push(...made.value);
  }
  return ok(edits);
}
