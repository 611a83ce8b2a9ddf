/** `1h30m`: days, hours and minutes in this order. */
const DURATION = /^(?=\d)(?:(?<days>\d{1,4})d)?(?:(?<hours>\d{1,4})h)?(?:(?<minutes>\d{1,5})m)?$/;

const MINUTE_MS = 60_000;

/** Milliseconds of a duration such as `6h`, `90m`, `7d` or `1h30m`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const groups = DURATION.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { days = '0', hours = '0', minutes = '0' } = groups;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * MINUTE_MS;
}
