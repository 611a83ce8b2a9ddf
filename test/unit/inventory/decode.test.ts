import { describe, expect, it } from 'vitest';
import { decodeFile } from '../../../src/inventory/decode.ts';
import { rangeOf } from '../../../src/inventory/source.ts';

const FILE = { path: 'a.yaml', folder: '/' };

describe('decoding a file', () => {
  it('takes UTF-8, with a byte order mark and without', () => {
    for (const mark of ['', '\ufeff']) {
      const decoded = decodeFile(FILE, new TextEncoder().encode(`${mark}a: æ\u{1f5a5}\r\n`));
      expect(decoded.ok && decoded.value.text).toBe('a: æ\u{1f5a5}\r\n');
    }
  });

  it.each<[string, readonly number[], string, string]>([
    ['a letter of Windows-1252', [0x61, 0x0a, 0x62, 0xe6, 0x62], '0xE6 in line 2, at offset 3', '2:2'],
    ['the first byte', [0xff, 0x61], '0xFF in line 1, at offset 0', '1:1'],
    ['a sequence that breaks off within', [0xc3, 0xa6, 0xe2, 0x82, 0x61], '0xE2 in line 1, at offset 2', '1:2'],
    ['a sequence that breaks off at the end', [0x61, 0xf0, 0x9f, 0x96], '0xF0 in line 1, at offset 1', '1:2'],
    ['a byte that only continues', [0x61, 0x80], '0x80 in line 1, at offset 1', '1:2'],
    ['an overlong form', [0x61, 0xc0, 0x80], '0xC0 in line 1, at offset 1', '1:2'],
    ['half a pair', [0x61, 0xed, 0xa0, 0x80], '0xED in line 1, at offset 1', '1:2'],
  ])('points at %s', (_what, bytes, message, place) => {
    const decoded = decodeFile(FILE, Uint8Array.from(bytes));
    if (decoded.ok || decoded.error.at === undefined) throw new Error('no place was found');
    expect(decoded.error.code).toBe('not-utf-8');
    expect(decoded.error.message).toContain(message);
    const { line, column } = rangeOf(decoded.error.at);
    expect(`${line}:${column}`).toBe(place);
  });

  it('finds one bad byte anywhere in a long file', () => {
    const good = new TextEncoder().encode('æøå€\u{1f5a5}\n'.repeat(2000));
    for (const at of [0, 2, 16, 12_345, good.length - 1]) {
      const bytes = Uint8Array.from(good);
      bytes[at] = 0xff;
      const decoded = decodeFile(FILE, bytes);
      const offset = decoded.ok ? undefined : Number(/offset (\d+)/.exec(decoded.error.message)?.[1]);
      // What was a sequence of up to four bytes is broken from its beginning.
      expect(offset).toBeGreaterThan(at - 4);
      expect(offset).toBeLessThanOrEqual(at);
    }
  });

  it.each([
    ['UTF-16 as Notepad saves it', [0xff, 0xfe, 0x61, 0x00, 0x3a, 0x00], 'not-utf-8', 'UTF-16'],
    ['UTF-16 the other way round', [0xfe, 0xff, 0x00, 0x61, 0x00, 0x3a], 'not-utf-8', 'UTF-16'],
    ['UTF-16 without a mark', [...Buffer.from('version: 1', 'utf16le')], 'not-utf-8', 'UTF-16'],
    ['UTF-32', [0, 0, 0xfe, 0xff, 0, 0, 0, 0x61], 'not-utf-8', 'UTF-32'],
    [
      'a zero byte in a text',
      [0x61, 0x0a, 0x00, 0x61, 0x61, 0x61],
      'unreadable-file',
      'a zero byte in line 2, at offset 2',
    ],
  ])('has words for %s', (_what, bytes, code, words) => {
    const decoded = decodeFile(FILE, Uint8Array.from(bytes));
    expect(decoded.ok ? undefined : decoded.error.code).toBe(code);
    expect(decoded.ok ? undefined : decoded.error.message).toContain(words);
  });

  it('takes an empty file', () => {
    expect(decodeFile(FILE, new Uint8Array())).toMatchObject({ ok: true, value: { text: '' } });
  });
});
