import { describe, expect, it } from 'vitest';
import { nearest, suggest } from '../../../src/inventory/nearest.ts';

describe('nearest', () => {
  it.each([
    ['xp-dk', ['srv', 'xp-da'], 'xp-da'],
    ['acces', ['keys', 'access', 'defaults'], 'access'],
    ['XP-DA', ['xp-da'], 'xp-da'],
    ['hots', ['hosts', 'host'], 'hosts'],
    ['aceess', ['access'], 'access'],
    ['xpad', ['xpda'], 'xpda'],
    ['plnat', ['plant'], 'plant'],
    ['canari', ['canary', 'canarx'], 'canary'],
    ['windows-xp-sp', ['windows-xp-sp1', 'windows-xp-sp2'], 'windows-xp-sp1'],
    ['a', ['b'], undefined],
    ['', ['a'], undefined],
    ['ssh', ['winrm'], undefined],
  ])('%s of %j is %s', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });

  it('counts a swap as one edit also where only two rows back would do', () => {
    expect(nearest('abc', ['bac'])).toBe('bac');
    expect(nearest('abcd', ['badc'])).toBeUndefined();
    expect(nearest('abcdef', ['badcef'])).toBe('badcef');
  });

  it('does not compare what is longer than any name', () => {
    expect(nearest('a'.repeat(1_000_000), ['a'.repeat(999_999)])).toBeUndefined();
  });
});

describe('suggest', () => {
  it('asks, or says what else there is', () => {
    expect(suggest('xp-dk', ['xp-da'], 'Declare it.')).toBe("Did you mean 'xp-da'?");
    expect(suggest('zzz', ['xp-da'], 'Declare it.')).toBe('Declare it.');
  });
});
