import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findKeys } from '../../../src/keys/find-keys.ts';
import { encodeProductKey, parseProductKey } from '../../../src/keys/product-key.ts';
import { makeUpKey, writeOutKey } from '../../../src/lab/make-up-key.ts';
import { pickNumber, seededRandom } from '../../../src/lab/seeded-random.ts';
import type { FoundKey } from '../../../src/model/found-key.ts';
import { syntheticKey } from '../../support/synthetic-key.ts';
import { KEY_VECTORS } from './key-vectors.ts';

const KEY = syntheticKey(1);
const PLAIN = KEY.replaceAll('-', '');
const LAST = KEY.slice(-5);

describe('findKeys', () => {
  it.each([
    ['unattend.txt', `[UserData]\r\nProductKey="${KEY}"\r\n`, 2, 13],
    ['winnt.sif', `[UserData]\r\n    ProductID=${KEY}\r\n`, 2, 15],
    ['a key without hyphens', `set KEY=${PLAIN}\n`, 1, 9],
    ['a key in lower case', `key: ${PLAIN.toLowerCase()}`, 1, 6],
    ['a key with typographic dashes', `æøå ${KEY.replaceAll('-', '–')}`, 1, 5],
    ['a key with spaces', `KEY ${KEY.replaceAll('-', ' ')}`, 1, 5],
    ['a key with spaces around hyphens', KEY.replaceAll('-', ' - '), 1, 1],
    ['a key over two lines', `one\ntwo ${KEY.replace(/-(?=.{11}$)/, '-\n ')}`, 2, 5],
    ['a key after an escape', String.raw`{"text":"old:\n${KEY}\n"}`, 1, 16],
    ['a key after a word like a group', `PC742 ${KEY} PC743`, 1, 7],
    ['a key at the very end of a long file', `${'The quick brown fox\n'.repeat(5000)}${KEY}`, 5001, 1],
    ['a key after other letters', `OLD_KEY_${KEY}`, 1, 9],
  ])('finds in %s', (_what, text, line, column) => {
    expect(findKeys(Buffer.from(text))).toEqual([
      expect.objectContaining({ kind: 'key', form: 'written', line, column, lastFive: expect.stringMatching(LAST) }),
    ]);
  });

  it('finds two keys in one line, and says of no two keys that they are the same', () => {
    const found = findIn(`${KEY},${syntheticKey(2)};${KEY}`);
    expect(found.map(({ column }) => column)).toEqual([1, 31, 61]);
    expect(new Set(found.map(({ digest }) => digest)).size).toBe(2);
  });

  it('never holds the key', () => {
    expect(JSON.stringify(findIn(KEY))).not.toContain(KEY.slice(0, 5));
  });

  it.each([
    ['UTF-16 with a mark', Buffer.from(`\uFEFFProductKey=${KEY}\r\n`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(`ProductKey=${KEY}\r\n`, 'utf16le')],
    ['UTF-16 the other way round', Buffer.from(`\uFEFFProductKey=${KEY}\r\n`, 'utf16le').swap16()],
    ['UTF-8 with a mark', Buffer.from(`\uFEFFProductKey=${KEY}\r\n`)],
    ['a code page of Windows', Buffer.from(`æøåProdKey=${KEY}\r\n`, 'latin1')],
  ])('reads %s', (_what, bytes) => {
    expect(findKeys(bytes)).toEqual([expect.objectContaining({ line: 1, column: 12, lastFive: LAST, kind: 'key' })]);
  });

  it('finds both kinds of text in a program', () => {
    const noise = Buffer.from(Uint8Array.from({ length: 5000 }, (_, at) => (at * 7) % 251));
    const text = `\0key ${KEY}\0`;
    const program = Buffer.concat([noise, Buffer.from(text, 'utf16le'), noise, Buffer.from(text)]);
    expect(findKeys(program)).toHaveLength(2);
  });

  it.each(KEY_VECTORS.map(({ key, why }) => [why, key]))('knows that a key is no secret: %s', (why, key) => {
    const kind = /^(?:Vista|Windows|Server)/.test(why) ? 'published' : 'placeholder';
    // A table of numbers, in hex too, could be `99999-99999-99999-99999-99999`.
    expect(findIn(`key ${key}`).map((found) => found.kind)).toEqual(/^[\dA-F-]+$/.test(key) ? [] : [kind]);
  });

  it('knows a key of a simulated fleet', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const key = writeOutKey(makeUpKey(seededRandom(seed)));
      expect(findIn(key).map(({ kind }) => kind)).toEqual(['placeholder']);
    }
  });

  it('takes none of 20,000 keys for a placeholder, and misses none', () => {
    for (let seed = 1; seed <= 20_000; seed += 1) {
      const key = syntheticKey(seed);
      expect(findIn(seed % 2 === 0 ? key : key.replaceAll('-', '')).map(({ kind }) => kind)).toEqual(['key']);
    }
  });

  it.each([
    [
      'placeholders of Microsoft with impossible letters',
      'ABCDE-FGHIJ-KLMNO-PRSTU-WYQZX AB123-123AB-AB123-123AB-AB123',
    ],
    ['a product ID', '55274-640-0000356-23123'],
    ['two N, which no key has', `${PLAIN.slice(0, 10)}NN${PLAIN.slice(12)}`],
    ['26 characters', `${PLAIN}B`],
    ['upper and lower case without hyphens', PLAIN.replace(/[A-Z](?=[^A-Z]*$)/, (last) => last.toLowerCase())],
    ['a piece of base64', `${PLAIN}/${PLAIN}`],
    ['different signs between the groups', KEY.replace('-', ' ').replace('-', '.')],
    ['a table of numbers', '22734 39867 44682 99327 76843 23469 88888\n'.repeat(20)],
    ['a table of numbers in hex', '26BB3 23DB9 249FB 2437C 28B2F 23CD8 26784\n'.repeat(20)],
    ['the same with hyphens', '26BB3-23DB9-249FB-2437C-28B2F'],
    ['a list of words without vowels', 'XPVBM XPVCV XPVFM XPVGV XPVHV XPVMG XPVNV'],
    ['a GUID', '{8C26BF32-7B64-4F6D-9F8C-3B7C7D2F4B8D}'],
    ['a mistyped key', KEY.replace('-', '-0').replace(/.$/, '')],
  ])('leaves alone: %s', (_what, text) => {
    expect(findIn(text)).toEqual([]);
  });

  it('finds nothing in a lock file, nor in 4 MB of hashes and base64', () => {
    expect(findKeys(readFileSync('package-lock.json'))).toEqual([]);
    const hashes = Array.from({ length: 30_000 }, (_, at) => createHash('sha512').update(String(at)).digest());
    for (const form of ['hex', 'base64', 'base64url'] as const) {
      expect(findIn(hashes.map((hash) => `sha512-${hash.toString(form)}`).join('\n'))).toEqual([]);
    }
  });

  it('finds nothing in millions of characters that look a little like it, in seconds', () => {
    expect(findIn('BCDFG '.repeat(400_000)).every(({ kind }) => kind === 'placeholder')).toBe(true);
    expect(findIn('BCDFGH-'.repeat(400_000))).toEqual([]);
    expect(findIn('22734 '.repeat(400_000))).toEqual([]);
  });

  it('finds each of 20,000 keys in a list, in seconds', () => {
    for (const between of ['\n', ' # the next one is ']) {
      const found = findIn(Array.from({ length: 20_000 }, (_, seed) => syntheticKey(seed)).join(between));
      expect(found).toHaveLength(20_000);
      expect(found.at(-1)).toMatchObject(between === '\n' ? { line: 20_000, column: 1 } : { line: 1, column: 959_953 });
    }
  });
});

describe('findKeys in exports of the registry', () => {
  it.each([
    ['an export', regFile(value(KEY)), 3],
    ['an export of Windows 2000 and later, which is UTF-16', `\uFEFF${regFile(value(KEY))}`, 3],
    ['reg query', `\r\n    DigitalProductId    REG_BINARY    ${value(KEY).toString('hex').toUpperCase()}\r\n    x`, 2],
    ['the value of Windows 7', regFile(valueOf7(KEY)).replace('DigitalProductId', 'DigitalProductId4'), 3],
    ['Office, which writes another D', regFile(value(KEY)).replace('ProductId', 'ProductID'), 3],
  ])('finds in %s', (_what, text, line) => {
    const bytes = Buffer.from(text, text.startsWith('\uFEFF') ? 'utf16le' : 'utf8');
    expect(findKeys(bytes)).toEqual([
      expect.objectContaining({ kind: 'key', form: 'registry', line, lastFive: LAST, digest: findIn(KEY)[0]?.digest }),
    ]);
  });

  it.each([
    ['no key in it', value('BBBBB-BBBBB-BBBBB-BBBBB-BBBBB')],
    ['no size that is known', Buffer.concat([Buffer.from([163, 0, 0, 0]), value(KEY).subarray(4)])],
    ['a number that is no key', Buffer.concat([value(KEY).subarray(0, 52), Buffer.alloc(112, 0xff)])],
    ['an end too soon', value(KEY).subarray(0, 66)],
  ])('does not count a value with %s', (_what, bytes) => {
    expect(findIn(regFile(bytes)).filter(({ kind }) => kind === 'key')).toEqual([]);
  });
});

function findIn(text: string): readonly FoundKey[] {
  return findKeys(Buffer.from(text));
}

function encoded(key: string): Uint8Array {
  const parsed = parseProductKey(key);
  if (!parsed.ok) throw new Error('not a key');
  return encodeProductKey(parsed.value);
}

/** A value of Windows XP with bytes of chance around the key. */
function value(key: string): Buffer {
  return valueWith(key, 164, 52);
}

function valueOf7(key: string): Buffer {
  return valueWith(key, 1272, 808);
}

function valueWith(key: string, size: number, offset: number): Buffer {
  const random = seededRandom(7);
  const bytes = Buffer.from(Uint8Array.from({ length: size }, () => pickNumber(random, 256)));
  bytes.writeUInt32LE(size, 0);
  bytes.set(encoded(key), offset);
  return bytes;
}

/** As regedit writes it: lines of at most 80 characters, with a backslash at their ends. */
function regFile(bytes: Buffer): string {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(',');
  const folded = hex.replaceAll(/(.{50}\d?[\da-f]?),/g, '$1,\\\r\n  ');
  return `Windows Registry Editor Version 5.00\r\n\r\n"DigitalProductId"=hex:${folded}\r\n"Other"=dword:00000001\r\n`;
}
