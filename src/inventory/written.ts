import type { Place } from './source.ts';

/**
 * A piece of YAML as it was written, with its place. The tree is all that later stages know of YAML. What an alias
 * stands for is shared, not copied: its places are those of the anchor, and `via` says where the alias is.
 */
export type Written = WrittenScalar | WrittenList | WrittenMap;

/** A single value. */
export interface WrittenScalar extends Place {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** What stands in the file, where YAML made a number, a truth value or nothing of unquoted text: `0042`, `~`. */
  readonly source?: string;
}

export interface WrittenList extends Place {
  readonly kind: 'list';
  readonly items: readonly Written[];
  /** The alias that stands here for the list, which is written elsewhere. */
  readonly via?: Place;
}

/** A mapping. Names are source text: `0042`, `42` and `0x2A` are three names. */
export interface WrittenMap extends Place {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, WrittenEntry>;
  /** The alias that stands here for the mapping, which is written elsewhere. */
  readonly via?: Place;
}

/** A name and its value; the place is the name's. */
export interface WrittenEntry extends Place {
  readonly name: string;
  readonly value: Written;
  /** The `<<` that brought the entry into its mapping; the entry itself is written elsewhere. */
  readonly via?: Place;
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

/** The alias or `<<` through which an entry or its value came, or undefined where both stand in their own place. */
export function viaOf({ via, value }: WrittenEntry): Place | undefined {
  return via ?? (value.kind === 'scalar' ? undefined : value.via);
}

/** Without properties, own or inherited, so that `__proto__` is a name; as a prototype it keeps objects fast. */
const NOTHING: object = Object.freeze(Object.create(null));

/** The same as plain values, for schema validation; what aliases share is shared there too. */
export function toPlain(root: Written): unknown {
  const shared = new Map<unknown, unknown>();
  const convert = (value: Written): unknown => {
    if (value.kind === 'scalar') return value.value;
    const content = value.kind === 'list' ? value.items : value.entries;
    const known = value.via === undefined ? undefined : shared.get(content);
    if (known !== undefined) return known;
    const plain = value.kind === 'list' ? value.items.map(convert) : plainObject(value, convert);
    if (value.via !== undefined) shared.set(content, plain);
    return plain;
  };
  return convert(root);
}

function plainObject({ entries }: WrittenMap, convert: (value: Written) => unknown): unknown {
  const plain: Record<string, unknown> = Object.create(NOTHING);
  for (const entry of entries.values()) plain[entry.name] = convert(entry.value);
  return plain;
}
