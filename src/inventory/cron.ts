import { err, ok, type Result } from '../model/result.ts';
import type { Problem } from './make-diagnostic.ts';

type Text = Pick<Problem, 'message' | 'help'>;

/** A cron expression that has been understood, as far as windows need it. */
export interface Schedule {
  /** The next openings after a moment, soonest first; fewer when there are no more. */
  readonly next: (count: number, after: Date) => readonly Date[];
}

interface Field {
  readonly name: string;
  readonly help: string;
}

const FIELDS: readonly Field[] = [
  { name: 'minute', help: 'Minutes go from 0 to 59.' },
  { name: 'hour', help: 'Hours go from 0 to 23.' },
  { name: 'day of the month', help: 'Days go from 1 to 31; `*` is every day.' },
  { name: 'month', help: 'Months go from 1 to 12, or from JAN to DEC; `*` is every month.' },
  {
    name: 'weekday',
    help: 'Weekdays go from 0 (Sunday) to 6, or from SUN to SAT; a range such as MON-FRI does not wrap.',
  },
];

const ORDER = 'Write minute, hour, day of the month, month and weekday, like `0 22 * * SAT`.';

/**
 * Understands a cron expression of five fields, or says which fields are wrong. Loads its package on the first call:
 * most inventories have no window.
 */
export async function parseCron(text: string, timeZone: string): Promise<Result<Schedule, readonly Text[]>> {
  const fields = cronFields(text);
  if (fields.length !== FIELDS.length) return err([wrongCount(fields.length)]);
  const { Cron, CronPattern } = await import('croner');
  const accepts = (pattern: string): boolean => {
    try {
      return new CronPattern(pattern, undefined, { mode: '5-part' }).pattern !== '';
    } catch {
      return false;
    }
  };
  const wrong = FIELDS.flatMap(({ name, help }, index) => {
    const field = fields[index] ?? '';
    const alone = FIELDS.map((_, other) => (other === index ? field : '*')).join(' ');
    // The package takes `?` for `*`; elsewhere it means the moment the program was started.
    return !field.includes('?') && accepts(alone) ? [] : [{ message: `'${field}' is no ${name}.`, help }];
  });
  if (wrong.length > 0) return err(wrong);
  // Lists and ranges are fixed times too: one that summer time skips comes when the gap is over, one that it repeats once.
  const options = { mode: '5-part', timezone: timeZone, paused: true, fixedTimeRule: 'no-wildcard' } as const;
  const cron = new Cron(fields.join(' '), options);
  return ok({ next: (count, after) => cron.nextRuns(count, after) });
}

/** The fields of a cron expression, however many blanks stand between them. */
export function cronFields(text: string): readonly string[] {
  return text.split(' ').filter((field) => field !== '');
}

function wrongCount(count: number): Text {
  return { message: `\`cron\` has ${count} ${count === 1 ? 'field' : 'fields'}, not five.`, help: ORDER };
}
