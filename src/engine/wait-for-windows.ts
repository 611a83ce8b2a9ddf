import type { RunContext } from './run-context.ts';
import { sleep } from './sleep.ts';
import type { ClosedWindow, Outside } from './windows.ts';

/** A clock that is set, or a machine that slept, is noticed after so long. */
const LOOK_MS = 60_000;

/**
 * Waits until the first window of these hosts opens, if the run is to wait, and says whether it is open now: not when
 * there are no hosts, when none of the windows opens again, or when the run was told to stop. Which one is the first is
 * found out anew at each look: the clock may have been a year ahead when the hosts had their turn.
 */
export async function waitForWindow(held: readonly Outside[], run: RunContext): Promise<boolean> {
  if (run.waitsForWindows !== true || held.length === 0) return false;
  const { clock, signal, emit } = run;
  const stateAt = await run.openWindows();
  for (;;) {
    if (signal.aborted) return false;
    const now = clock.now();
    const windows = held.map(({ window: { label, timeZone } }) => ({ label, timeZone, ...stateAt(label, now) }));
    if (windows.some(({ state }) => state === 'open')) return true;
    const window = nextToOpen(windows.filter((each) => each.state === 'closed'));
    const until = window?.opensAt;
    if (window === undefined || until === undefined) return false;
    emit({ type: 'waiting', hosts: held.length, window, until });
    await sleep(Math.min(Date.parse(until) - Date.parse(now), LOOK_MS), clock, signal);
  }
}

function nextToOpen(closed: readonly ClosedWindow[]): ClosedWindow | undefined {
  const opening = closed.filter(({ opensAt }) => opensAt !== undefined);
  const [first] = opening.toSorted((a, b) => ((a.opensAt ?? '') < (b.opensAt ?? '') ? -1 : 1));
  return first;
}
