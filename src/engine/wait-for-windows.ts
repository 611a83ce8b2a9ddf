import type { RunContext } from './run-context.ts';
import { sleep } from './sleep.ts';
import type { Outside } from './windows.ts';

/** A clock that is set, or a machine that slept, is noticed after so long. */
const LOOK_MS = 60_000;

/**
 * Waits until the first window of these hosts opens, if the run is to wait, and says whether to look at them again: not
 * when there are no hosts, when none of the windows opens again, or when the run was told to stop. A clock that was set
 * back makes another opening the next one, so that is worth a look too.
 */
export async function waitForWindow(held: readonly Outside[], run: RunContext): Promise<boolean> {
  const next = nextToOpen(held);
  const until = next?.window.opensAt;
  if (run.waitsForWindows !== true || next === undefined || until === undefined) return false;
  const { clock, signal, emit } = run;
  for (let before = ''; ; ) {
    if (signal.aborted) return false;
    const now = clock.now();
    const left = Date.parse(until) - Date.parse(now);
    if (left <= 0 || now < before) return true;
    before = now;
    emit({ type: 'waiting', hosts: held.length, window: next.window, until });
    await sleep(Math.min(left, LOOK_MS), clock, signal);
  }
}

function nextToOpen(held: readonly Outside[]): Outside | undefined {
  const opening = held.filter(({ window }) => window.opensAt !== undefined);
  const [first] = opening.toSorted((a, b) => ((a.window.opensAt ?? '') < (b.window.opensAt ?? '') ? -1 : 1));
  return first;
}
