import type { Observation } from './observation.ts';
import type { Reported } from './reported.ts';

/** An observation that a host or a person handed in. */
export type ReportedObservation = Observation & { readonly reported: Reported };

/** What of one source was taken in last, so that the same is known again and nothing older takes its place. */
export interface SeenReport {
  /** SHA-256 of the file, hexadecimal. */
  readonly digest: string;
  /** ISO 8601, UTC. */
  readonly firstSeenAt: string;
  /** Of a receipt. */
  readonly counter?: number;
}

/** What is kept of a host that reports itself: one line of the store. */
export interface ReportedHost {
  /** Name in the inventory. */
  readonly host: string;
  readonly observation: ReportedObservation;
  /** By installation, or `registry-export`. */
  readonly seen: Readonly<Record<string, SeenReport>>;
}
