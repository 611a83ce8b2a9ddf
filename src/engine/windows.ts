import type { HostSpec } from '../model/host.ts';
import type { HostOutcome } from '../model/outcome.ts';
import type { HostWindow } from '../model/rollout.ts';
import { wallTime } from '../model/zone-time.ts';
import type { RunContext } from './run-context.ts';

/** The window of a host as it is now; undefined where it may always be changed. */
export type WindowOf = (spec: HostSpec) => HostWindow | undefined;

/** A window that is closed. */
export type ClosedWindow = Extract<HostWindow, { state: 'closed' }>;

/** Looks at the clock anew for each host. What understands a cron expression is loaded only where a host has a window. */
export async function windowsOf(
  context: Pick<RunContext, 'hosts' | 'inventory' | 'openWindows' | 'clock'>,
): Promise<WindowOf> {
  const { hosts, inventory, openWindows, clock } = context;
  if (hosts.every(({ window }) => window === undefined)) return () => undefined;
  const stateAt = await openWindows();
  return ({ window: label }) => {
    const window = label === undefined ? undefined : inventory.windows.get(label);
    if (window === undefined) return undefined;
    return { label: window.label, timeZone: window.timeZone, ...stateAt(window.label, clock.now()) };
  };
}

/**
 * Hosts whose window was closed when somebody agreed to the plan are held, as was said then: one that opens meanwhile
 * opens for the next run. A run that waits for windows was agreed to with them.
 */
export function asAgreed(
  windowOf: WindowOf,
  agreed: ReadonlyMap<string, HostWindow>,
  { waitsForWindows }: Pick<RunContext, 'waitsForWindows'>,
): WindowOf {
  if (waitsForWindows === true) return windowOf;
  return (spec) => {
    const then = agreed.get(spec.name);
    return then?.state === 'closed' ? then : windowOf(spec);
  };
}

/** The windows of these hosts as they are now, by name of the host. */
export function windowsNow(hosts: readonly HostSpec[], windowOf: WindowOf): ReadonlyMap<string, HostWindow> {
  return new Map(
    hosts.flatMap((spec) => {
      const window = windowOf(spec);
      return window === undefined ? [] : [[spec.name, window] as const];
    }),
  );
}

/** A host whose turn came while its window was closed. */
export type Outside = Extract<HostOutcome, { status: 'held' }> & { readonly window: ClosedWindow };

export function outside(host: string, window: ClosedWindow, settled: HostOutcome['settled'] = []): Outside {
  return { host, settled, status: 'held', why: whyClosed(window), window };
}

export function isOutside(outcome: HostOutcome): outcome is Outside {
  return outcome.status === 'held' && outcome.window !== undefined;
}

/** `its window saturday opens 2026-11-28 22:00 Europe/Copenhagen` */
function whyClosed({ label, timeZone, opensAt }: ClosedWindow): string {
  if (opensAt === undefined) return `its window ${label} never opens again`;
  return `its window ${label} opens ${wallTime(new Date(opensAt), timeZone)} ${timeZone}`;
}
