import type { Fault } from './fault.ts';
import type { HostSpec } from './host.ts';
import type { KeyEvidence, KeyMatch } from './key.ts';
import type { Observation } from './observation.ts';
import type { WaivedDrift } from './rollout.ts';
import type { UndoSlot } from './undo-slot.ts';

/** Why desired and actual differ: git changed, the host changed, or nobody knows since nothing was verified yet. */
export type DriftCause = 'pending' | 'drift' | 'no-history';

/** Why nothing may be done to a host although it could be read. Codes are API. */
export const BLOCK_CODES = [
  'os-level-mismatch',
  'other-host',
  'edition-mismatch',
  'language-mismatch',
  'wrong-channel',
  'key-withheld',
  'class-missing',
  'identity-missing',
  'change-in-progress',
  'another-controller',
  'activation-pending',
  'unsettled',
  'keeps-reverting',
] as const;

export type BlockCode = (typeof BLOCK_CODES)[number];

export interface Block {
  readonly code: BlockCode;
  /** One sentence without the host's name. */
  readonly message: string;
  readonly help: string;
}

/** A host as it was found, or the fault that kept it from being read. */
export type ObservedHost =
  | { readonly spec: HostSpec; readonly status: 'observed'; readonly observation: Observation }
  | { readonly spec: HostSpec; readonly status: 'unknown'; readonly fault: Fault };

/** Desired against actual for one host. */
export type HostDrift = { readonly spec: HostSpec } & (
  | {
      readonly status: 'in-order';
      readonly actual: KeyEvidence;
      readonly match: KeyMatch;
      readonly observation: Observation;
    }
  | {
      readonly status: 'drifted';
      readonly cause: DriftCause;
      readonly actual: KeyEvidence;
      readonly observation: Observation;
    }
  /** An earlier change stopped half-way; it is settled before anything else. */
  | { readonly status: 'interrupted'; readonly slots: readonly UndoSlot[]; readonly observation: Observation }
  | { readonly status: 'blocked'; readonly block: Block; readonly observation: Observation }
  /** Not as declared, and somebody accepted that until a day: nothing is done about it. */
  | { readonly status: 'waived'; readonly waiver: WaivedDrift; readonly observation: Observation }
  | { readonly status: 'unknown'; readonly fault: Fault }
);
