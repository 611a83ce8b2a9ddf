import { describe, expect, it } from 'vitest';
import { nearest } from '../../../src/inventory/nearest.ts';

describe('nearest', () => {
  it.each([
    ['jsno', ['text', 'json', 'ndjson'], 'json'],
    ['canray', ['canary', 'carry'], 'canary'],
    ['windows-xp-sp4', ['windows-xp-sp2', 'windows-xp-sp3'], 'windows-xp-sp2'],
    ['XP-DA', ['xp-da'], 'xp-da'],
    ['drfit', ['drift'], 'drift'],
    ['tset', ['test'], 'test'],
    ['json', ['jsn', 'json'], 'json'],
    ['ab', ['ba'], undefined],
    ['srv', ['xp-da'], undefined],
    ['', ['a'], undefined],
    ['abcdef', [], undefined],
  ])('of %j among %j is %j', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });
});
