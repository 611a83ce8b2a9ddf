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

/** What every output tells of a host that reports itself. */
export interface SelfReport {
  readonly source: ReportSource;
  /** Since when it is known to be so. ISO 8601, UTC. */
  readonly observedAt: string;
  /** How long that was before the report was made. */
  readonly ageSeconds?: number;
  /** Of a receipt: how the start ended that wrote it, and what it said about that. */
  readonly result?: ReceiptResult;
  readonly detail?: string;
  /** Of a receipt: the bundle it was started from. */
  readonly bundle?: string;
  /** Who said so, of a person. */
  readonly by?: string;
}

/** Who says so: `a receipt`, `a registry export`, or a person by name. */
export function reporterOf({ source, by }: SelfReport): string {
  return by ?? `a ${source.replace('-', ' ')}`;
}

/** How the start ended that left a receipt: `no-key (key-file)`; undefined of what is none. */
export function endingOf({ result, detail }: SelfReport): string | undefined {
  return result === undefined || detail === undefined ? result : `${result} (${detail})`;
}

/** The same with its age; `now` in milliseconds since 1970. */
export function withAge(report: SelfReport, now: number): SelfReport {
  return { ...report, ageSeconds: Math.max(0, Math.floor((now - Date.parse(report.observedAt)) / 1000)) };
}

/** Whether an observation is only what somebody said, and what is told of that; undefined for one made from here. */
export function selfReportOf(observation: {
  readonly observedAt: string;
  readonly reported?: Reported;
}): SelfReport | undefined {
  const { observedAt, reported } = observation;
  switch (reported?.source) {
    case undefined:
      return undefined;
    case 'person':
      return { source: 'person', observedAt, by: reported.by };
    case 'registry-export':
      return { source: 'registry-export', observedAt };
    case 'receipt': {
      const { result, detail, bundle } = reported.receipt;
      const said = { ...(detail !== undefined && { detail }), ...(bundle !== undefined && { bundle }) };
      return { source: 'receipt', observedAt, result, ...said };
    }
  }
}
