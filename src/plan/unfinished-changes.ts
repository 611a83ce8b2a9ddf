import type { Intent } from '../model/intent.ts';
import type { JournalState } from '../model/journal-entry.ts';
import type { Observation } from '../model/observation.ts';
import type { UndoSlot } from '../model/undo-slot.ts';
import type { Ownership } from './settle.ts';

/** What is unfinished on one host: its slots, and the announced changes that left none. */
export interface UnfinishedChanges {
  readonly slots: readonly { readonly slot: UndoSlot; readonly ownership: Ownership }[];
  readonly intents: readonly Intent[];
}

/** A change is judged by its slot where it has one, and by its intent in the journal only where it has none. */
export function unfinishedChanges(host: string, now: Observation, journal: JournalState): UnfinishedChanges {
  const withSlot = new Set(now.undoSlots.map((slot) => slot.intent));
  return {
    slots: now.undoSlots.map((slot) => ({
      slot,
      ownership: journal.knownIntents.has(slot.intent) ? 'ours' : 'foreign',
    })),
    intents: journal.openIntents.filter((intent) => intent.host === host && !withSlot.has(intent.id)),
  };
}
