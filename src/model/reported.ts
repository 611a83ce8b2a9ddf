import type { KeyEvidence } from './key.ts';

/** Ways in which it is told how a host stands without this controller reading it. */
export const REPORT_SOURCES = ['receipt', 'registry-export', 'person'] as const;

export type ReportSource = (typeof REPORT_SOURCES)[number];

/** How a start of the host-side script ended, in its own words. */
export const RECEIPT_RESULTS = [
  'in-order',
  'changed',
  'undone',
  'activation-lost',
  'activation-pending',
  'unsettled',
  'blocked',
  'no-key',
  'expired',
  'not-in-table',
  'keeps-reverting',
  'bundle-unreadable',
  'busy',
] as const;

export type ReceiptResult = (typeof RECEIPT_RESULTS)[number];

/** What a receipt says besides what was observed. */
export interface ReceiptFacts {
  /** Name of one installation of Windows: made once, kept in its registry. */
  readonly installation: string;
  /** Counts the starts of that installation. */
  readonly counter: number;
  /** Of the bundle it was started from; undefined where that could not be read. */
  readonly bundle?: string;
  readonly result: ReceiptResult;
  readonly detail?: string;
  /** What the host carried before this start changed it, without the channel. */
  readonly before?: KeyEvidence;
  /** Name of the change this start made. */
  readonly intent?: string;
  /** What became of earlier changes, as the host says it: `INTENT RESULT, ...`. */
  readonly settled?: string;
  /** The host's clock stood before the bundle was made, so it is wrong. */
  readonly isClockBehind?: true;
}

/**
 * Says that an observation was not made by this controller. Whoever can write where it was left can forge it, so no
 * output may show such a host without saying so.
 */
export type Reported =
  | { readonly source: 'receipt'; readonly receipt: ReceiptFacts }
  | { readonly source: 'registry-export' }
  | { readonly source: 'person'; readonly by: string };
