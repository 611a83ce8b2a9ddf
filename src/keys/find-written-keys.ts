import type { ProductKey } from '../model/product-key.ts';
import { findKeyShape } from '../model/secret.ts';
import { parseProductKey } from './product-key.ts';

/** A key, and its offset in a text. */
export interface KeyAt {
  readonly start: number;
  readonly key: ProductKey;
}

/** Between the groups of a key. */
const SEPARATORS = /[^A-Z0-9]+/gi;
const DASH = /^[-\u2010-\u2015\u2212]$/;
/** A key of fewer letters comes once in 50,000,000; a table of numbers has none. */
const FEWEST_LETTERS = 5;
/** One key in 300,000,000 has no other characters; tables of numbers in hex have not. */
const HEX = /^[\dA-F]+$/i;

/** Finds the product keys that are typed in a text, with hyphens, with other signs between the groups, or with none. */
export function findWrittenKeys(text: string): readonly KeyAt[] {
  const found: KeyAt[] = [];
  for (let from = 0; from < text.length; ) {
    const shape = findKeyShape(text, from);
    if (shape === undefined) break;
    const key = readKey(text, shape);
    if (key !== undefined) found.push({ start: shape.start, key });
    // Another word of five characters may stand before the key: `PC742 BCDFG-...`.
    from = key === undefined ? shape.start + 1 : shape.end;
  }
  return found;
}

/** What has the shape of a key by chance has not this form too. */
function readKey(text: string, { start, end }: { start: number; end: number }): ProductKey | undefined {
  const shape = text.slice(start, end);
  const separators = new Set((shape.match(SEPARATORS) ?? []).map((sign) => sign.trim() || ' '));
  if (separators.size > 1) return undefined;
  const [separator = ''] = separators;
  if (!DASH.test(separator) && !standsAlone(text, start, end)) return undefined;
  const characters = shape.replaceAll(SEPARATORS, '');
  if (characters.replaceAll(/\d/g, '').length < FEWEST_LETTERS || HEX.test(characters)) return undefined;
  // One key in 5,000 has no digit. Five words without a vowel one after the other are more common than such a key with spaces.
  if (separator === ' ' && !/\d/.test(characters)) return undefined;
  const parsed = parseProductKey(characters);
  return parsed.ok ? parsed.value : undefined;
}

/**
 * Hyphens after every fifth character say enough. Without them a key is in upper case or in lower case, as base64 is not,
 * and nothing touches it.
 */
function standsAlone(text: string, start: number, end: number): boolean {
  const shape = text.slice(start, end);
  if (shape !== shape.toUpperCase() && shape !== shape.toLowerCase()) return false;
  return !/[A-Z0-9+/]/i.test(text.charAt(start - 1)) && !/[A-Z0-9+/]/i.test(text.charAt(end));
}
