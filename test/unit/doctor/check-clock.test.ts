import { describe, expect, it } from 'vitest';
import { checkClock } from '../../../src/doctor/check-clock.ts';

const HERE = '2026-11-22T16:00:00.000Z';

describe('checkClock', () => {
  it.each([
    ['2026-11-22T17:00:00+01:00', 'as here'],
    ['2026-11-22T16:00:40Z', '40 s ahead of this machine'],
    ['2026-11-22T15:55:00Z', '5 min behind this machine'],
  ])('passes %s', (theirs, said) => {
    expect(checkClock(theirs, HERE)).toEqual({ what: 'clock', status: 'passed', said });
  });

  it.each([
    ['2026-11-22T15:54:59Z', /^5 min behind this machine/],
    // The zone is set wrongly and the face looks right.
    ['2026-11-22T16:00:00+01:00', /^60 min behind this machine/],
    ['2003-01-01T00:00:00Z', /^24 years behind this machine/],
    ['2026-11-24T17:00:00Z', /^2 days ahead of this machine/],
  ])('fails %s', (theirs, said) => {
    const check = checkClock(theirs, HERE);
    expect(check).toMatchObject({ status: 'failed', code: 'clock-off' });
    expect(check.said).toMatch(said);
    expect(check.remedy).toContain('activation');
  });
});
