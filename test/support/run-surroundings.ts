import { hostname } from 'node:os';
import { diskAt } from '../../src/engine/disk.ts';
import type { RunContext } from '../../src/engine/run-context.ts';
import type { LockOwner } from '../../src/engine/state-lock.ts';
import { openWindows } from '../../src/inventory/window-calendar.ts';
import type { Clock } from '../../src/model/clock.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import { sumUp } from '../../src/reporters/sum-up.ts';

/** A clock that stands still, with timers that go by the real one. */
export function clockAt(now: string): Clock {
  return { now: () => now, after: afterRealTime };
}

export function afterRealTime(ms: number, callBack: () => void): () => void {
  const timer = setTimeout(callBack, ms);
  return () => clearTimeout(timer);
}

/** A process of this machine; the others are alive unless told. */
export function owner(
  processId: number = process.pid,
  isProcessAlive: LockOwner['isProcessAlive'] = () => true,
): LockOwner {
  return { processId, machine: hostname(), user: 'jens', bootId: 'boot-1', isProcessAlive };
}

type Surrounded = Pick<
  RunContext,
  'state' | 'lockOwner' | 'clock' | 'runName' | 'findCommit' | 'sumUp' | 'openWindows'
>;

/** What a run has around it that is not what a test is about. */
export function runSurroundings(folder: string, inventory: Inventory, now: string): Surrounded {
  return {
    state: diskAt(folder),
    lockOwner: owner(),
    clock: clockAt(now),
    runName: 'r20261122161530-0001',
    findCommit: async () => undefined,
    openWindows: () => openWindows(inventory.windows),
    sumUp: (command, facts) => sumUp(command, facts, { inventory, generatedAt: now, interrupted: false }),
  };
}
