import type { FoundReport } from './found-report.ts';

const DAY_MS = 86_400_000;
/** `20261123t0715-3f9a2c`: when a bundle was made, in UTC. */
const MADE = /^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)-/;

/**
 * When a host was as its report says: the earliest of now, the time of the file, and the host's own clock, as far as these
 * two can be right. Nothing is older than the bundle that made it, so an earlier time is a clock that is wrong, on the
 * host or, for files on a stick, of the machine that wrote them. ISO 8601, UTC.
 */
export function judgeTime(found: Pick<FoundReport, 'observation' | 'modifiedAt' | 'reported'>, now: string): string {
  const here = Date.parse(now);
  const times = [Date.parse(found.modifiedAt), ...clockOf(found)].filter((time) =>
    isPlausible(time, madeAt(found), here),
  );
  return new Date(Math.min(here, ...times)).toISOString();
}

/** Whether the host's own clock says something that cannot be. */
export function isClockWrong(found: Pick<FoundReport, 'observation' | 'reported'>, now: string): boolean {
  return clockOf(found).some((time) => !isPlausible(time, madeAt(found), Date.parse(now)));
}

function clockOf({ observation: { hostTime } }: Pick<FoundReport, 'observation'>): readonly number[] {
  return hostTime === undefined ? [] : [Date.parse(hostTime)];
}

function isPlausible(time: number, made: number | undefined, here: number): boolean {
  return time <= here + DAY_MS && (made === undefined || time >= made);
}

function madeAt({ reported }: Pick<FoundReport, 'reported'>): number | undefined {
  const bundle = reported.source === 'receipt' ? reported.receipt.bundle : undefined;
  const [, year, month, day, hour, minute] = MADE.exec(bundle ?? '') ?? [];
  if (year === undefined) return undefined;
  const made = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(made) ? undefined : made;
}
