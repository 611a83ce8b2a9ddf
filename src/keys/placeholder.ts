import type { ProductKey } from '../model/product-key.ts';

/** `FFFFF-GGGGG-HHHHH-JJJJJ-KKKKK` has five. A real key has sixteen on average, and so few once in billions. */
const MOST_CHARACTERS_OF_PLACEHOLDER = 6;
/** A real key has eight of these together once in 100,000,000. */
const RUN = 8;
/** As in `BCDFG-HJKMP-QRTVW-XY234-67899`. */
const ALPHABET = 'BCDFGHJKMPQRTVWXY2346789';
/** As in the keys of `vlkctl lab create`, which begin with fifteen B. */
const SAME = new RegExp(`(.)\\1{${RUN - 1}}`);

/**
 * Whether somebody made this key up so that it can be seen: few different characters, one of them over and over,
 * or the alphabet in order.
 */
export function isPlaceholder(key: ProductKey): boolean {
  const characters = key.reveal();
  if (new Set(characters).size <= MOST_CHARACTERS_OF_PLACEHOLDER || SAME.test(characters)) return true;
  for (let at = 0; at + RUN <= characters.length; at += 1) {
    if (ALPHABET.includes(characters.slice(at, at + RUN))) return true;
  }
  return false;
}
