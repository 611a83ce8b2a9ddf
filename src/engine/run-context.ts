import type { Clock } from '../model/clock.ts';
import type { Emit, RunCommand } from '../model/event.ts';
import type { ForceName } from '../model/guard.ts';
import type { AccessKind, HostSpec, KeySpec } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Commit } from '../model/journal-entry.ts';
import type { HostOutcome } from '../model/outcome.ts';
import type { ProductKey } from '../model/product-key.ts';
import type { WindowStateAt } from '../model/rollout.ts';
import type { RunEnd, RunFacts } from '../model/run-facts.ts';
import type { StateDisk } from '../model/state-disk.ts';
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
  /** The folder of journal and lock. */
  readonly state: StateDisk;
  readonly lockOwner: LockOwner;
  /** Bytes after which the journal goes on in a new file; its own measure when not told. */
  readonly journalBytes?: number;
  /** How long to wait for the lock; 0 when not told. */
  readonly lockTimeoutMs?: number;
  readonly clock: Clock;
  /** Name of this run in the journal. */
  readonly runName: string;
  /** Commit of the inventory's folder, or undefined where it is no git repository. */
  readonly findCommit: () => Promise<Commit | undefined>;
  /** What the journal keeps of a run's end. */
  readonly sumUp: (command: RunCommand, facts: RunFacts) => RunEnd;
  /** Asked before each wave but the first; may wait. Without it the run goes on. */
  readonly agreeToWave?: (next: NextWave) => Promise<boolean>;
  /** Guards that a person overrides by name. */
  readonly forced?: readonly ForceName[];
  /** Told what somebody who watches should know, in a line: who holds the lock, which guard is overridden. */
  readonly remark?: (text: string) => void;
  /** Understands the windows of the inventory; only asked for when some host has one. */
  readonly openWindows: () => Promise<WindowStateAt>;
  /** Whether a run waits for the windows of its hosts. */
  readonly waitsForWindows?: boolean;
  readonly newIntentId: () => IntentId;
  readonly concurrency: number;
  /** For opening a session, for one read, for one change. */
  readonly timeoutMs: number;
  /** How often a reading is tried again after trouble that may pass; 0 when not told. */
  readonly retries?: number;
  /** A number from 0 up to 1 that nobody can foresee: for how long to wait before that. */
  readonly chance?: () => number;
  /** Ends reading and keeps further hosts from being begun; a change that has begun is finished and settled. */
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** A wave that could begin, after others have. */
export interface NextWave {
  /** From 1. */
  readonly number: number;
  readonly of: number;
  readonly name: string;
  readonly hosts: number;
  /** Hosts of earlier waves that carry their new key. */
  readonly changed: number;
}

/** Tells that a host is done with, and how it ended. */
export function tellFinished(outcome: HostOutcome, { emit }: RunContext): HostOutcome {
  emit({ type: 'host-finished', host: outcome.host, outcome });
  return outcome;
}
