import type { DriftCause } from './drift.ts';
import type { RunCommand } from './event.ts';
import type { ClosingResult, HostCounts, HostStanding, RunStart, SettlingAction } from './journal-entry.ts';

/** A run as the journal tells of it. JSON-safe. */
export interface PastRun extends RunStart {
  readonly command: RunCommand;
  /** ISO 8601: when it began. */
  readonly at: string;
  /** Digest of its plan, where it came to carry one out. */
  readonly plan?: string;
  /** What happened, in order. */
  readonly events: readonly PastEvent[];
  /** Left out where it did not end: it was killed, or is under way. */
  readonly end?: { readonly at: string; readonly exitCode: number; readonly counts: HostCounts };
}

/** What a run did to one host, or found of it. */
export type PastEvent = { readonly at: string; readonly host: string } & HostDeed;

export type HostDeed =
  /** A change was about to begin; the old key by its last five, where they could be read. */
  | {
      readonly what: 'announced';
      readonly intent: string;
      readonly keyLabel: string;
      readonly oldLastFive?: string;
      readonly newLastFive: string;
      readonly cause?: DriftCause;
    }
  /** An earlier change was about to be put back or forgotten. */
  | { readonly what: 'settling'; readonly intent: string; readonly action: SettlingAction }
  | { readonly what: 'closed'; readonly intent: string; readonly result: ClosingResult }
  | { readonly what: 'verified'; readonly keyLabel: string; readonly lastFive: string }
  /** It is no longer waited for. */
  | { readonly what: 'retired' }
  /** It stood otherwise at the end of the run than before. */
  | ({ readonly what: 'stands' } & HostStanding);

/** Who gave a host its key the last time. */
export interface LastChange {
  readonly at: string;
  readonly run: string;
  readonly by: RunStart['by'];
}
