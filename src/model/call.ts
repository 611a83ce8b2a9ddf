import type { KeyEvidence, KeyIdentity } from './key.ts';
import type { OsFacts } from './os-level.ts';
import type { IntentId, UndoSlot } from './undo-slot.ts';

/**
 * A write on a host: one of a closed set, as data, so that a plan can be saved, reviewed and journaled and nobody
 * who edits it can make a host run anything else. The key itself is never part of a call.
 */
export type WriteCall =
  /** Fills the undo slot, reads it back, completes it. Answers `slot-held` when any other slot is there. */
  | { readonly kind: 'save-oobe-timer'; readonly intent: IntentId; readonly new: KeyIdentity }
  /** Refused by the host itself unless the slot is complete and the host is Windows XP RTM. */
  | { readonly kind: 'delete-oobe-timer'; readonly intent: IntentId }
  /** Win32_WindowsProductActivation.SetProductKey. */
  | { readonly kind: 'set-product-key' }
  /** Reads back and acts by the settle table, on the host, before anything is echoed. */
  | { readonly kind: 'settle'; readonly intent: IntentId }
  /** Puts the saved OOBETimer back; writes nothing when there was none. */
  | { readonly kind: 'restore-oobe-timer'; readonly intent: IntentId }
  | { readonly kind: 'drop-undo'; readonly intent: IntentId };

/** What the host must still be right before the first write; checked by the host itself. */
export interface Expectation {
  readonly os: Pick<OsFacts, 'csName' | 'version' | 'servicePack' | 'productType'>;
  /** The evidence seen before; not checked where it is left out. */
  readonly key?: KeyEvidence;
  /** The undo slot as it was when settling it was decided; a person's decision goes without. */
  readonly slot?: UndoSlot;
}

/** How one call ended on the host. */
export type CallOutcome =
  | { readonly status: 'done' }
  /** The host said no. `definite`: it says for certain that the write did not happen and is over. */
  | { readonly status: 'refused'; readonly code: number; readonly definite: boolean; readonly why: RefusalReason }
  | { readonly status: 'skipped' };

/** Where a refusal comes from: a COM error, a method's ReturnValue, the registry, or a check of the payload. */
export type RefusalReason =
  | 'com-error'
  | 'return-value'
  | 'registry'
  | 'slot-held'
  | 'slot-incomplete'
  | 'not-xp-rtm'
  | 'class-missing'
  | 'key-missing';

/** What became of a sequence of writes. */
export type ChangeAnswer =
  /** Nothing was written: another payload holds the host, or the host is not what was expected. */
  | { readonly status: 'busy' }
  | { readonly status: 'not-as-expected'; readonly property: string }
  | {
      readonly status: 'ran';
      readonly calls: readonly { readonly call: WriteCall['kind']; readonly outcome: CallOutcome }[];
    };
