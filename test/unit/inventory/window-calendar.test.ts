import { assert, asyncProperty, constantFrom, integer, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCron } from '../../../src/inventory/cron.ts';
import { makeCalendar } from '../../../src/inventory/window-calendar.ts';
import type { ChangeWindow } from '../../../src/model/rollout.ts';
import { wallTime } from '../../../src/model/zone-time.ts';
import { changeWindow } from '../../support/builders.ts';

const HOUR = 60 * 60_000;
const MINUTE = 60_000;
const DAY = 24 * HOUR;

async function stateAt(at: string, overrides: Partial<ChangeWindow> = {}): Promise<unknown> {
  return (await makeCalendar(changeWindow(overrides))).stateAt(new Date(at));
}

/** The openings that begin within a day or so, as clocks on the wall show them. */
async function openingsOn(day: string, overrides: Partial<ChangeWindow>): Promise<readonly string[]> {
  const window = changeWindow(overrides);
  const calendar = await makeCalendar(window);
  const begin = new Date(`${day}T00:00:00Z`);
  return calendar
    .next(9, new Date(begin.getTime() - 12 * HOUR))
    .filter(({ from }) => wallTime(from, window.timeZone).startsWith(day))
    .map(
      ({ from, until }) => `${wallTime(from, window.timeZone)} ${((until?.getTime() ?? 0) - from.getTime()) / MINUTE}m`,
    );
}

describe('a window', () => {
  it('is closed until it opens, on the minute', async () => {
    const closed = { state: 'closed', opensAt: '2026-11-28T21:00:00.000Z' };
    expect(await stateAt('2026-11-22T16:15:30.000Z')).toEqual(closed);
    expect(await stateAt('2026-11-28T20:59:59.999Z')).toEqual(closed);
  });

  it('is open as long as it says, and closed on the minute', async () => {
    const open = { state: 'open', closesAt: '2026-11-29T03:00:00.000Z' };
    expect(await stateAt('2026-11-28T21:00:00.000Z')).toEqual(open);
    expect(await stateAt('2026-11-29T02:59:59.999Z')).toEqual(open);
    expect(await stateAt('2026-11-29T03:00:00.000Z')).toMatchObject({ state: 'closed' });
  });

  it('says the same of every moment, whatever was asked before', async () => {
    const calendar = await makeCalendar(changeWindow());
    const moments = ['2026-11-28T22:00:00Z', '2026-11-23T00:00:00Z', '2026-11-29T03:00:00Z', '2026-11-28T21:00:00Z'];
    const states = moments.map((at) => calendar.stateAt(new Date(at)).state);
    expect(states).toEqual(['open', 'closed', 'closed', 'open']);
  });

  it('does not open on its exceptions, which are days where it stands', async () => {
    const except = ['2026-11-28'];
    expect(await stateAt('2026-11-28T22:00:00.000Z', { except })).toEqual({
      state: 'closed',
      opensAt: '2026-12-05T21:00:00.000Z',
    });
    // 04:00 on Sunday in Auckland is still Saturday in UTC.
    const auckland = { cron: '0 4 * * SUN', timeZone: 'Pacific/Auckland' };
    expect(await stateAt('2026-11-28T16:00:00.000Z', auckland)).toMatchObject({ state: 'open' });
    expect(await stateAt('2026-11-28T16:00:00.000Z', { ...auckland, except })).toMatchObject({ state: 'open' });
    expect(await stateAt('2026-11-28T16:00:00.000Z', { ...auckland, except: ['2026-11-29'] })).toMatchObject({
      state: 'closed',
    });
  });

  it('that opened before an exception stays open into it', async () => {
    expect(await stateAt('2026-11-29T02:00:00.000Z', { except: ['2026-11-29'] })).toMatchObject({ state: 'open' });
  });

  it('tells the exceptions it passed over', async () => {
    const calendar = await makeCalendar(changeWindow({ except: ['2026-11-28', '2026-12-01', '2026-12-26'] }));
    const skipped = calendar.skipped(new Date('2026-11-22T00:00:00Z'), new Date('2026-12-24T00:00:00Z'));
    expect(skipped).toEqual(['2026-11-28']);
  });

  it('that opens again while it is open, or the moment it closes, is open throughout', async () => {
    const overlapping = { cron: '0 22,23 * * SAT', durationMs: 2 * HOUR };
    expect(await stateAt('2026-11-28T21:00:00.000Z', overlapping)).toEqual({
      state: 'open',
      closesAt: '2026-11-29T00:00:00.000Z',
    });
    const touching = { cron: '0 20,21 * * SAT', durationMs: HOUR };
    const opening = { from: new Date('2026-11-28T19:00:00Z'), until: new Date('2026-11-28T21:00:00Z') };
    const calendar = await makeCalendar(changeWindow(touching));
    expect(calendar.next(1, new Date('2026-11-28T00:00:00Z'))).toEqual([opening]);
    expect(calendar.stateAt(new Date('2026-11-28T20:00:00Z'))).toMatchObject({ state: 'open' });
  });

  it('may never close', async () => {
    const always = { cron: '0 * * * *', durationMs: HOUR };
    expect(await stateAt('2026-11-28T21:00:00.000Z', always)).toEqual({ state: 'open' });
  });

  it('that closes later than anybody looks ahead is closed then, also for whoever asked before', async () => {
    const week = await makeCalendar(changeWindow({ cron: '* * * * MON-FRI', durationMs: MINUTE, timeZone: 'UTC' }));
    expect(week.stateAt(new Date('2026-11-24T10:00:00Z'))).toEqual({ state: 'open' });
    expect(week.stateAt(new Date('2026-11-28T10:00:00Z'))).toEqual({
      state: 'closed',
      opensAt: '2026-11-30T00:00:00.000Z',
    });
  });
});

describe('on the night the clocks are changed a window', () => {
  const sixHours = { durationMs: 6 * HOUR };

  it.each([
    ['Europe/Copenhagen', '2026-03-29', '30 2 * * *', ['2026-03-29 03:00 360m']],
    ['America/New_York', '2026-03-08', '30 2 * * *', ['2026-03-08 03:00 360m']],
    ['Australia/Lord_Howe', '2026-10-04', '15 2 * * *', ['2026-10-04 02:30 360m']],
    ['Australia/Sydney', '2026-10-04', '30 2 * * SUN', ['2026-10-04 03:00 360m']],
    ['Europe/Copenhagen', '2026-03-29', '30 2,14 * * *', ['2026-03-29 03:00 360m', '2026-03-29 14:30 360m']],
  ])('of %s opens once, when the hour that %s lacks is over: %s', async (timeZone, day, cron, expected) => {
    expect(await openingsOn(day, { ...sixHours, timeZone, cron })).toEqual(expected);
  });

  it.each([
    ['Europe/Copenhagen', '2026-10-25', '30 2 * * *', '2026-10-25T00:30:00.000Z'],
    ['America/New_York', '2026-11-01', '30 1 * * *', '2026-11-01T05:30:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-05', '45 1 * * *', '2026-04-04T14:45:00.000Z'],
    ['Australia/Sydney', '2026-04-05', '15 2 * * SUN', '2026-04-04T15:15:00.000Z'],
  ])('of %s opens once, the first time that %s shows the hour: %s', async (timeZone, day, cron, opensAt) => {
    const window = { timeZone, cron, durationMs: 10 * MINUTE };
    expect(await openingsOn(day, window)).toHaveLength(1);
    expect(await stateAt(opensAt, window)).toMatchObject({ state: 'open' });
    expect(await stateAt(new Date(Date.parse(opensAt) + HOUR).toISOString(), window)).toMatchObject({
      state: 'closed',
    });
  });

  it.each([
    ['2026-03-29', '2026-03-28T21:00:00.000Z', '2026-03-29 05:00'],
    ['2026-10-25', '2026-10-24T20:00:00.000Z', '2026-10-25 03:00'],
  ])('stays open for six hours of real time: until another hour on the wall, on %s', async (_day, from, shown) => {
    const calendar = await makeCalendar(changeWindow());
    const [opening] = calendar.next(1, new Date(Date.parse(from) - HOUR));
    expect(opening?.from.toISOString()).toBe(from);
    expect(wallTime(opening?.until ?? new Date(0), 'Europe/Copenhagen')).toBe(shown);
  });
});

describe('every window', () => {
  const zones = ['Europe/Copenhagen', 'America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'UTC'];
  const windows = record({
    cron: constantFrom('0 22 * * SAT', '30 2 * * *', '15,45 1 * * *', '*/20 3 * * *', '0 */5 * * *', '30 2-4 * * SUN'),
    minutes: integer({ min: 1, max: 600 }),
    timeZone: constantFrom(...zones),
    begin: constantFrom('2026-03-28', '2026-10-24', '2026-03-07', '2026-10-31', '2026-04-04', '2026-10-03'),
    except: constantFrom([], ['2026-03-29', '2026-10-25'], ['2026-03-08', '2026-10-04', '2026-11-01']),
  });

  it('stepped through minute by minute agrees with its runs, and opens and closes when it says', async () => {
    await assert(
      asyncProperty(windows, async ({ cron, minutes, timeZone, begin, except }) => {
        const window = changeWindow({ cron, durationMs: minutes * MINUTE, timeZone, except });
        const [asked, fresh] = [await makeCalendar(window), await makeCalendar(window)];
        const start = Date.parse(`${begin}T00:00:00Z`);
        const runs = await runsOf(window, start - minutes * MINUTE, start + 36 * HOUR);
        const wrong: string[] = [];
        let until = start;
        for (let at = start; at < start + 36 * HOUR; at += MINUTE) {
          const { state, ...change } = asked.stateAt(new Date(at));
          const isOpen = runs.some((run) => run <= at && at < run + minutes * MINUTE);
          if (isOpen !== (state === 'open')) wrong.push(new Date(at).toISOString());
          if (at < until) continue;
          const [changesAt] = Object.values(change);
          // Where no change is told of there is none for a day.
          until = changesAt === undefined ? at + DAY : Date.parse(changesAt);
          const around = [until - 1, until].map((moment) => fresh.stateAt(new Date(moment)).state);
          const changes = changesAt === undefined || around[1] !== state;
          if (around[0] !== state || !changes) wrong.push(`${state} until ${new Date(until).toISOString()}`);
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });
});

/** When the schedule of a window lets it open, exceptions left out. */
async function runsOf(
  { cron, timeZone, except }: ChangeWindow,
  after: number,
  until: number,
): Promise<readonly number[]> {
  const schedule = await parseCron(cron, timeZone);
  if (!schedule.ok) throw new Error('no schedule');
  return schedule.value
    .next(400, new Date(after))
    .filter((run) => run.getTime() < until && !except.includes(wallTime(run, timeZone).slice(0, 10)))
    .map((run) => run.getTime());
}
