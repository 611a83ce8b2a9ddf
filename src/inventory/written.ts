import type { Place } from './source.ts';

/** A piece of YAML as it was written, with its place. The tree is all that later stages know of YAML. */
export type Written = WrittenScalar | WrittenList | WrittenMap;

/** A single value. */
export interface WrittenScalar extends Place {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}

export interface WrittenList extends Place {
  readonly kind: 'list';
  readonly items: readonly Written[];
}

/** A mapping. Names are source text: `0042`, `42` and `0x2A` are three names. */
export interface WrittenMap extends Place {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, WrittenEntry>;
}

/** A name and its value; the place is the name's. */
export interface WrittenEntry extends Place {
  readonly name: string;
  readonly value: Written;
}

/** The entries of a mapping; none when the value is something else, which validation reports. */
export function entriesOf(value: Written | undefined): Iterable<WrittenEntry> {
  return value?.kind === 'map' ? value.entries.values() : [];
}

/** The entry of that name, or undefined when there is none or the value is no mapping. */
export function entryOf(value: Written | undefined, name: string): WrittenEntry | undefined {
  return value?.kind === 'map' ? value.entries.get(name) : undefined;
}

/** The text of an entry, or undefined when its value is something else, which validation reports. */
export function textOf(entry: WrittenEntry | undefined): string | undefined {
  return entry?.value.kind === 'scalar' && typeof entry.value.value === 'string' ? entry.value.value : undefined;
}

/** Where to point for an entry's value: the value itself when it is one visible word, otherwise its name. */
export function valuePlace(entry: WrittenEntry): Place {
  return entry.value.kind === 'scalar' && entry.value.end > entry.value.start ? entry.value : entry;
}

/** The same as plain values, for schema validation. The objects have no prototype, so `__proto__` is a name. */
export function toPlain(value: Written): unknown {
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'list') return value.items.map(toPlain);
  const plain: Record<string, unknown> = Object.create(null);
  for (const entry of value.entries.values()) plain[entry.name] = toPlain(entry.value);
  return plain;
}
