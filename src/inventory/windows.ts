import type { ChangeWindow } from '../model/rollout.ts';
import { isDay } from './calendar-day.ts';
import { cronFields, parseCron, type Schedule } from './cron.ts';
import { parseDuration } from './duration.ts';
import type { Problem } from './make-diagnostic.ts';
import type { Section } from './merge-sections.ts';
import { rangeOf } from './source.ts';
import { isTimeZone, makeNearestTimeZone } from './time-zone.ts';
import { entryOf, textOf, valuePlace, type WrittenEntry } from './written.ts';
import { textsIn } from './written-texts.ts';

type NearestZone = ReturnType<typeof makeNearestTimeZone>;

/** How many openings are looked for at a time. */
const OPENINGS = 9;
/** More than a day has minutes; what has not closed after so many is given up without a verdict. */
const MOST_OPENINGS = 1800;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Reports windows that never open or never close, and time zones that do not exist. `today` is `YYYY-MM-DD`. */
export async function checkWindows(windows: Section, today: string): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  if (windows.size === 0) return problems;
  const nearestZone = makeNearestTimeZone();
  for (const window of windows.values()) {
    const timeZone = findTimeZoneProblem(window, nearestZone);
    problems.push(...timeZone, ...(await findCronProblems(window, { today, hasTimeZone: timeZone.length === 0 })));
  }
  return problems;
}

/** The window that an entry without errors stands for. */
export function resolveWindow(label: string, entry: WrittenEntry): ChangeWindow {
  const { value } = entry;
  return {
    label,
    cron: cronFields(textOf(entryOf(value, 'cron')) ?? '').join(' '),
    durationMs: parseDuration(textOf(entryOf(value, 'duration')) ?? '') ?? 0,
    timeZone: textOf(entryOf(value, 'timezone')) ?? '',
    except: textsIn(entryOf(value, 'except'))
      .map((day) => day.value)
      .filter(isDay),
    at: rangeOf(entry),
  };
}

function findTimeZoneProblem({ value }: WrittenEntry, nearestZone: NearestZone): readonly Problem[] {
  const entry = entryOf(value, 'timezone');
  const name = textOf(entry);
  if (entry === undefined || name === undefined || isTimeZone(name)) return [];
  const message = `'${name}' is not the name of a time zone.`;
  return [{ code: 'invalid-time-zone', message, help: timeZoneHelp(name, nearestZone), at: valuePlace(entry) }];
}

function timeZoneHelp(name: string, nearestZone: NearestZone): string {
  const meant = nearestZone(name);
  if (meant !== undefined) return `Did you mean '${meant}'?`;
  const isWindows = / (?:Standard|Daylight) Time$/i.test(name);
  const what = isWindows ? 'This is a name of Windows; write the IANA name' : 'Write the IANA name';
  return `${what}, such as Europe/Copenhagen; summer time is observed.`;
}

async function findCronProblems(
  { name, value }: WrittenEntry,
  { today, hasTimeZone }: { today: string; hasTimeZone: boolean },
): Promise<readonly Problem[]> {
  const entry = entryOf(value, 'cron');
  const text = textOf(entry);
  if (entry === undefined || text === undefined) return [];
  const timeZone = hasTimeZone ? textOf(entryOf(value, 'timezone')) : undefined;
  const schedule = await parseCron(text, timeZone ?? 'UTC');
  const at = valuePlace(entry);
  if (!schedule.ok) return schedule.error.map((wrong) => ({ code: 'invalid-cron', ...wrong, at }));
  const begin = new Date(`${today}T00:00:00Z`);
  // In UTC no night is an hour longer: a window that closes for that hour only does not count as one that closes.
  const even = await parseCron(text, 'UTC');
  if (!even.ok) throw new Error('a cron expression is understood in every time zone or in none');
  if (schedule.value.next(1, begin).length > 0)
    return findNeverClosing(name, entryOf(value, 'duration'), even.value, { begin, periodMs: periodOf(text) });
  const help = 'Day and month never meet, as in `0 22 31 2 *`: correct one of them.';
  return [{ code: 'invalid-cron', message: `Window '${name}' never opens.`, help, at }];
}

function findNeverClosing(
  window: string,
  duration: WrittenEntry | undefined,
  schedule: Schedule,
  { begin, periodMs }: Round,
): readonly Problem[] {
  const text = textOf(duration);
  const durationMs = parseDuration(text ?? '');
  if (duration === undefined || durationMs === undefined) return [];
  if (!neverCloses(schedule, { begin, periodMs }, durationMs)) return [];
  return [
    {
      code: 'invalid-duration',
      severity: 'warning',
      message: `Window '${window}' never closes: it opens again within ${text}.`,
      help: 'Shorten `duration`, or declare no window where changes may always happen.',
      at: valuePlace(duration),
    },
  ];
}

/** After `periodMs` a schedule does the same again. */
interface Round {
  readonly begin: Date;
  readonly periodMs: number;
}

function periodOf(cron: string): number {
  const [, , day, month, weekday] = cronFields(cron);
  if (day !== '*' || month !== '*') return 366 * DAY_MS;
  return weekday === '*' ? DAY_MS : 7 * DAY_MS;
}

/** Whether each opening of a whole round is followed by another one before the window closes. */
function neverCloses(schedule: Schedule, { begin, periodMs }: Round, durationMs: number): boolean {
  let openings = schedule.next(OPENINGS, begin);
  for (let seen = OPENINGS; seen < MOST_OPENINGS; seen += OPENINGS) {
    const last = openings[OPENINGS - 1];
    if (last === undefined || hasGap(openings, durationMs)) return false;
    if (last.getTime() - begin.getTime() > periodMs) return true;
    openings = [last, ...schedule.next(OPENINGS - 1, last)];
  }
  return false;
}

function hasGap(openings: readonly Date[], durationMs: number): boolean {
  return openings.some((opening, index) => {
    const next = openings[index + 1];
    return next !== undefined && next.getTime() - opening.getTime() > durationMs;
  });
}
