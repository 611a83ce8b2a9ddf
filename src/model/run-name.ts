const RUN_NAME = /^r(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)[a-z0-9]{4}$/;

/**
 * When a run began that has this name: `r20261122161530x3kq`, r, date and time of the controller in UTC, four characters of
 * chance. Folders on hosts and bundles are named so too. Milliseconds since 1970; undefined for another name.
 */
export function timeOfRunName(name: string): number | undefined {
  const [, year, month, day, hour, minute, second] = RUN_NAME.exec(name) ?? [];
  if (year === undefined) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}
