import { sameIdentity } from '../keys/evidence.ts';
import type { HostDrift } from '../model/drift.ts';
import type { JournalState } from '../model/journal-entry.ts';

/** So many times a key may be lost again before nobody tries any more. */
const TRIES = 2;

/**
 * Blocks a host that lost its declared key again after it was given it, and seen to carry it, so many times: a write filter
 * or an image that is put back at each start undoes it, and each further try costs Windows one.
 */
export function blockReverting(drift: HostDrift, journal: Pick<JournalState, 'changes'>): HostDrift {
  if (drift.status !== 'drifted' || drift.cause !== 'drift') return drift;
  const { spec, observation } = drift;
  const given = journal.changes.get(spec.name);
  if (given === undefined || given.times < TRIES || !sameIdentity(given.identity, spec.key.identity)) return drift;
  return {
    spec,
    status: 'blocked',
    block: {
      code: 'keeps-reverting',
      message: `it was given ${given.identity.lastFive} ${given.times} times, the last time on ${given.at.slice(0, 10)}, and lost it each time`,
      help: 'Look for a write filter, Deep Freeze or an image that is put back. Then `vlkctl apply --force keepsReverting --on HOST`.',
    },
    observation,
  };
}
