import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  decodeProductKey,
  encodeProductKey,
  hasN,
  type KeyProblem,
  parseProductKey,
} from '../../../src/keys/product-key.ts';
import { seededRandom } from '../../../src/lab/seeded-random.ts';
import type { ProductKey } from '../../../src/model/product-key.ts';
import { KEY_VECTORS } from './key-vectors.ts';

const ALPHABET = 'BCDFGHJKMPQRTVWXY2346789';
const ROUND_TRIPS = 20_000;

describe('the codec', () => {
  it.each(KEY_VECTORS)('encodes and decodes $key ($why)', ({ key, hex }) => {
    const encoded = encodeProductKey(parsed(key));
    expect(toHex(encoded)).toBe(hex);
    expect(decodeProductKey(encoded).reveal()).toBe(key.replaceAll('-', ''));
  });

  it('decodes what it encoded, for random keys of both kinds', () => {
    const random = seededRandom(1);
    const keys = Array.from({ length: ROUND_TRIPS }, (_, index) => randomKey(random, index % 2 === 0));
    expect(keys.filter((key) => decodeProductKey(encodeProductKey(parsed(key))).reveal() !== key)).toEqual([]);
  });

  it('encodes what it decoded, for random bytes', () => {
    const random = seededRandom(2);
    const encodings = Array.from({ length: ROUND_TRIPS }, () => randomBytes(random));
    expect(encodings.filter((bytes) => toHex(encodeProductKey(decodeProductKey(bytes))) !== toHex(bytes))).toEqual([]);
  });

  it('leaves the bytes it decodes as they are', () => {
    const bytes = encodeProductKey(parsed('W269N-WFGWX-YVC9B-4J6C9-T83GX'));
    const before = toHex(bytes);
    decodeProductKey(bytes);
    expect(toHex(bytes)).toBe(before);
  });

  it.each([0, 14, 16])('refuses %i bytes', (length) => {
    expect(() => decodeProductKey(new Uint8Array(length))).toThrow(RangeError);
  });

  it('refuses the first number above the largest key, with and without the flag of N', () => {
    const bytes = encodeProductKey(parsed('99999-99999-99999-99999-99999'));
    const index = bytes.findIndex((byte) => byte !== 0xff);
    bytes.fill(0, 0, index);
    bytes[index] = (bytes[index] ?? 0) + 1;
    expect(() => decodeProductKey(bytes)).toThrow(RangeError);
    bytes[14] = (bytes[14] ?? 0) | 0x08;
    expect(() => decodeProductKey(bytes)).toThrow(RangeError);
    expect(() => decodeProductKey(new Uint8Array(15).fill(0xff))).toThrow(RangeError);
  });

  it('tells keys with N from keys without', () => {
    expect(hasN(parsed('W269N-WFGWX-YVC9B-4J6C9-T83GX'))).toBe(true);
    expect(hasN(parsed('FFFFF-GGGGG-HHHHH-JJJJJ-KKKKK'))).toBe(false);
  });
});

describe('parseProductKey', () => {
  it.each([
    'FFFFF-GGGGG-HHHHH-JJJJJ-KKKKK',
    'FFFFFGGGGGHHHHHJJJJJKKKKK',
    'fffff-ggggg-hhhhh-jjjjj-kkkkk',
    '\t FffffGGGGGhhhhhJJJJJkkkkk\r\n',
    '\ufeffFFFFF-GGGGG-HHHHH-JJJJJ-KKKKK',
  ])('accepts %j', (text) => {
    expect(parsed(text).reveal()).toBe('FFFFFGGGGGHHHHHJJJJJKKKKK');
  });

  it.each<[KeyProblem['code'], string, string]>([
    ['wrong-length', 'nothing', ''],
    ['wrong-length', 'white space', ' \n'],
    ['wrong-length', 'only hyphens', '----'],
    ['wrong-length', 'four groups', 'FFFFF-GGGGG-HHHHH-JJJJJ'],
    ['wrong-length', 'a character too many', 'FFFFF-GGGGG-HHHHH-JJJJJ-KKKKKK'],
    ['impossible-character', 'the first placeholder of the article', 'ABCDE-FGHIJ-KLMNO-PRSTU-WYQZX'],
    ['impossible-character', 'the second placeholder of the article', 'AB123-123AB-AB123-123AB-AB123'],
    ['impossible-character', 'a zero', 'FFFFF-GGGGG-HHHHH-JJJJJ-KKKK0'],
    ['impossible-character', 'a space inside', 'FFFFF GGGGG HHHHH JJJJJ KKKKK'],
    ['impossible-character', 'a second line', 'FFFFFGGGGGHHHHHJJJJJKKKKK\nF'],
    ['impossible-character', 'a Kelvin sign', 'FFFFF-GGGGG-HHHHH-JJJJJ-\u212aKKKK'],
    ['impossible-character', 'a sharp s', 'FFFFF-GGGGG-HHHHH-JJJJJ-KKKK\u00df'],
    ['impossible-character', 'an emoji', 'FFFFF-GGGGG-HHHHH-JJJJJ-KKK\u{1f511}'],
    ['typographic-dash', 'an en dash', 'FFFFF\u2013GGGGG\u2013HHHHH\u2013JJJJJ\u2013KKKKK'],
    ['typographic-dash', 'a non-breaking hyphen', 'FFFFF\u2011GGGGG-HHHHH-JJJJJ-KKKKK'],
    ['typographic-dash', 'a minus sign', 'FFFFF-GGGGG-HHHHH-JJJJJ\u2212KKKKK'],
    ['misplaced-hyphen', 'shifted groups', 'FFFFFG-GGGG-HHHHH-JJJJJ-KKKKK'],
    ['misplaced-hyphen', 'one hyphen missing', 'FFFFF-GGGGG-HHHHHJJJJJ-KKKKK'],
    ['misplaced-hyphen', 'a hyphen at the end', 'FFFFF-GGGGG-HHHHH-JJJJJ-KKKKK-'],
    ['too-many-n', 'two N', 'NFFFF-GGGGG-HHHHH-JJJJJ-KKKKn'],
    ['misplaced-n', 'N in the last place', 'FFFFF-GGGGG-HHHHH-JJJJJ-KKKKN'],
  ])('answers %s to %s', (code, _what, text) => {
    const result = parseProductKey(text);
    expect(result).toMatchObject({ ok: false, error: { code } });
  });

  it('shows of a wrong key only the character that is wrong', () => {
    const result = parseProductKey('FFFFF-GGGGG-HHHHH-JJJJJ-KKKK0');
    expect(result).toMatchObject({
      ok: false,
      error: { message: "Character 29, '0', never occurs in a product key." },
    });
  });

  it('names a character that cannot be seen by its number', () => {
    const result = parseProductKey('FFFFF-GGGGG-HHHHH-JJJJJ-KKKK\u200b');
    expect(JSON.stringify(result)).toContain('U+200B');
  });
});

describe('a ProductKey', () => {
  const key = parsed('W269N-WFGWX-YVC9B-4J6C9-T83GX');
  it.each<[string, string]>([
    ['String', String(key)],
    ['JSON', JSON.stringify({ key, list: [key] })],
    ['inspect', inspect({ key }, { depth: 9, showHidden: true, getters: true })],
    ['inspect without custom functions', inspect(key, { customInspect: false, showHidden: true })],
    ['an error', String(new Error(String(key)))],
    ['a copy', JSON.stringify(Object.assign({}, key))],
  ])('never shows itself in %s', (_where, shown) => {
    expect(shown).not.toMatch(/W269N|WFGWX|YVC9B|4J6C9/);
  });
});

function parsed(text: string): ProductKey {
  const result = parseProductKey(text);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function randomKey(random: () => number, withN: boolean): string {
  const characters = Array.from({ length: 25 }, () => ALPHABET.charAt(Math.floor(random() * 24)));
  if (withN) characters[Math.floor(random() * 24)] = 'N';
  return characters.join('');
}

/** Any encoding: byte 14 below 6 keeps the number in range, the flag of N is set in half of them. */
function randomBytes(random: () => number): Uint8Array {
  const bytes = Uint8Array.from({ length: 15 }, () => Math.floor(random() * 256));
  bytes[14] = Math.floor(random() * 6) | (random() < 0.5 ? 0x08 : 0);
  return bytes;
}
