import type { KeyEvidence, KeyIdentity } from './key.ts';

/** Name of one announced change: of its journal entry and of its undo slot. Lower case letters, digits, hyphens. */
export type IntentId = string & { readonly __brand: 'IntentId' };

const INTENT_ID = /^[a-z0-9][a-z0-9-]{7,39}$/;

/** Whether a text may be used as an intent: it becomes the name of a registry key. */
export function isIntentId(text: string): text is IntentId {
  return INTENT_ID.test(text);
}

/**
 * What a host keeps of an unfinished change, under HKLM\SOFTWARE\vlkctl\Undo\<intent>.
 * `complete` is written last: OOBETimer is not deleted before.
 */
export type UndoSlot =
  | { readonly intent: string; readonly complete: false; readonly savedAt?: string }
  | {
      readonly intent: string;
      readonly complete: true;
      /** Name and OS numbers of the host when the slot was filled; another host means a cloned disk. */
      readonly csName: string;
      readonly version: string;
      readonly servicePack: number;
      readonly productType: number;
      /** The host's clock when the slot was filled, ISO 8601 with offset. */
      readonly savedAt?: string;
      readonly old: KeyEvidence | undefined;
      readonly new: KeyIdentity;
      readonly activationRequiredBefore: boolean;
      /** How today's OOBETimer compares with the saved one. `both-absent`: there was none and there is none. */
      readonly oobeTimer: 'same' | 'gone' | 'different' | 'both-absent';
    };

/** A complete slot. */
export type CompleteSlot = Extract<UndoSlot, { complete: true }>;
