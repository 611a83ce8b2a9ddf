import type { Fault } from './fault.ts';
import type { KeyEvidence } from './key.ts';
import type { OsFacts } from './os-level.ts';
import type { Reported } from './reported.ts';
import type { UndoSlot } from './undo-slot.ts';

/** One property as read: three-valued, because "could not read" is never "absent". */
export type Observed<T> =
  | { readonly state: 'present'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly fault: Fault };

/** Win32_WindowsProductActivation; absent where the class is missing or has no instance. */
export interface ActivationFacts {
  /** True while Windows demands activation; false is normal for volume licences. */
  readonly required: boolean;
  /** Days left while activation is required; undefined when it is not (Windows then answers 2147483647). */
  readonly graceDays?: number;
}

/** What one host was read to be at one time. Never holds key bytes, only evidence. */
export interface Observation {
  readonly observedAt: string;
  readonly os: OsFacts;
  readonly activation: Observed<ActivationFacts>;
  readonly key: Observed<KeyEvidence>;
  /** Whether WPAEvents\OOBETimer exists; its bytes never leave the host. */
  readonly oobeTimer: Observed<true>;
  readonly undoSlots: readonly UndoSlot[];
  /** A payload holds the lock of the host, or a change over DCOM may not be over: whoever sees it waits. */
  readonly changeInProgress: boolean;
  /** The host's own clock, ISO 8601 with offset; undefined when it was not understood. */
  readonly hostTime?: string;
  /** Set when the host or a person said all this, and this controller did not read it. */
  readonly reported?: Reported;
}
