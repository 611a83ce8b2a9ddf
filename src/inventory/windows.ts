import type { ChangeWindow } from '../model/rollout.ts';
import { isDay } from './calendar-day.ts';
import { cronFields, parseCron } from './cron.ts';
import { parseDuration } from './duration.ts';
import type { Problem } from './make-diagnostic.ts';
import type { Section } from './merge-sections.ts';
import { rangeOf } from './source.ts';
import { isTimeZone, makeNearestTimeZone } from './time-zone.ts';
import { entryOf, textOf, valuePlace, type WrittenEntry } from './written.ts';
import { textsIn } from './written-texts.ts';

type NearestZone = ReturnType<typeof makeNearestTimeZone>;

/** Enough to see whether a window closes in between. */
const OPENINGS = 9;

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
  const openings = schedule.value.next(OPENINGS, new Date(`${today}T00:00:00Z`));
  if (openings.length > 0) return findNeverClosing(name, entryOf(value, 'duration'), openings);
  const help = 'Day and month never meet, as in `0 22 31 2 *`: correct one of them.';
  return [{ code: 'invalid-cron', message: `Window '${name}' never opens.`, help, at }];
}

function findNeverClosing(
  window: string,
  duration: WrittenEntry | undefined,
  openings: readonly Date[],
): readonly Problem[] {
  const text = textOf(duration);
  const durationMs = parseDuration(text ?? '');
  if (duration === undefined || durationMs === undefined) return [];
  const closes = openings.some((opening, index) => {
    const next = openings[index + 1];
    return next !== undefined && next.getTime() - opening.getTime() > durationMs;
  });
  if (closes || openings.length === 1) return [];
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
