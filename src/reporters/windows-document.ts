import type { SourceRange } from '../model/diagnostic.ts';
import type { HostSpec, Origin } from '../model/host.ts';
import type { ChangeWindow, WindowState } from '../model/rollout.ts';

/** When hosts may be changed, and which line says so. JSON-safe. */
export interface WindowsDocument {
  readonly formatVersion: 1;
  readonly simulated: boolean;
  /** There when one host was asked for. */
  readonly host?: WindowedHost;
  /** The window of the host, if it has one; without a host every window. */
  readonly windows: readonly ExplainedWindow[];
}

interface WindowedHost {
  readonly name: string;
  readonly window?: string;
  /** Where its window is set: for the host itself, or for a group, range or all hosts. */
  readonly origin?: Origin;
}

interface ExplainedWindow extends Omit<ChangeWindow, 'at'>, WindowFacts {
  readonly declared: SourceRange;
}

/** What a calendar says of a window. Times are ISO 8601, UTC. */
export interface WindowFacts {
  /** The moment that was asked about. */
  readonly at: string;
  readonly now: WindowState;
  /** The openings after that moment, the next one first. */
  readonly next: readonly { readonly opensAt: string; readonly closesAt?: string }[];
  /** Days on which it would open before the last of these, if they were no exceptions; in its time zone. */
  readonly skipped: readonly string[];
  /** How many hosts may be changed in it. */
  readonly hosts: number;
}

/** Collects what is known of windows. */
export function windowsDocument(
  windows: readonly (readonly [ChangeWindow, WindowFacts])[],
  { simulated, spec }: { readonly simulated: boolean; readonly spec?: HostSpec | undefined },
): WindowsDocument {
  return {
    formatVersion: 1,
    simulated,
    ...(spec !== undefined && { host: hostOf(spec) }),
    windows: windows.map(([{ at, ...window }, facts]) => ({ ...window, declared: at, ...facts })),
  };
}

function hostOf({ name, window, origins }: HostSpec): WindowedHost {
  return {
    name,
    ...(window !== undefined && { window }),
    ...(origins.window !== undefined && { origin: origins.window }),
  };
}
