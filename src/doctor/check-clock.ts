import { type Check, failed, passed } from '../model/check.ts';
import { describeSpan } from '../model/span.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

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
