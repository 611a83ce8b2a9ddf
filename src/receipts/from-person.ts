import type { Fault } from '../model/fault.ts';
import type { KeyEvidence } from '../model/key.ts';
import type { ActivationFacts } from '../model/observation.ts';
import type { OsFacts } from '../model/os-level.ts';
import type { ReportedHost } from '../model/reported-host.ts';

/** What a person saw at a machine. */
export interface Witness {
  /** Who says so. */
  readonly by: string;
  readonly os: OsFacts;
  readonly key: KeyEvidence;
  /** Left out where nobody looked. */
  readonly activation?: ActivationFacts;
}

/** What is kept of a host once a person has said how it stands; receipts that were taken in stay known. */
export function fromPerson(
  host: string,
  { by, os, key, activation }: Witness,
  known: ReportedHost | undefined,
  now: string,
): ReportedHost {
  return {
    host,
    observation: {
      observedAt: now,
      os,
      activation:
        activation === undefined ? { state: 'unknown', fault: UNSAID } : { state: 'present', value: activation },
      key: { state: 'present', value: key },
      oobeTimer: { state: 'unknown', fault: UNSAID },
      undoSlots: [],
      changeInProgress: false,
      reported: { source: 'person', by },
    },
    seen: known?.seen ?? {},
  };
}

const UNSAID: Fault = {
  code: 'not-reported',
  message: 'nobody said it',
  help: 'Look at the host again, and report it.',
};
