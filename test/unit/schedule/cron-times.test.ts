import { describe, expect, it } from 'vitest';
import { expandCron, isEvery } from '../../../src/schedule/cron-times.ts';

describe('expandCron', () => {
  it.each([
    ['0 6 * * *', { minutes: [0], hours: [6] }],
    ['*/20 0-4/2 * * *', { minutes: [0, 20, 40], hours: [0, 2, 4] }],
    ['5,3,3 1 * * *', { minutes: [3, 5], hours: [1] }],
    ['0 22 * * SAT', { weekdays: [6] }],
    ['0 22 * * mon-fri', { weekdays: [1, 2, 3, 4, 5] }],
    ['0 22 1,15 JAN,12 *', { days: [1, 15], months: [1, 12] }],
  ])('%s', (cron, times) => {
    expect(expandCron(cron)).toMatchObject({ ok: true, value: times });
  });

  it('knows a field that leaves nothing out, however it is written', () => {
    const times = expandCron('0-59 */1 1-31 1-12 0-6');
    if (!times.ok) throw new Error(times.error.message);
    for (const name of ['minutes', 'hours', 'days', 'months', 'weekdays'] as const)
      expect(isEvery(times.value, name)).toBe(true);
  });

  it.each(['0 22 L * *', '0 22 * * 7', '0 22 * * FRI#2', '0 22 15W * *', '0 5/2 * * *', '0 9-5 * * *', '*/0 1 * * *'])(
    'refuses what schedulers understand differently: %s',
    (cron) => {
      expect(expandCron(cron)).toMatchObject({ ok: false, error: { message: /does not mean the same/ } });
    },
  );

  it('refuses a day of the month together with a weekday', () => {
    expect(expandCron('0 22 1 * MON')).toMatchObject({ ok: false, error: { help: 'Write `*` for one of them.' } });
  });
});
