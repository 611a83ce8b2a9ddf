import { describe, expect, it } from 'vitest';
import { allowedOf, showLimit } from '../../../src/model/limit.ts';

describe('allowedOf', () => {
  it.each([
    [{ kind: 'count', count: 2 }, 1000, 2],
    [{ kind: 'count', count: 2 }, 1, 2],
    [{ kind: 'percent', percent: 10 }, 100, 10],
    [{ kind: 'percent', percent: 10 }, 9, 0],
    [{ kind: 'percent', percent: 10 }, 19, 1],
    [{ kind: 'percent', percent: 100 }, 7, 7],
    [{ kind: 'percent', percent: 0.5 }, 100_000, 500],
    [{ kind: 'percent', percent: 0 }, 100_000, 0],
  ] as const)('%j of %i', (limit, whole, allowed) => {
    expect(allowedOf(limit, whole)).toBe(allowed);
  });
});

describe('showLimit', () => {
  it('writes a limit as the inventory does', () => {
    expect(showLimit({ kind: 'count', count: 2 })).toBe('2');
    expect(showLimit({ kind: 'percent', percent: 12.5 })).toBe('12.5%');
  });
});
