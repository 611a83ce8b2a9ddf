import type { Block } from './drift.ts';
import type { Fault } from './fault.ts';
import type { KeyEvidence } from './key.ts';
import type { Delegated, Step } from './plan.ts';
import type { SelfReport } from './reported.ts';
import type { HostWindow, WaivedDrift } from './rollout.ts';
import type { SettlementResult } from './settlement.ts';

/** One unfinished change that was settled, or looked at and left. */
export interface Settled {
  readonly intent: string;
  readonly result: SettlementResult;
  readonly why?: string;
}

/** What became of one host in `apply` or `recover`. */
export type HostOutcome = {
  readonly host: string;
  readonly settled: readonly Settled[];
  /** Set when all that is known of the host is what was reported of it. */
  readonly reported?: SelfReport;
} /** The key was changed and read back as the desired one. */ & (
  | { readonly status: 'verified'; readonly step: Step; readonly actual: KeyEvidence }
  | { readonly status: 'in-order' }
  /** `recover` only: nothing was left to settle, or all of it is settled. */
  | { readonly status: 'settled' }
  /** The change did not take; the host is as it was before. */
  | { readonly status: 'undone'; readonly step: Step; readonly why: string; readonly help: string }
  /** The new key is in place and Windows demands activation, which it did not before. */
  | { readonly status: 'activation-lost' | 'activation-pending'; readonly why: string; readonly help: string }
  /** What happened is not known or not in the table; the host is left alone for a person, or for the next run. */
  | { readonly status: 'unsettled'; readonly why: string; readonly help: string }
  /** `step` is the saved one; without it nothing would be known of a host that is no longer declared. */
  | { readonly status: 'plan-stale'; readonly why: string; readonly step?: Step }
  /** Left to the host itself, or to a person. */
  | { readonly status: 'delegated'; readonly delegated: Delegated }
  | { readonly status: 'blocked'; readonly block: Block }
  /** Left alone: its drift is accepted until a day. */
  | { readonly status: 'waived'; readonly waiver: WaivedDrift }
  | { readonly status: 'unknown'; readonly fault: Fault }
  /** Not begun, because the run stopped before it, or outside its window, which is told then. */
  | { readonly status: 'held'; readonly why: string; readonly window?: HostWindow }
);
