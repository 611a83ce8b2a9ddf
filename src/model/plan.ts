import type { WriteCall } from './call.ts';
import type { Block, DriftCause } from './drift.ts';
import type { Fault } from './fault.ts';
import type { KeyEvidence, KeyIdentity } from './key.ts';
import type { OsLevel } from './os-level.ts';
import type { WaivedDrift } from './rollout.ts';
import type { StrategyName } from './strategy.ts';

/** One key change on one host, as data without a secret; compared field by field right before it is done. */
export interface Step {
  readonly strategy: StrategyName;
  readonly os: OsLevel;
  readonly keyLabel: string;
  readonly before: KeyEvidence;
  readonly after: KeyIdentity;
  /** The kinds of calls in order, for people; apply takes the calls from the strategy. */
  readonly calls: readonly WriteCall['kind'][];
  /** For display only; apply must not branch on it. */
  readonly cause: DriftCause;
}

/** A change that the host makes itself, or a person: known here only by what they report. */
export interface Delegated {
  /** `no-receipt` as long as nothing was reported at all. */
  readonly code: 'delegated' | 'no-receipt';
  /** The key it is to get. */
  readonly keyLabel: string;
  readonly after?: KeyIdentity;
  /** What it carried when it was last reported. */
  readonly before?: KeyEvidence;
  /** One sentence without the host's name. */
  readonly message: string;
  readonly help: string;
}

/** What would be done to one host. */
export type HostPlan = { readonly host: string } & (
  | { readonly status: 'in-order' }
  | { readonly status: 'change'; readonly step: Step }
  /** Settle what an earlier change left, then look again. */
  | { readonly status: 'settle'; readonly intents: readonly string[] }
  /** Due, and nothing that `apply` could do. */
  | { readonly status: 'delegated'; readonly delegated: Delegated }
  | { readonly status: 'blocked'; readonly block: Block }
  | { readonly status: 'waived'; readonly waiver: WaivedDrift }
  | { readonly status: 'unknown'; readonly fault: Fault }
);

/** What would be done to the selected hosts, sorted by host. JSON-safe. */
export interface Plan {
  readonly formatVersion: 1;
  readonly inventoryDigest: string;
  readonly simulated: boolean;
  readonly hosts: readonly HostPlan[];
}

/** A plan in a file, to be reviewed and carried out later. JSON-safe; schema/plan.schema.json describes it. */
export interface SavedPlan extends Plan {
  readonly kind: 'vlkctl-plan';
  /** ISO 8601, UTC. */
  readonly savedAt: string;
  /** Version of vlkctl that saved it. For people only. */
  readonly savedBy: string;
}
