import { makeNearest } from './make-nearest.ts';

/** Whether this is the IANA name of a time zone. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false; // an offset such as `+02:00` knows no summer time
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Makes a function that finds what was probably meant by a name that is none: `Copenhagen`, `Europe/Kopenhagen`. */
export function makeNearestTimeZone(): (name: string) => string | undefined {
  const known = Intl.supportedValuesOf('timeZone');
  const nearest = makeNearest(() => known);
  return (name) => {
    const written = name.replaceAll(' ', '_');
    const city = written.slice(written.lastIndexOf('/') + 1).toLowerCase();
    return known.find((zone) => zone.toLowerCase().endsWith(`/${city}`)) ?? nearest(written);
  };
}
