import { isDay } from './calendar-day.ts';
import type { Declarations } from './declare.ts';
import { parseDuration } from './duration.ts';
import type { Problem } from './make-diagnostic.ts';
import { entryOf, textOf, valuePlace, type WrittenEntry, type WrittenScalar } from './written.ts';
import { textsIn } from './written-texts.ts';

/** Reports durations that cannot be read, and those of no length. */
export function* invalidDurations({ windows, access }: Declarations): Generator<Problem> {
  for (const { value } of windows.values()) yield* checkDuration(entryOf(value, 'duration'));
  for (const { value } of access.values()) yield* checkDuration(entryOf(value, 'maxAge'));
}

/** Reports days that no calendar has. */
export function* invalidDays({ windows, waivers }: Declarations): Generator<Problem> {
  for (const { value } of windows.values()) {
    for (const day of textsIn(entryOf(value, 'except'))) if (!isDay(day.value)) yield noDay(day.value, day);
  }
  for (const waiver of waivers) {
    const until = entryOf(waiver, 'until');
    const day = textOf(until);
    if (until !== undefined && day !== undefined && !isDay(day)) yield noDay(day, valuePlace(until));
  }
}

function* checkDuration(entry: WrittenEntry | undefined): Generator<Problem> {
  if (entry?.value.kind !== 'scalar' || entry.value.value === null || typeof entry.value.value === 'boolean') return;
  const text = String(entry.value.value);
  const durationMs = parseDuration(text);
  if (durationMs !== undefined && durationMs > 0) return;
  const code = 'invalid-duration';
  const at = valuePlace(entry);
  if (durationMs === 0) {
    yield { code, message: `\`${entry.name}\` is no time at all.`, help: 'Write at least one minute: `1m`.', at };
    return;
  }
  const help = 'Write days, hours and minutes, in this order, like `7d`, `6h`, `90m` or `1h30m`.';
  const hasUnit = !/^\d+$/.test(text);
  const message = hasUnit ? `'${text}' is not a length of time.` : `\`${entry.name}\` is ${text} without a unit.`;
  yield { code, message, help, at };
}

function noDay(text: string, at: Pick<WrittenScalar, 'file' | 'start' | 'end'>): Problem {
  const message = `'${text}' is not a day of the calendar.`;
  return { code: 'invalid-value', message, help: 'Write year, month and day, like `2027-01-31`.', at };
}
