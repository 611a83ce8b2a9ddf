import type { HostDrift } from './drift.ts';
import type { GuardRefusal } from './guard.ts';
import type { Intent } from './intent.ts';
import type { HostCounts, HostStanding } from './journal-entry.ts';
import type { HostOutcome } from './outcome.ts';
import type { Plan } from './plan.ts';

/** What a run found and did. */
export interface RunFacts {
  readonly drifts?: readonly HostDrift[];
  readonly plan?: Plan;
  readonly refusals?: readonly GuardRefusal[];
  /** Undefined when nothing was written. */
  readonly outcomes?: readonly HostOutcome[] | undefined;
  /** Announced changes of hosts that are no longer in the inventory. */
  readonly undeclared: readonly Intent[];
}

/** What the journal keeps of a run's end. */
export interface RunEnd {
  readonly exitCode: number;
  readonly counts: HostCounts;
  /** How hosts stand, by name, as far as the run can tell. */
  readonly hosts: ReadonlyMap<string, HostStanding>;
}
