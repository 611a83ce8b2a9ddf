import type { Emit } from '../model/event.ts';
import type { AccessKind, HostSpec, KeySpec } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import type { HostOutcome } from '../model/outcome.ts';
import type { ProductKey } from '../model/product-key.ts';
import type { Transport } from '../model/transport.ts';
import type { IntentId } from '../model/undo-slot.ts';
import type { StrategyFor } from '../plan/make-plan.ts';
import type { LockOwner } from './state-lock.ts';

/** Everything a run needs of the world, as values and functions; made by the runtime. */
export interface RunContext {
  readonly inventory: Inventory;
  /** The selected hosts, sorted by name. */
  readonly hosts: readonly HostSpec[];
  readonly transportFor: (kind: AccessKind) => Transport;
  readonly strategyFor: StrategyFor;
  /** The key behind a label, checked against its identity. Throws RunRefused. */
  readonly revealKey: (key: KeySpec) => Promise<ProductKey>;
  readonly stateFolder: string;
  readonly lockOwner: LockOwner;
  readonly now: () => string;
  readonly newIntentId: () => IntentId;
  readonly concurrency: number;
  /** For opening a session, for one read, for one change. */
  readonly timeoutMs: number;
  /** Ends reading and keeps further hosts from being begun; a change that has begun is finished and settled. */
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** Tells that a host is done with, and how it ended. */
export function tellFinished(outcome: HostOutcome, { emit }: RunContext): HostOutcome {
  emit({ type: 'host-finished', host: outcome.host, outcome });
  return outcome;
}
