import { holdsKey, mask } from '../model/secret.ts';

const DASHES = '\\-\\u2010-\\u2015\\u2212';
/** Words that are longer are looked at in pieces, which lie over one another by more than a key is long. */
const MAX_WORD = 1000;
const OVERLAP = 64;
/** Anything long enough to be a key, wherever it stands: in a value, a name or a comment. */
const LONG_WORD = new RegExp(`[A-Z0-9][A-Z0-9${DASHES}]{24,${MAX_WORD - 1}}`, 'gi');
/** The same from where a word begins, which a short word is looked at once for and not at each of its letters. */
const WORD_BEGIN = new RegExp(`(?<![A-Z0-9])${LONG_WORD.source}`, 'gi');
/** Five groups of five letters or digits, hyphens also as word processors write them. */
const GROUPS = new RegExp(`[A-Z0-9]{5}(?:[${DASHES}][A-Z0-9]{5}){4}`, 'i');
/** `AEILOSUZ015` never occur in a key. A mistyped key has one or two of them, a name of five words has many. */
const IMPOSSIBLE = /[AEILOSUZ015]/gi;
const MAX_IMPOSSIBLE = 3;

const CHARACTER = '[BCDFGHJKMNPQRTVWXY2346789]';
const SEPARATOR = '[-\\s_.\\u00ad\\u2010-\\u2015\\u2212]{1,3}';
/** `BCDFG HJKMP QRTVW XY234 67899` */
const APART = new RegExp(`(?<![A-Z0-9])${CHARACTER}{5}(?:${SEPARATOR}${CHARACTER}{5}){4}(?![A-Z0-9])`, 'gi');
/**
 * A piece of a key that line folding or escapes broke, with all that sticks to it: two groups, or ten characters
 * without a vowel. No name of a host looks like that.
 */
const FRAGMENT = new RegExp(
  `(?:(?<![A-Z0-9])${CHARACTER}{5}(?:${SEPARATOR}${CHARACTER}{5})+(?![A-Z0-9])|${CHARACTER}{10,})[^\\s'",{}[\\]]*`,
  'gi',
);

/** A word of a text that is a product key, or what looks like a mistyped one. */
export interface KeyWord {
  readonly start: number;
  readonly end: number;
}

/** Whether a text is, or holds, a product key or what looks like a mistyped one. */
export function looksLikeKey(text: string): boolean {
  if (text.length < 25) return false;
  if (holdsKey(text)) return true;
  const [groups] = GROUPS.exec(text) ?? [];
  return groups !== undefined && (groups.match(IMPOSSIBLE)?.length ?? 0) <= MAX_IMPOSSIBLE;
}

/** Finds every word that looks like a product key, and every key whose groups stand apart. */
export function findKeyWords(text: string): readonly KeyWord[] {
  const words = [...longWords(text)].filter(({ start, end }) => looksLikeKey(text.slice(start, end)));
  const rest = words.length === 0 ? text : withoutWords(text, words);
  const apart = [...rest.matchAll(APART)].map(({ 0: key, index }) => ({ start: index, end: index + key.length }));
  return [...words, ...apart];
}

function* longWords(text: string): Generator<KeyWord> {
  let at = 0;
  let search = WORD_BEGIN;
  for (;;) {
    search.lastIndex = at;
    const found = search.exec(text);
    if (found === null) return;
    const end = found.index + found[0].length;
    yield { start: found.index, end };
    const isCut = found[0].length === MAX_WORD;
    at = isCut ? end - OVERLAP : end;
    search = isCut ? LONG_WORD : WORD_BEGIN;
  }
}

/** The text with blanks in place of words, everything else where it was. */
function withoutWords(text: string, words: readonly KeyWord[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of words) {
    if (start > at) pieces.push(text.slice(at, start));
    pieces.push('*'.repeat(end - Math.max(start, at)));
    at = end;
  }
  return [...pieces, text.slice(at)].join('');
}

/** Takes product keys out of a text, mistyped ones and pieces too: those are still most of a real one. */
export function hideKeys(text: string): string {
  const whole = mask(text).replace(LONG_WORD, (word) => (looksLikeKey(word) ? '*****' : word));
  return whole.replace(FRAGMENT, '*****');
}

/**
 * Puts asterisks over product keys and over pieces of them, so that every other character keeps its column. A text whose
 * escapes hide one is covered as a whole.
 */
export function coverKeys(text: string): string {
  if (text.includes('\\') && hidesKey(text)) return cover(text);
  return text.replace(LONG_WORD, (word) => (looksLikeKey(word) ? cover(word) : word)).replace(FRAGMENT, cover);
}

/** Puts an asterisk over every letter, digit and sign; spaces and hyphens stay, so that the length can be seen. */
export function cover(text: string): string {
  return text.replaceAll(/[^\s-]/g, '*');
}

/** `"BCDFG-\x48JKMP-..."` */
function hidesKey(text: string): boolean {
  const plain = text.replaceAll(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|.)/gi,
    (_escape, ...codes: unknown[]) => {
      const code = codes.slice(0, 3).find((each) => typeof each === 'string');
      const point = Number.parseInt(String(code), 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : ' ';
    },
  );
  return plain.search(FRAGMENT) !== -1 || looksLikeKey(plain);
}
