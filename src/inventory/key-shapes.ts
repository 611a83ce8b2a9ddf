import { holdsKey, mask } from '../model/secret.ts';

const DASHES = '\\-\\u2010-\\u2015\\u2212';
/** Anything long enough to be a key, wherever it stands: in a value, a name or a comment. */
const LONG_WORD = new RegExp(`[A-Z0-9][A-Z0-9${DASHES}]{24,}`, 'gi');
/** Five groups of five letters or digits, hyphens also as word processors write them. */
const GROUPS = new RegExp(`[A-Z0-9]{5}(?:[${DASHES}][A-Z0-9]{5}){4}`, 'i');
/** `AEILOSUZ015` never occur in a key. A mistyped key has one or two of them, a name of five words has many. */
const IMPOSSIBLE = /[AEILOSUZ015]/gi;
const MAX_IMPOSSIBLE = 3;

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

/** Finds every word that looks like a product key. */
export function* findKeyWords(text: string): Generator<KeyWord> {
  for (const { 0: word, index } of text.matchAll(LONG_WORD)) {
    if (looksLikeKey(word)) yield { start: index, end: index + word.length };
  }
}

/** Takes product keys out of a text, mistyped ones too: those are still most of a real one. */
export function hideKeys(text: string): string {
  return mask(text).replace(LONG_WORD, (word) => (looksLikeKey(word) ? '*****' : word));
}
