import type { DiagnosticCode } from '../model/diagnostic.ts';
import { type WrittenExplanation, yaml } from './explanation.ts';

/** A limit, a time or a day in a form that cannot be read. */
export type TimeCode = Extract<
  DiagnosticCode,
  'invalid-percentage' | 'invalid-duration' | 'invalid-time-zone' | 'invalid-cron'
>;

export const TIME_DIAGNOSTICS: Readonly<Record<TimeCode, WrittenExplanation>> = {
  'invalid-percentage': {
    title: 'a share that cannot be',
    meaning: 'A share is a number from 0 to 100 with a percent sign right after it.',
    why: 'Waves and limits count hosts; with a share misread, far more of them could be changed at once.',
    todo: ['Write a share like `10%`, a number of hosts without quotes like `2`.'],
    wrong: yaml`
      rollout: { maxUnknown: 110% }
    `,
    right: yaml`
      rollout: { maxUnknown: 10% }
    `,
  },
  'invalid-duration': {
    title: 'a duration that cannot be read',
    meaning: 'A duration is a number with its unit: `s`, `m`, `h` or `d`.',
    why: 'A window of 6 minutes and one of 6 hours are not the same night.',
    todo: ['Write it like `90m`, `6h` or `7d`.'],
    wrong: yaml`
      windows:
        saturday:
          cron: 0 22 * * SAT
          duration: 6 hours
          timezone: Europe/Copenhagen
    `,
    right: yaml`
      windows:
        saturday:
          cron: 0 22 * * SAT
          duration: 6h
          timezone: Europe/Copenhagen
    `,
  },
  'invalid-time-zone': {
    title: 'a time zone nobody knows',
    meaning: 'Time zones have names of the IANA list, such as `Europe/Copenhagen`.',
    why: 'Abbreviations such as CST stand for several zones and know no summer time.',
    todo: ['Write continent and city. `UTC` is possible too.'],
    wrong: yaml`
      windows:
        saturday:
          cron: 0 22 * * SAT
          duration: 6h
          timezone: Europe/Kopenhagen
    `,
    right: yaml`
      windows:
        saturday:
          cron: 0 22 * * SAT
          duration: 6h
          timezone: Europe/Copenhagen
    `,
  },
  'invalid-cron': {
    title: 'a cron expression that cannot be read',
    meaning: 'It has five fields: minute, hour, day of the month, month, day of the week.',
    why: 'A window that never opens holds its hosts for ever, and one that opens at noon stops a line.',
    todo: ['Write five fields, such as `0 22 * * SAT` for Saturdays at 22:00.'],
    wrong: yaml`
      windows:
        saturday:
          cron: 22:00 SAT
          duration: 6h
          timezone: Europe/Copenhagen
    `,
    right: yaml`
      windows:
        saturday:
          cron: 0 22 * * SAT
          duration: 6h
          timezone: Europe/Copenhagen
    `,
  },
};
