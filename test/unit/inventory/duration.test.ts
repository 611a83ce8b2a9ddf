import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../src/inventory/duration.ts';

const MINUTE = 60_000;

describe('parseDuration', () => {
  it.each([
    ['1m', 1],
    ['90m', 90],
    ['6h', 360],
    ['7d', 7 * 1440],
    ['1h30m', 90],
    ['1d2h3m', 1440 + 120 + 3],
    ['2d5m', 2 * 1440 + 5],
    ['0h', 0],
    ['007d', 7 * 1440],
  ])('%s', (text, minutes) => {
    expect(parseDuration(text)).toBe(minutes * MINUTE);
  });

  it.each(['', 'd', '6', '6 h', '6H', '30m1h', '1.5h', '-1h', '6h ', ' 6h', '90s', '1w', '99999d', '6h6h', '١h'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});
