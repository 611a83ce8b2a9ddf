import { type Check, failed, passed } from '../model/check.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Kerberos refuses a clock that is further off, in every version of Windows, unless a domain says otherwise. */
const TOLERATED_MS = 5 * MINUTE;

/** The link `clock`: the host's time against the one here, both ISO 8601. */
export function checkClock(host: string, here: string): Check {
  const ahead = Date.parse(host) - Date.parse(here);
  const off = `${describeSpan(Math.abs(ahead))} ${ahead < 0 ? 'behind' : 'ahead of'} this machine`;
  if (Math.abs(ahead) <= TOLERATED_MS) return passed('clock', Math.abs(ahead) < 2 * SECOND ? 'as here' : off);
  return failed('clock', {
    code: 'clock-off',
    message: `${off}: logons with Kerberos fail beyond 5 min`,
    help: 'Find out which clock is wrong. Look at activation before you set the clock of the host: a jump can end its days of grace.',
  });
}

/** The largest unit that says it: `40 s`, `5 min`, `2 h`, `11 days`, `23 years`. */
export function describeSpan(ms: number): string {
  if (ms < 2 * MINUTE) return `${Math.round(ms / SECOND)} s`;
  if (ms < 2 * HOUR) return `${Math.round(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.round(ms / HOUR)} h`;
  const days = Math.round(ms / DAY);
  return days < 730 ? `${days} days` : `${Math.round(days / 365.25)} years`;
}
