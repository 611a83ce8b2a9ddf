import type { Intent } from './intent.ts';
import type { KeyIdentity } from './key.ts';
import type { SettlementResult } from './settlement.ts';

/** One line of the journal. `intent` and `settling` are on disk before the first write of the sequence they announce. */
export type JournalEntry = { readonly at: string } & (
  | { readonly type: 'intent'; readonly intent: Intent }
  /** An earlier change is about to be put back or forgotten on the host. */
  | { readonly type: 'settling'; readonly intent: string; readonly host: string; readonly action: SettlingAction }
  /** The intent is over: nothing of it is left to settle. */
  | { readonly type: 'closed'; readonly intent: string; readonly host: string; readonly result: ClosingResult }
  /** The host was read back with this key by `apply`. */
  | { readonly type: 'verified'; readonly host: string; readonly keyLabel: string; readonly identity: KeyIdentity }
  /** A reviewed plan was carried out whose inventory no longer declares these hosts: nobody waits for them any more. */
  | { readonly type: 'retired'; readonly hosts: readonly string[] }
);

export type SettlingAction = 'restore' | 'drop';

/** How an intent ended; `dropped` by a person, `not-begun` when the host refused before its first write. */
export type ClosingResult = SettlementResult | 'dropped' | 'not-begun';

/** What the journal says so far. */
export interface JournalState {
  /** Intents without a `closed`, oldest first. */
  readonly openIntents: readonly Intent[];
  /** Every intent this journal ever announced. */
  readonly knownIntents: ReadonlySet<string>;
  /** Identity of the key last verified on each host that is not retired. */
  readonly lastVerified: ReadonlyMap<string, KeyIdentity>;
  /** Another run is changing hosts right now and writes this journal: what is open in it may be under way. */
  readonly isBeingWritten?: boolean;
}
