const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-28 22:00`: what a clock on a wall of that time zone shows at a moment. */
export function wallTime(at: Date, timeZone: string): string {
  // Swedish writes the date as ISO 8601 does; making a format takes a thousand times as long as using it.
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('sv', { ...PARTS, timeZone });
  formats.set(timeZone, format);
  return format.format(at);
}

/** `2026-11-28 21:00 UTC` of a moment in ISO 8601, UTC. */
export function utcTime(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

/** `20261128210000` of a moment in ISO 8601, UTC. */
export function compactTime(at: string): string {
  return at.slice(0, 19).replaceAll(/[-:T]/g, '');
}

const PARTS = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

/**
 * The moment at which a clock on a wall of that time zone shows `2026-11-28 22:00`: the first one where summer time
 * repeats it, and where summer time skips it as much later as the clocks are put forward.
 */
export function momentOf(wall: string, timeZone: string): Date {
  const asUtc = Date.parse(`${wall.replace(' ', 'T')}Z`);
  const candidates = [-DAY_MS, DAY_MS].map((around) => asUtc - offsetMs(new Date(asUtc + around), timeZone));
  const shown = candidates.filter((each) => wallTime(new Date(each), timeZone) === wall);
  return new Date(shown.length > 0 ? Math.min(...shown) : Math.max(...candidates));
}

/** How much later than UTC the clocks of a time zone are. */
function offsetMs(at: Date, timeZone: string): number {
  const minute = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;
  return Date.parse(`${wallTime(at, timeZone).replace(' ', 'T')}Z`) - minute;
}
