import { compareKey, sameEvidence } from '../keys/evidence.ts';
import type { Intent } from '../model/intent.ts';
import type { KeyEvidence, KeyIdentity } from '../model/key.ts';
import type { Observation } from '../model/observation.ts';
import { needsOobeTimerGone } from '../model/os-level.ts';
import type { Settlement } from '../model/settlement.ts';
import type { CompleteSlot, UndoSlot } from '../model/undo-slot.ts';

/** A slot of another controller is left alone for this long, by the host's own clock. */
const FOREIGN_SLOT_MS = 15 * 60 * 1000;

/** What the same run knows of its own write: it was refused for certain, so a key that is withheld is the old one. */
export type KnownEnd = 'definitely-refused';

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
 * | slot not complete: nothing was deleted                 | drop                 |
 * | name or OS level is not the slot's (cloned disk, SP)   | leave: unsettled     |
 * | new key, activation not worse than before              | drop: changed        |
 * | new key, activation worse                              | keep the slot        |
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
  if (ownership === 'foreign' && isYoung(slot, now)) return { action: 'wait', result: 'another-controller' };
  if (!slot.complete) return { action: 'drop', result: 'untouched' };
  if (!isSameHost(slot, now)) return leave('the slot was filled on another host or at another OS level');
  if (now.key.state !== 'present') return leave('the key of the host cannot be read');
  if (isKey(slot.new, now.key.value)) return settleNewKey(slot.activationRequiredBefore, now);
  if (slot.old !== undefined && isOldKey(slot.old, now.key.value, end)) return settleOldKey(slot);
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
  if (isOldKey(intent.old, now.key.value, end)) return { action: 'drop', result: 'untouched' };
  return leave('the host carries neither the key it had before nor the new one');
}

function settleNewKey(requiredBefore: boolean, now: Observation): Settlement {
  if (now.activation.state !== 'present') return leave('the activation state of the host cannot be read');
  if (!now.activation.value.required || requiredBefore) return { action: 'drop', result: 'changed' };
  return { action: 'keep', result: needsOobeTimerGone(now.os) ? 'activation-pending' : 'activation-lost' };
}

function settleOldKey(slot: CompleteSlot): Settlement {
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
 * An age that cannot be told is young, so that nobody interferes; but of a slot that is not complete nothing was
 * deleted, and nobody deletes anything on the strength of one.
 */
function isYoung(slot: UndoSlot, now: Observation): boolean {
  if (slot.savedAt === undefined || now.hostTime === undefined) return slot.complete;
  const ageMs = Date.parse(now.hostTime) - Date.parse(slot.savedAt);
  return !(ageMs >= FOREIGN_SLOT_MS); // an age that is no number is young, too
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
