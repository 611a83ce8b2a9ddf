import type { DiagnosticCode } from '../model/diagnostic.ts';
import { type WrittenExplanation, yaml } from './explanation.ts';

/** A name that nothing has. */
export type ReferenceCode = Extract<
  DiagnosticCode,
  'unknown-key' | 'unknown-access' | 'unknown-window' | 'unknown-label' | 'unknown-host'
>;

export const REFERENCE_DIAGNOSTICS: Readonly<Record<ReferenceCode, WrittenExplanation>> = {
  'unknown-key': {
    title: 'a key that is not declared',
    meaning: '`key` of hosts or `replacedBy` of a key names something that does not stand under `keys`.',
    why: 'Without the key nobody knows what the hosts should carry.',
    todo: ['Correct the name, or declare the key under `keys`.'],
    wrong: yaml`
      hosts:
        gate-07.b.example: { key: xp-dk }
    `,
    right: yaml`
      hosts:
        gate-07.b.example: { key: xp-da }
    `,
  },
  'unknown-access': {
    title: 'an access that is not declared',
    meaning: '`access` names something that does not stand under `access` at the top of the inventory.',
    why: 'Nobody knows how to reach the host.',
    todo: ['Correct the name, or declare the access.'],
    wrong: yaml`
      hosts:
        gate-07.b.example: { access: shh }
    `,
    right: yaml`
      hosts:
        gate-07.b.example: { access: ssh }
    `,
  },
  'unknown-window': {
    title: 'a window that is not declared',
    meaning: '`window` names something that does not stand under `windows`.',
    why: 'Nobody knows when the host may be changed, and at any time would be wrong.',
    todo: ['Correct the name, or declare the window under `windows`.'],
    wrong: yaml`
      hosts:
        gate-07.b.example: { window: saturday }
    `,
    right: yaml`
      windows:
        saturday:
          cron: 0 22 * * SAT
          duration: 6h
          timezone: Europe/Copenhagen
      hosts:
        gate-07.b.example: { window: saturday }
    `,
  },
  'unknown-label': {
    title: 'a group or tag that holds no host',
    meaning: 'A wave names a group or tag with `@`, and no host has it.',
    why: 'The wave would be empty, and the first hosts to be changed would be others than planned.',
    todo: ['Correct the name, or give the hosts that tag.'],
    wrong: yaml`
      rollout: { waves: ["@canary", 100%] }
    `,
    right: yaml`
      rollout: { waves: ["@canary", 100%] }
      hosts:
        gate-07.b.example: { tags: [canary] }
    `,
  },
  'unknown-host': {
    title: 'a waiver for a host that is not declared',
    meaning: 'No host has the name that the waiver gives. It was renamed, removed or mistyped.',
    why: 'A waiver that covers nothing hides that the drift it meant is no longer waived.',
    todo: ['Correct the name, or remove the waiver.'],
    wrong: yaml`
      waivers:
        - host: gate-70.b.example
          drift: key
          reason: scrapped week 4
          owner: b@example
          until: 2099-01-31
    `,
    right: yaml`
      waivers:
        - host: gate-07.b.example
          drift: key
          reason: scrapped week 4
          owner: b@example
          until: 2099-01-31
    `,
  },
};
