import { describe, expect, it } from 'vitest';
import { momentOf, wallTime } from '../../../src/model/zone-time.ts';

describe('a clock on a wall', () => {
  it.each([
    ['2026-11-28T21:00:00.000Z', 'Europe/Copenhagen', '2026-11-28 22:00'],
    ['2026-07-01T00:59:59.999Z', 'Europe/Copenhagen', '2026-07-01 02:59'],
    ['2026-11-28T23:30:00.000Z', 'Asia/Kolkata', '2026-11-29 05:00'],
    ['2026-11-28T05:00:00.000Z', 'America/New_York', '2026-11-28 00:00'],
    ['2026-10-03T15:30:00.000Z', 'Australia/Lord_Howe', '2026-10-04 02:30'],
  ])('shows at %s in %s: %s', (at, zone, wall) => {
    expect(wallTime(new Date(at), zone)).toBe(wall);
    expect(momentOf(wall, zone).toISOString()).toBe(at.replace(':59.999', ':00.000'));
  });

  it.each([
    ['2026-10-25 02:30', 'Europe/Copenhagen', '2026-10-25T00:30:00.000Z'],
    ['2026-11-01 01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2026-04-05 01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
  ])('shows %s twice in %s: the first time counts', (wall, zone, at) => {
    expect(momentOf(wall, zone).toISOString()).toBe(at);
  });

  it.each([
    ['2026-03-29 02:30', 'Europe/Copenhagen', '2026-03-29 03:30'],
    ['2026-03-08 02:30', 'America/New_York', '2026-03-08 03:30'],
    ['2026-10-04 02:15', 'Australia/Lord_Howe', '2026-10-04 02:45'],
  ])('never shows %s in %s: it is %s then', (wall, zone, shown) => {
    expect(wallTime(momentOf(wall, zone), zone)).toBe(shown);
  });
});
