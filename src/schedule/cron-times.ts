import { err, ok, type Result } from '../model/result.ts';
import type { ScheduleProblem } from './problem.ts';

/** Every value that a cron expression stands for, ascending. A field that is `*` has all of its values. */
export interface CronTimes {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** Of the month, from 1. */
  readonly days: readonly number[];
  /** From 1. */
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
}

type FieldName = keyof CronTimes;

interface Field {
  readonly name: FieldName;
  readonly from: number;
  readonly to: number;
  /** Three letters for each value, from the first. */
  readonly words: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const;
export const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

const FIELDS: readonly Field[] = [
  { name: 'minutes', from: 0, to: 59, words: [] },
  { name: 'hours', from: 0, to: 23, words: [] },
  { name: 'days', from: 1, to: 31, words: [] },
  { name: 'months', from: 1, to: 12, words: MONTHS },
  { name: 'weekdays', from: 0, to: 6, words: WEEKDAYS },
];

/**
 * What five fields of cron stand for: `*`, values, ranges, steps, lists, names of months and weekdays. What schedulers
 * understand differently is a problem: `L`, `W`, `#`, 7 for Sunday, and a day of the month together with a weekday.
 */
export function expandCron(cron: string): Result<CronTimes, ScheduleProblem> {
  const texts = cron.split(' ');
  const values = FIELDS.map((field, index) => expandField(texts[index] ?? '', field));
  const [minutes, hours, days, months, weekdays] = values;
  const wrong = values.findIndex((value) => value === undefined);
  if (wrong !== -1) return err(notEverywhere(texts[wrong] ?? ''));
  if (!minutes || !hours || !days || !months || !weekdays) throw new Error('cron has five fields');
  const times = { minutes, hours, days, months, weekdays };
  return isEvery(times, 'days') || isEvery(times, 'weekdays') ? ok(times) : err(EITHER_OR_BOTH);
}

/** Whether a field leaves no value out. */
export function isEvery(times: CronTimes, name: FieldName): boolean {
  const field = FIELDS.find((each) => each.name === name);
  return field !== undefined && times[name].length === field.to - field.from + 1;
}

/** Undefined for what is no such field. */
function expandField(text: string, field: Field): readonly number[] | undefined {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const values = expandPart(part, field);
    if (values === undefined) return undefined;
    for (const value of values) found.add(value);
  }
  return [...found].toSorted((a, b) => a - b);
}

/** `*`, `5`, `MON-FRI`; what has several values may have a step. */
function expandPart(part: string, field: Field): readonly number[] | undefined {
  const match = /^(?<range>\*|\w+-\w+)(?:\/(?<step>[1-9]\d*))?$|^(?<single>\w+)$/.exec(part)?.groups;
  if (match === undefined) return undefined;
  const { range, single = '', step = '1' } = match;
  const ends =
    range === '*'
      ? [field.from, field.to]
      : (range ?? `${single}-${single}`).split('-').map((end) => valueOf(end, field));
  const [from, to] = ends;
  if (from === undefined || to === undefined || from > to) return undefined;
  return Array.from({ length: Math.floor((to - from) / Number(step)) + 1 }, (_, index) => from + index * Number(step));
}

function valueOf(text: string, { from, to, words }: Field): number | undefined {
  const word = words.indexOf(text.toUpperCase());
  const value = word === -1 ? Number(/^\d+$/.test(text) ? text : Number.NaN) : word + from;
  return value >= from && value <= to ? value : undefined;
}

function notEverywhere(text: string): ScheduleProblem {
  return {
    message: `'${text}' does not mean the same to every scheduler.`,
    help: 'Write values, ranges, lists, `*` and steps such as */15; Sunday is 0 or SUN.',
  };
}

const EITHER_OR_BOTH: ScheduleProblem = {
  message: 'A day of the month and a weekday together mean either to some schedulers and both to others.',
  help: 'Write `*` for one of them.',
};
