import type { Place } from './source.ts';
import { entryOf, valuePlace, type Written, type WrittenEntry } from './written.ts';

/** Where a schema error stands and what it is about. */
export interface Spot {
  /** Name of the property, for the message: `port`, `tags[1]`. */
  readonly name: string;
  /** Where the property's name stands; undefined for the file as a whole. */
  readonly entry: WrittenEntry | undefined;
  readonly value: Written;
  /** Where the wrong value stands. */
  readonly at: Place;
}

/** Follows the path of a schema error, such as `/hosts/a~1b/os`, through the tree. */
export function findSpot(root: Written, instancePath: string): Spot {
  let value = root;
  let entry: WrittenEntry | undefined;
  let shown = 'the file';
  let at: Place = { file: root.file, start: 0, end: 0 };
  for (const segment of instancePath.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    if (value.kind === 'list') {
      const item: Written = value.items[Number(name)] ?? value;
      value = item;
      at = placeOfItem(item) ?? at;
      shown = `${shown}[${name}]`;
      continue;
    }
    entry = entryOf(value, name) ?? entry;
    if (entry === undefined) break;
    value = entry.value;
    at = valuePlace(entry);
    shown = entry.name;
  }
  return { name: shown, entry, value, at };
}

/** A name as a part of a JSON pointer. */
export function pointerSegment(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** An item that is a mapping begins with its first name; all of it would be many lines. */
function placeOfItem(item: Written): Place | undefined {
  if (item.kind === 'scalar') return item;
  if (item.kind !== 'map') return undefined;
  const [first] = item.entries.values();
  return first ?? item;
}
