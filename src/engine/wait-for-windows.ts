import type { RunContext } from './run-context.ts';
import { sleep } from './sleep.ts';
import type { Outside } from './windows.ts';

/** A clock that is set, or a machine that slept, is noticed after so long. */
const LOOK_MS = 60_000;

/**
 * Waits until the first window of these hosts opens, if the run is to wait, and says whether it is open now: not when
 * there are no hosts, when none of the windows opens again, or when the run was told to stop.
 */
export async function waitForWindow(held: readonly Outside[], run: RunContext): Promise<boolean> {
  const next = nextToOpen(held);
  const until = next?.window.opensAt;
  if (run.waitsForWindows !== true || next === undefined || until === undefined) return false;
  const { clock, signal, emit } = run;
  for (;;) {
    if (signal.aborted) return false;
    const left = Date.parse(until) - Date.parse(clock.now());
    if (left <= 0) return true;
    emit({ type: 'waiting', hosts: held.length, window: next.window, until });
    await sleep(Math.min(left, LOOK_MS), clock, signal);
  }
}

function nextToOpen(held: readonly Outside[]): Outside | undefined {
  const opening = held.filter(({ window }) => window.opensAt !== undefined);
  const [first] = opening.toSorted((a, b) => ((a.window.opensAt ?? '') < (b.window.opensAt ?? '') ? -1 : 1));
  return first;
}
