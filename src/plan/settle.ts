import { compareKey, sameEvidence } from '../keys/evidence.ts';
import type { Intent } from '../model/intent.ts';
import type { KeyEvidence, KeyIdentity } from '../model/key.ts';
import type { Observation } from '../model/observation.ts';
import { needsOobeTimerGone } from '../model/os-level.ts';
import type { Settlement } from '../model/settlement.ts';
import type { CompleteSlot, UndoSlot } from '../model/undo-slot.ts';

/** A slot of another controller is left alone for this long, by the host's own clock. */
const FOREIGN_SLOT_MS = 15 * 60 * 1000;
/** A clock that goes back by more than this was set, as on a board whose battery is dead. */
const CLOCK_STEP_MS = 5 * 60 * 1000;

/**
 * What the same run knows of its own write. `definitely-refused`: a key that is withheld is the old one.
 * `unanswered`: the payload may not even have begun, so an old key proves nothing yet.
 */
export type KnownEnd = 'definitely-refused' | 'unanswered';

/** Whose change it is: ours when its intent is in this journal. */
export type Ownership = 'ours' | 'foreign';

/**
 * Decides what to do about an undo slot, from what the host says now. "New" and "old" are the slot's, never today's
 * inventory, so settling needs no key and no YAML.
 *
 * | read back                                              | settlement           |
 * |--------------------------------------------------------|----------------------|
 * | a payload holds the lock of the host                   | wait                 |
 * | foreign, and younger than 15 minutes                   | wait                 |
 * | foreign, complete, of an age that cannot be told       | leave: unsettled     |
 * | slot not complete: nothing was deleted                 | drop                 |
 * | name or OS level is not the slot's (cloned disk, SP)   | leave: unsettled     |
 * | new key, activation not worse than before              | drop: changed        |
 * | new key, activation worse                              | keep the slot        |
 * | old key, and this run got no answer to its own write   | wait                 |
 * | old key, OOBETimer as saved (or there never was one)   | drop: untouched      |
 * | old key, OOBETimer gone                                | restore, then drop   |
 * | key withheld after a definite refusal in this run      | as with the old key  |
 * | old key, OOBETimer is back with other bytes            | leave: unsettled     |
 * | anything else                                          | leave: unsettled     |
 *
 * "The write is over" holds in the restoring row because no payload holds the lock.
 */
export function settleSlot(slot: UndoSlot, now: Observation, ownership: Ownership, end?: KnownEnd): Settlement {
  if (now.changeInProgress) return { action: 'wait', result: 'change-in-progress' };
  const notOurs = ownership === 'foreign' ? settleForeign(slot, now) : undefined;
  if (notOurs !== undefined) return notOurs;
  if (!slot.complete) return { action: 'drop', result: 'untouched' };
  if (!isSameHost(slot, now)) return leave('the slot was filled on another host or at another OS level');
  if (now.key.state !== 'present') return leave('the key of the host cannot be read');
  if (isKey(slot.new, now.key.value)) return settleNewKey(slot.activationRequiredBefore, now);
  if (slot.old !== undefined && isOldKey(slot.old, now.key.value, end)) return settleOldKey(slot, end);
  return leave('the host carries neither the key it had before nor the new one');
}

/**
 * Decides what to do about an intent of this journal that left no slot on the host: the `sp1` strategy, or a change
 * that ended before its slot was filled or after it was dropped. There is nothing to restore.
 */
export function settleIntent(intent: Intent, now: Observation, end?: KnownEnd): Settlement {
  if (now.changeInProgress) return { action: 'wait', result: 'change-in-progress' };
  if (now.key.state !== 'present') return leave('the key of the host cannot be read');
  if (isKey(intent.new, now.key.value)) return settleNewKey(intent.activationRequiredBefore, now);
  if (isOldKey(intent.old, now.key.value, end))
    return end === 'unanswered' ? NOT_OVER : { action: 'drop', result: 'untouched' };
  return leave('the host carries neither the key it had before nor the new one');
}

function settleNewKey(requiredBefore: boolean, now: Observation): Settlement {
  if (now.activation.state !== 'present') return leave('the activation state of the host cannot be read');
  if (!now.activation.value.required || requiredBefore) return { action: 'drop', result: 'changed' };
  return { action: 'keep', result: needsOobeTimerGone(now.os) ? 'activation-pending' : 'activation-lost' };
}

/** The run that got no answer does not decide: the write may still come. The next run finds it over, or busy. */
const NOT_OVER: Settlement = { action: 'wait', result: 'change-in-progress' };

function settleOldKey(slot: CompleteSlot, end: KnownEnd | undefined): Settlement {
  if (end === 'unanswered') return NOT_OVER;
  switch (slot.oobeTimer) {
    case 'same':
    case 'both-absent':
      return { action: 'drop', result: 'untouched' };
    case 'gone':
      return { action: 'restore', result: 'restored' };
    case 'different':
      return leave('OOBETimer is there again with other bytes than the saved ones');
  }
}

/**
 * Why another controller's slot is left alone, if it is. One that is not complete and has no age is nobody's business:
 * nothing was deleted, and nobody deletes on its strength.
 */
function settleForeign(slot: UndoSlot, now: Observation): Settlement | undefined {
  const ageMs = ageOf(slot, now);
  if (ageMs === undefined) return slot.complete ? leave('its age cannot be told') : undefined;
  return ageMs < FOREIGN_SLOT_MS ? { action: 'wait', result: 'another-controller' } : undefined;
}

/** By the host's clock; undefined when a time is missing, is none, or the clock was set back since. */
function ageOf(slot: UndoSlot, now: Observation): number | undefined {
  const ageMs = Date.parse(now.hostTime ?? '') - Date.parse(slot.savedAt ?? '');
  return ageMs >= -CLOCK_STEP_MS ? ageMs : undefined;
}

function isSameHost(slot: CompleteSlot, now: Observation): boolean {
  return (
    slot.csName === now.os.csName &&
    slot.version === now.os.version &&
    slot.servicePack === now.os.servicePack &&
    slot.productType === now.os.productType
  );
}

function isKey(identity: KeyIdentity, evidence: KeyEvidence): boolean {
  return compareKey(identity, evidence).verdict === 'same';
}

function isOldKey(old: KeyEvidence, actual: KeyEvidence, end: KnownEnd | undefined): boolean {
  return sameEvidence(old, actual) || (end === 'definitely-refused' && actual.state === 'withheld');
}

function leave(why: string): Settlement {
  return { action: 'leave', result: 'unsettled', why };
}
