import { describe, expect, it } from 'vitest';
import { holdsKey, mask } from '../../../src/model/secret.ts';
import { NEW_KEY, OTHER_KEY } from '../../support/builders.ts';

const PLAIN = NEW_KEY.replaceAll('-', '');
const MASKED = '*****-*****-*****-*****-KKKKK';

describe('an age identity', () => {
  it('is masked, and is no product key', () => {
    const identity = `AGE-SECRET-KEY-1${'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L'.repeat(2).slice(0, 58)}`;
    expect(mask(`age: ${identity} # mine`)).toBe('age: AGE-SECRET-KEY-***** # mine');
    expect(holdsKey(identity)).toBe(false);
  });
});

describe('mask', () => {
  it.each([
    ['with hyphens', NEW_KEY, MASKED],
    ['without hyphens', PLAIN, MASKED],
    ['in lower case', NEW_KEY.toLowerCase(), MASKED.toLowerCase()],
    ['without hyphens in lower case', PLAIN.toLowerCase(), MASKED.toLowerCase()],
    ['with an N, as from Windows 8 on', 'NGGGG-GGGGG-HHHHH-JJJJJ-KKKKK', MASKED],
    ['in a sentence', `the key ${NEW_KEY}, it says`, `the key ${MASKED}, it says`],
    ['in quotes', `{"key":"${NEW_KEY}"}`, `{"key":"${MASKED}"}`],
    ['after an equals sign', `VLK_KEY=${PLAIN}`, `VLK_KEY=${MASKED}`],
    ['in a path', `C:\\keys\\${NEW_KEY}.txt`, `C:\\keys\\${MASKED}.txt`],
    ['at the end of a line', `one\n${PLAIN}\r\ntwo`, `one\n${MASKED}\r\ntwo`],
    ['after a hyphen', `--key-${NEW_KEY}`, `--key-${MASKED}`],
    ['before a hyphen', `${NEW_KEY}-old`, `${MASKED}-old`],
    ['twice', `${NEW_KEY} ${OTHER_KEY}`, `${MASKED} *****-*****-*****-*****-67899`],
    ['twice with one space, no hyphens', `${PLAIN} ${PLAIN}`, `${MASKED} ${MASKED}`],
  ])('hides a key %s but for its last five characters', (_title, text, masked) => {
    expect(mask(text)).toBe(masked);
    expect(holdsKey(text)).toBe(true);
  });

  it('leaves what it has masked as it is', () => {
    expect(mask(mask(NEW_KEY))).toBe(MASKED);
    expect(holdsKey(MASKED)).toBe(false);
  });

  it.each([
    ['the last five characters', 'now KKKKK'],
    ['a product ID', '55274-640-0000356-23123'],
    ['four groups', 'FFFFF-GGGGG-HHHHH-JJJJJ'],
    ['a character no key has', 'AAAAA-GGGGG-HHHHH-JJJJJ-KKKKK'],
    ['groups of six', 'FFFFFF-GGGGGG-HHHHHH-JJJJJJ-KKKKKK'],
    ['24 characters', 'F'.repeat(24)],
    ['26 characters', 'F'.repeat(26)],
    ['a SHA-256', 'd2c7b8f3'.repeat(8)],
    ['a GUID', 'd2c7b8f3-dddd-4444-8888-cccccccccccc'],
    ['an intent', 'i20261122161530-4f9c1b2e'],
    ['nothing', ''],
  ])('leaves %s alone', (_title, text) => {
    expect(mask(text)).toBe(text);
    expect(holdsKey(text)).toBe(false);
  });
});
