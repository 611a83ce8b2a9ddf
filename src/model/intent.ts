import type { DriftCause } from './drift.ts';
import type { KeyEvidence, KeyIdentity } from './key.ts';
import type { StrategyName } from './strategy.ts';
import type { IntentId } from './undo-slot.ts';

/** An announced change of one host, as the journal keeps it: enough to settle it without today's inventory. */
export interface Intent {
  readonly id: IntentId;
  readonly host: string;
  readonly strategy: StrategyName;
  readonly keyLabel: string;
  readonly old: KeyEvidence;
  readonly new: KeyIdentity;
  readonly activationRequiredBefore: boolean;
  /** Why the host carried another key: for people, and for its history. */
  readonly cause?: DriftCause;
}

declare const onDisk: unique symbol;

/**
 * Proof that a sequence of writes stands in the journal, flushed to disk. Only the journal makes one, so a write that
 * was not announced does not compile.
 */
export interface JournaledIntent {
  readonly id: IntentId;
  readonly host: string;
  readonly [onDisk]: true;
}
