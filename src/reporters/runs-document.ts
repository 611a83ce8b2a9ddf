import type { LastChange, PastRun } from '../model/past-run.ts';

/** Past runs, newest first. JSON-safe. */
export interface RunsDocument {
  readonly formatVersion: 1;
  /** The folder of the journal. */
  readonly state: string;
  /** How many runs there are; a list may show the newest only. */
  readonly total: number;
  /** There when the history of one host was asked for. */
  readonly host?: { readonly name: string; readonly lastChange?: LastChange };
  readonly runs: readonly ListedRun[];
}

export interface ListedRun extends Omit<PastRun, 'events'> {
  /** Whether it is under way, as far as the lock tells. */
  readonly isRunning: boolean;
  /** Left out of the list. */
  readonly events?: PastRun['events'];
}

/** The chain of a journal was followed to its end. JSON-safe. */
export interface VerificationDocument {
  readonly formatVersion: 1;
  readonly state: string;
  readonly lines: number;
  /** Hash of the last line. */
  readonly head: string;
  /** There when a head was asked for. */
  readonly asked?: { readonly head: string; readonly isInChain: boolean; readonly linesSince?: number };
}
