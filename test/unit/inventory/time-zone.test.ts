import { describe, expect, it } from 'vitest';
import { isTimeZone, makeNearestTimeZone } from '../../../src/inventory/time-zone.ts';

describe('isTimeZone', () => {
  it.each(['Europe/Copenhagen', 'UTC', 'CET', 'America/Argentina/Buenos_Aires', 'europe/copenhagen'])(
    '%s is one',
    (name) => {
      expect(isTimeZone(name)).toBe(true);
    },
  );

  it.each(['', '+01:00', '01:00', 'Copenhagen', 'Romance Standard Time', 'Europe/Kopenhagen', 'local', ' UTC'])(
    '%j is none',
    (name) => {
      expect(isTimeZone(name)).toBe(false);
    },
  );
});

describe('makeNearestTimeZone', () => {
  const nearest = makeNearestTimeZone();

  it.each([
    ['Copenhagen', 'Europe/Copenhagen'],
    ['new york', 'America/New_York'],
    ['Europe/Kopenhagen', 'Europe/Copenhagen'],
    ['Europe/New York', 'America/New_York'],
    ['plant-a', undefined],
    ['Romance Standard Time', undefined],
  ])('%s', (name, meant) => {
    expect(nearest(name)).toBe(meant);
  });
});
