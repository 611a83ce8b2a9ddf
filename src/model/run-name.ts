import { compactTime } from './zone-time.ts';

const RUN_NAME = /^r(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)[a-z0-9]{4}$/;

/**
 * `r20261122161530x3kq`: r, when it begins (ISO 8601, UTC, by the clock of the controller), and four characters of chance,
 * of a-z and 0-9. Folders on hosts and bundles are named so too.
 */
export function runNameAt(at: string, chance: string): string {
  return `r${compactTime(at)}${chance}`;
}

/** When a run began that has this name, in milliseconds since 1970; undefined for another name. */
export function timeOfRunName(name: string): number | undefined {
  const [, year, month, day, hour, minute, second] = RUN_NAME.exec(name) ?? [];
  if (year === undefined) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}
