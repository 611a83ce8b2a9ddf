import type { ChangeWindow, WindowState, WindowStateAt } from '../model/rollout.ts';
import { wallTime } from '../model/zone-time.ts';
import { parseCron, type Schedule } from './cron.ts';

/** From when until when a window is open; openings that overlap or touch are one. */
export interface Opening {
  readonly from: Date;
  /** Left out where it does not close for longer than anybody looked ahead: a day at the least. */
  readonly until?: Date;
}

/** When a window is open. It stays so for as long as it says in real time, also in the night the clocks are changed. */
export interface WindowCalendar {
  readonly stateAt: (at: Date) => WindowState;
  /** The next openings that begin after a moment, soonest first; fewer when there are no more. */
  readonly next: (count: number, after: Date) => readonly Opening[];
  /** Exceptions between two moments on which it would open otherwise, `YYYY-MM-DD` in its time zone. */
  readonly skipped: (after: Date, until: Date) => readonly string[];
}

/** How many runs of a schedule are asked for at a time. */
const AT_A_TIME = 8;
/** How far ahead somebody looks for the end of an opening, in runs: more than a day has minutes. */
const MOST_JOINED = 1800;
const DAY_MS = 24 * 60 * 60_000;

/** Understands a window that was found to be without errors. Loads the cron package on the first call. */
export async function makeCalendar(window: ChangeWindow): Promise<WindowCalendar> {
  const { cron, timeZone, durationMs, except, label } = window;
  const schedule = await parseCron(cron, timeZone);
  if (!schedule.ok) throw new Error(`Window ${label}: ${schedule.error[0]?.message}`);
  const exceptions = new Set(except);
  const dayOf = (run: Date): string => wallTime(run, timeZone).slice(0, 10);
  const opensOn = (run: Date): boolean => !exceptions.has(dayOf(run));
  /** The opening a moment falls into, and all that follow. */
  const openingsFrom = (at: Date): Iterable<Opening> =>
    joined(runsAfter(schedule.value, new Date(at.getTime() - durationMs)), opensOn, durationMs);
  return {
    stateAt: remembering((at) => stateOf(take(1, openingsFrom(at))[0], at)),
    next: (count, after) =>
      take(count + 1, openingsFrom(after))
        .filter(({ from }) => from > after)
        .slice(0, count),
    skipped: (after, until) => {
      if (exceptions.size === 0) return [];
      return [
        ...new Set(
          runsBetween(schedule.value, after, until)
            .filter((run) => !opensOn(run))
            .map(dayOf),
        ),
      ];
    },
  };
}

/** Understands all windows of an inventory. */
export async function openWindows(windows: ReadonlyMap<string, ChangeWindow>): Promise<WindowStateAt> {
  const made = [...windows].map(async ([label, window]) => [label, await makeCalendar(window)] as const);
  const calendars = new Map(await Promise.all(made));
  return (label, at) => {
    const calendar = calendars.get(label);
    if (calendar === undefined) throw new Error(`No window is declared as ${label}`);
    return calendar.stateAt(new Date(at));
  };
}

/** The runs of a schedule after a moment, one after the other. */
function* runsAfter(schedule: Schedule, after: Date): Generator<Date> {
  for (let from: Date | undefined = after; from !== undefined; ) {
    const runs = schedule.next(AT_A_TIME, from);
    yield* runs;
    from = runs.length < AT_A_TIME ? undefined : runs.at(-1);
  }
}

function runsBetween(schedule: Schedule, after: Date, until: Date): readonly Date[] {
  const found: Date[] = [];
  for (const run of runsAfter(schedule, after)) {
    if (run > until) break;
    found.push(run);
  }
  return found;
}

/** Runs as openings: what begins before the one before has ended goes on with it. */
function* joined(runs: Iterable<Date>, opensOn: (run: Date) => boolean, durationMs: number): Generator<Opening> {
  let from: Date | undefined;
  let until = 0;
  let count = 0;
  for (const run of runs) {
    if (!opensOn(run)) continue;
    if (from !== undefined && run.getTime() > until) {
      yield { from, until: new Date(until) };
      from = undefined;
      count = 0;
    }
    from ??= run;
    until = run.getTime() + durationMs;
    count += 1;
    if (count > MOST_JOINED) {
      yield { from };
      return;
    }
  }
  if (from !== undefined) yield { from, until: new Date(until) };
}

function take<T>(count: number, from: Iterable<T>): readonly T[] {
  const taken: T[] = [];
  for (const each of from) {
    taken.push(each);
    if (taken.length >= count) break;
  }
  return taken;
}

function stateOf(opening: Opening | undefined, at: Date): WindowState {
  if (opening === undefined) return { state: 'closed' };
  const { from, until } = opening;
  if (from > at) return { state: 'closed', opensAt: from.toISOString() };
  return { state: 'open', ...(until !== undefined && { closesAt: until.toISOString() }) };
}

/** Thousands of hosts ask within a second, and the answer changes twice a week. Where no change was found it holds a day. */
function remembering(find: (at: Date) => WindowState): (at: Date) => WindowState {
  let known: { readonly since: Date; readonly until: number; readonly state: WindowState } | undefined;
  return (at) => {
    if (known === undefined || at < known.since || at.getTime() >= known.until) {
      const state = find(at);
      const end = state.state === 'open' ? state.closesAt : state.opensAt;
      known = { since: at, until: end === undefined ? at.getTime() + DAY_MS : Date.parse(end), state };
    }
    return known.state;
  };
}
