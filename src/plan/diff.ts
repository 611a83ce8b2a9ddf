import { compareKey } from '../keys/evidence.ts';
import type { DriftCause, HostDrift, ObservedHost } from '../model/drift.ts';
import type { HostSpec } from '../model/host.ts';
import type { JournalState } from '../model/journal-entry.ts';
import type { KeyEvidence, KeyIdentity } from '../model/key.ts';
import type { Observation } from '../model/observation.ts';
import { findBlock, findUnfinishedChange, findWrongHost } from './find-block.ts';

/** Compares what was observed of one host with what the inventory wants of it. */
export function diff(observed: ObservedHost, journal: JournalState): HostDrift {
  const { spec } = observed;
  if (observed.status === 'unknown') return { spec, status: 'unknown', fault: observed.fault };
  const { observation } = observed;
  // What a machine that is not the declared one lets be read, or not, means nothing.
  const wrong = findWrongHost(spec, observation);
  if (wrong !== undefined) return { spec, status: 'blocked', block: wrong, observation };
  // An unfinished change is told and settled whatever else is wrong: putting back needs no class and no identity.
  const unfinished = findUnfinishedChange(spec, observation, journal);
  if (unfinished !== undefined) return { spec, status: 'blocked', block: unfinished, observation };
  if (isInterrupted(spec, observation, journal)) {
    return { spec, status: 'interrupted', slots: observation.undoSlots, observation };
  }
  const unread = firstFault(observation);
  if (unread !== undefined) return { spec, status: 'unknown', fault: unread };
  const block = findBlock(spec, observation);
  if (block !== undefined) return { spec, status: 'blocked', block, observation };
  return compare(spec, observation, journal);
}

function compare(spec: HostSpec, observation: Observation, journal: JournalState): HostDrift {
  const { identity } = spec.key;
  if (identity === undefined || observation.key.state !== 'present') {
    throw new Error(`${spec.name}: nothing to compare; the blocks should have seen that`);
  }
  const actual = observation.key.value;
  const match = compareKey(identity, actual);
  if (match.verdict === 'same') return { spec, status: 'in-order', actual, match, observation };
  const cause = causeOf(actual, journal.lastVerified.get(spec.name));
  return { spec, status: 'drifted', cause, actual, observation };
}

/** The host moved when it no longer carries what was last verified there; else the inventory did. */
function causeOf(actual: KeyEvidence, verified: KeyIdentity | undefined): DriftCause {
  if (verified === undefined) return 'no-history';
  return compareKey(verified, actual).verdict === 'same' ? 'pending' : 'drift';
}

function isInterrupted(spec: HostSpec, observation: Observation, journal: JournalState): boolean {
  return observation.undoSlots.length > 0 || journal.openIntents.some((intent) => intent.host === spec.name);
}

function firstFault(observation: Observation): Extract<HostDrift, { status: 'unknown' }>['fault'] | undefined {
  for (const observed of [observation.activation, observation.key, observation.oobeTimer]) {
    // What nobody said of a host that reports itself is no trouble of reading it, as long as its key was said.
    if (observed.state === 'unknown' && (observed === observation.key || observed.fault.code !== 'not-reported')) {
      return observed.fault;
    }
  }
  return undefined;
}
