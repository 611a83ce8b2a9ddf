import type { WriteCall } from './call.ts';
import type { KeyIdentity } from './key.ts';
import type { IntentId } from './undo-slot.ts';

export type StrategyName = 'pre-sp1' | 'sp1';

/** What to do on one OS level, as data; knows neither hosts nor transports. */
export interface Strategy {
  readonly name: StrategyName;
  /** The whole sequence for one change, in order. */
  writes(intent: IntentId, desired: KeyIdentity): readonly WriteCall[];
}
