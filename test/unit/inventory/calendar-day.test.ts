import { describe, expect, it } from 'vitest';
import { daysBetween, isDay } from '../../../src/inventory/calendar-day.ts';

describe('isDay', () => {
  it.each(['2026-11-22', '2024-02-29', '2000-01-01', '2099-12-31'])('%s is one', (text) => {
    expect(isDay(text)).toBe(true);
  });

  it.each([
    '',
    '2026-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '26-01-01',
    '2026-11-22T00:00',
    'soon',
  ])('%j is none', (text) => {
    expect(isDay(text)).toBe(false);
  });
});

describe('daysBetween', () => {
  it.each([
    ['2026-11-22', '2026-11-22', 0],
    ['2026-11-22', '2026-11-23', 1],
    ['2026-11-22', '2026-11-21', -1],
    ['2026-11-22', '2026-12-22', 30],
    ['2026-03-28', '2026-03-30', 2], // summer time begins in between
    ['2024-02-28', '2024-03-01', 2],
  ])('from %s to %s', (from, to, days) => {
    expect(daysBetween(from, to)).toBe(days);
  });
});
