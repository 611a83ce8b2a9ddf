import { describe, expect, it } from 'vitest';
import { parseCron } from '../../../src/inventory/cron.ts';

describe('parseCron', () => {
  it('knows when a window opens next, in its time zone and across summer time', async () => {
    const schedule = await parseCron('0 22 * * SAT', 'Europe/Copenhagen');
    const openings = schedule.ok ? schedule.value.next(2, new Date('2026-10-18T00:00:00Z')) : [];
    expect(openings.map((each) => each.toISOString())).toEqual([
      '2026-10-24T20:00:00.000Z',
      '2026-10-31T21:00:00.000Z',
    ]);
  });

  it('takes blanks between the fields as they come', async () => {
    expect((await parseCron('  0   22 *  * 6 ', 'UTC')).ok).toBe(true);
  });

  it('knows that some never open', async () => {
    const schedule = await parseCron('0 22 31 2 *', 'UTC');
    expect(schedule.ok && schedule.value.next(1, new Date('2026-11-22T00:00:00Z'))).toEqual([]);
  });

  it.each([
    ['60 22 * * SAT', ["'60' is no minute."]],
    ['0 24 * * SAT', ["'24' is no hour."]],
    ['0 22 0 * *', ["'0' is no day of the month."]],
    ['0 22 * 13 *', ["'13' is no month."]],
    ['0 22 * * LØR', ["'LØR' is no weekday."]],
    [
      'a b c d e',
      ["'a' is no minute.", "'b' is no hour.", "'c' is no day of the month.", "'d' is no month.", "'e' is no weekday."],
    ],
    ['0 22 ? * SAT', ["'?' is no day of the month."]],
    ['*/0 * * * *', ["'*/0' is no minute."]],
    ['', ['`cron` has 0 fields, not five.']],
    ['@daily', ['`cron` has 1 field, not five.']],
    ['0 0 22 * * SAT', ['`cron` has 6 fields, not five.']],
    ['0\t22 * * SAT', ['`cron` has 4 fields, not five.']],
  ])('%j', async (text, messages) => {
    const schedule = await parseCron(text, 'UTC');
    expect(schedule.ok ? [] : schedule.error.map(({ message }) => message)).toEqual(messages);
  });
});
