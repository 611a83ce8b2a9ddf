import { isLanguage } from '../model/language.ts';
import { textIn } from './demand.ts';
import type { Facts } from './facts.ts';
import { isProduct } from './families.ts';
import type { Problem } from './make-diagnostic.ts';
import { makeNearest } from './make-nearest.ts';
import { entryOf, textOf, valuePlace, type WrittenEntry } from './written.ts';
import { textOrTexts } from './written-texts.ts';

/** A key that says which one takes its place. */
interface Announcement {
  readonly old: WrittenEntry;
  /** Its `replacedBy`. */
  readonly by: WrittenEntry;
  /** What stands there. */
  readonly label: string;
}

/** Reports a key that is replaced by one that nobody declares. */
export function* replacedByUnknown({ declarations: { keys } }: Facts): Generator<Problem> {
  const nearest = makeNearest(() => [...keys.keys()]);
  for (const { old, by, label } of announcements(keys)) {
    if (keys.has(label)) continue;
    const meant = nearest(label);
    yield {
      code: 'unknown-key',
      message: `Key '${old.name}' is replaced by '${label}', which is not declared.`,
      help:
        meant === undefined || meant === old.name
          ? 'Declare the key under `keys`, or take `replacedBy` out.'
          : `Did you mean '${meant}'?`,
      at: valuePlace(by),
    };
  }
}

/** Reports a key that is replaced by itself. */
export function* replacedByItself({ declarations: { keys } }: Facts): Generator<Problem> {
  for (const { old, by, label } of announcements(keys)) {
    if (label !== old.name) continue;
    yield {
      code: 'replaced-by-itself',
      message: `Key '${label}' is replaced by itself.`,
      help: 'Name the key that takes its place, or take `replacedBy` out.',
      at: valuePlace(by),
    };
  }
}

/** Reports keys that replace each other in a circle, each circle once. */
export function* cyclicReplacement({ declarations: { keys } }: Facts): Generator<Problem> {
  const next = new Map([...announcements(keys)].map((each) => [each.old.name, each]));
  const followed = new Set<string>();
  for (const start of next.values()) {
    const circle = findCircle(start, next, followed);
    const [first, ...others] = circle;
    const last = others.at(-1);
    if (first === undefined || last === undefined) continue;
    const names = [...circle.map(({ old }) => old.name), first.old.name];
    yield {
      code: 'cyclic-replacement',
      message: `Keys replace each other in a circle: ${names.join(' -> ')}.`,
      help: 'Take `replacedBy` out of the key that hosts should have in the end.',
      at: valuePlace(first.by),
      other: { message: 'and here the circle closes', at: valuePlace(last.by) },
    };
  }
}

/** What follows a key and comes back to where it was; a chain that ends, or was followed before, has none. */
function findCircle(
  start: Announcement,
  next: ReadonlyMap<string, Announcement>,
  followed: Set<string>,
): readonly Announcement[] {
  const chain: Announcement[] = [];
  let at: Announcement | undefined = start;
  while (at !== undefined && !followed.has(at.old.name)) {
    followed.add(at.old.name);
    chain.push(at);
    at = next.get(at.label);
  }
  return at === undefined || !chain.includes(at) ? [] : chain.slice(chain.indexOf(at));
}

/** Reports a key that is replaced by one for another product, and so perhaps for another edition. */
export function* replacementForOtherProduct({ declarations: { keys } }: Facts): Generator<Problem> {
  for (const { old, by, label } of announcements(keys)) {
    const replacement = keys.get(label);
    const [before = '', after = ''] = [textIn(old.value, 'product'), textIn(replacement?.value, 'product')];
    if (replacement === undefined || before === after || !isProduct(before) || !isProduct(after)) continue;
    yield {
      code: 'replacement-product-mismatch',
      message: `Key '${old.name}' is for ${before}, and '${label}', which replaces it, for ${after}.`,
      help: 'Replace it by a key for the same product, or take `replacedBy` out.',
      at: valuePlace(by),
      other: { message: 'the key that replaces it is declared here', at: replacement },
    };
  }
}

/** Reports a key that is replaced by one that has no language in common with it. */
export function* replacementForOtherLanguage({ declarations: { keys } }: Facts): Generator<Problem> {
  for (const { old, by, label } of announcements(keys)) {
    const replacement = keys.get(label);
    const [before, after] = [languagesOf(old), languagesOf(replacement)];
    const areComparable = before.length > 0 && after.length > 0 && [...before, ...after].every(isLanguage);
    if (replacement === undefined || !areComparable || before.some((language) => after.includes(language))) continue;
    yield {
      code: 'replacement-language-mismatch',
      message: `Key '${old.name}' is for ${before.join(' and ')}, and '${label}', which replaces it, for ${after.join(' and ')}.`,
      help: 'Replace it by a key for the same language, or correct `language`.',
      at: valuePlace(by),
      other: { message: 'the key that replaces it is declared here', at: replacement },
    };
  }
}

function languagesOf(key: WrittenEntry | undefined): readonly string[] {
  return textOrTexts(entryOf(key?.value, 'language')).map(({ value }) => value);
}

function* announcements(keys: Facts['declarations']['keys']): Generator<Announcement> {
  for (const old of keys.values()) {
    const by = entryOf(old.value, 'replacedBy');
    const label = textOf(by);
    if (by !== undefined && label !== undefined) yield { old, by, label };
  }
}
