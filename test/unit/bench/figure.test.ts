import { describe, expect, it } from 'vitest';
import { amount, isOver, ratio, toTable } from '../../bench/figure.ts';

describe('a figure', () => {
  it.each([
    ['a ratio above its limit', ratio('a', 301, 200, 1.5), true],
    ['a ratio at its limit', ratio('a', 300, 200, 1.5), false],
    ['an amount above its limit', amount('a', 1, 'hosts', 0), true],
    ['an amount at its limit', amount('a', 0, 'hosts', 0), false],
    ['a measurement that failed', amount('a', Number.NaN, 'KB', 4), true],
    ['a ratio without a limit', ratio('a', 900, 1), false],
    ['an amount without a limit', amount('a', 900, 'MB'), false],
  ])('%s is over: %#', (_, figure, over) => {
    expect(isOver(figure)).toBe(over);
  });
});

describe('the table', () => {
  it('aligns, rounds and says what is over', () => {
    const table = toTable([ratio('start', 44.4, 26, 1.5), amount('  kept', 3.26, 'KB', 4), amount('all', 131.2, 'MB')]);
    expect(table.split('\n')).toEqual([
      'what      ours  floor   ratio    target',
      'start    44 ms  26 ms  1.71 x  <= 1.5 x  over',
      '  kept  3.3 KB                  <= 4 KB  ok',
      'all     131 MB',
    ]);
  });
});
