import { timeOfRunName } from '../model/run-name.ts';
import type { FoundReport } from './found-report.ts';

const DAY_MS = 86_400_000;

/**
 * When a host was as its report says: the earliest of now, the time of the file, and the host's own clock, as far as these
 * two can be right. Nothing is older than the bundle that made it, so an earlier time is a clock that is wrong, on the
 * host or, for files on a stick, of the machine that wrote them. ISO 8601, UTC.
 */
export function judgeTime(found: Pick<FoundReport, 'observation' | 'modifiedAt' | 'reported'>, now: string): string {
  const here = Date.parse(now);
  const written = Date.parse(found.modifiedAt);
  const times = [here, ...(isPlausible(written, found, here) ? [written] : [])];
  const { hostTime } = found.observation;
  if (hostTime !== undefined && !isClockWrong(found, now)) times.push(Date.parse(hostTime));
  return new Date(Math.min(...times)).toISOString();
}

/** Whether the host's own clock says something that cannot be, or the host knew that itself. */
export function isClockWrong(
  { observation, reported }: Pick<FoundReport, 'observation' | 'reported'>,
  now: string,
): boolean {
  const { hostTime } = observation;
  if (hostTime === undefined) return false;
  const isBehind = reported.source === 'receipt' && reported.receipt.isClockBehind === true;
  return isBehind || !isPlausible(Date.parse(hostTime), { reported }, Date.parse(now));
}

function isPlausible(time: number, { reported }: Pick<FoundReport, 'reported'>, here: number): boolean {
  // A bundle is named by the run that made it.
  const made = reported.source === 'receipt' ? timeOfRunName(reported.receipt.bundle ?? '') : undefined;
  return time <= here + DAY_MS && (made === undefined || time >= made);
}
