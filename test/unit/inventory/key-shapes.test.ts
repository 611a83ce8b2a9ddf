import { describe, expect, it } from 'vitest';
import { coverKeys, findKeyWords, hideKeys } from '../../../src/inventory/key-shapes.ts';

const KEY = 'BCDFG-HJKMP-QRTVW-XY234-67899';

describe('findKeyWords', () => {
  it.each([
    ['on its own', KEY],
    ['in lower case', KEY.toLowerCase()],
    ['without hyphens', KEY.replaceAll('-', '')],
    ['with typographic dashes', KEY.replaceAll('-', '\u2013')],
    ['with spaces', KEY.replaceAll('-', ' ')],
    ['with spaces around hyphens', KEY.replaceAll('-', ' - ')],
    ['with underscores', KEY.replaceAll('-', '_')],
    ['over two lines', KEY.replace('QRTVW-', 'QRTVW\n ')],
    ['mistyped', KEY.replace('9', '0')],
  ])('finds a key %s, once, where it stands', (_what, key) => {
    const text = `# old: ${key} and more`;
    expect(findKeyWords(text).map(({ start, end }) => text.slice(start, end))).toEqual([key]);
  });

  it('finds a key anywhere in a word that is longer than any other', () => {
    for (const before of [0, 960, 975, 990, 1000, 5000]) {
      const text = `${'A-'.repeat(before / 2)}${KEY}${'-A'.repeat(3000)}`;
      const found = findKeyWords(text);
      expect(found.some(({ start, end }) => start <= before && end >= before + KEY.length)).toBe(true);
    }
  });

  it.each([
    'windows-server-2003-standard-edition',
    'north-gates-south-doors-lines',
    'packaging-line-01.a.example.org',
    'd41d8cd98f00b204e9800998ecf8427e',
    'https://example.org/a/long/path/to/some/page',
  ])('leaves %s alone', (text) => {
    expect(findKeyWords(text)).toEqual([]);
  });

  it('gets through ten million characters without a space', () => {
    expect(findKeyWords('A'.repeat(10_000_000))).toEqual([]);
    expect(findKeyWords('AB1-'.repeat(2_500_000))).toEqual([]);
  });
});

describe('coverKeys', () => {
  it.each([
    ['a key', `key: ${KEY} # x`, 'key: *****-*****-*****-*****-***** # x'],
    ['a key without hyphens', `{ BCDFGHJKMPQRTVWXY23467899: }`, '{ *************************: }'],
    ['a mistyped key', `env: ${KEY.replace('9', '0')} }`, 'env: *****-*****-*****-*****-***** }'],
    ['the first half of a key on two lines', '"BCDFG-HJKMP-\\', '******-*****-*'],
    ['the other half', '  QRTVW-XY234-67899"', '  *****-*****-*****"'],
    ['groups with spaces', 'key: BCDFG HJKMP QRTVW', 'key: ***** ***** *****'],
    ['everything where escapes hide a key', `a: "BCDFG\\x2dHJKMP" b`, '** **************** *'],
  ])('covers %s', (_what, text, expected) => {
    expect(coverKeys(text)).toBe(expected);
    expect(coverKeys(text)).toHaveLength(text.length);
  });

  it.each([
    '  hmi-[001:180].a.example: { tags: [canary] }',
    '  press-lines-01: { os: windows-xp-sp3 }',
    "  winrm: { kind: winrm, username: 'PLANT\\svc-vlk' }",
    '    identity: { lastFive: 7K3QT, productId: 640-1234560 }',
  ])('leaves alone %j', (text) => {
    expect(coverKeys(text)).toBe(text);
  });
});

describe('hideKeys', () => {
  it('hides what is left of a key that something was typed into', () => {
    expect(hideKeys("'BCDFG-& HJKMP-QRTVW-XY234-67899' is no name")).toBe("'BCDFG-& *****' is no name");
  });

  it('leaves nothing but the last group', () => {
    expect(hideKeys(`'${KEY}' is no name`)).toBe("'*****-*****-*****-*****-67899' is no name");
  });
});
