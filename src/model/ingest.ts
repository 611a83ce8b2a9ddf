import type { ReceiptResult, ReportSource } from './reported.ts';

/** Why a file that hosts or persons left is not taken in. Codes are API. */
export const REJECTION_CODES = [
  'file-unreadable',
  'file-too-large',
  'file-not-plain',
  'receipt-torn',
  'receipt-blind',
  'receipt-malformed',
  'receipt-old',
  'receipt-reused',
  'receipt-renamed',
  'export-malformed',
  'export-incomplete',
  'host-undeclared',
  'host-ambiguous',
  'host-other-access',
  'host-mismatch',
] as const;

/** What is odd about files, without anybody having to do something at once. */
export const REMARK_CODES = [
  'file-foreign',
  'file-unfinished',
  'folder-crowded',
  'clock-wrong',
  'export-holds-key',
] as const;

/** A place that was named and could not be looked into. */
export const PLACE_CODES = ['folder-unreadable'] as const;

export type RejectionCode = (typeof REJECTION_CODES)[number];
export type RemarkCode = (typeof REMARK_CODES)[number];
export type PlaceCode = (typeof PLACE_CODES)[number];
export type IngestCode = RejectionCode | RemarkCode | PlaceCode;

/** Something to be said of a file or folder. */
export interface IngestRemark {
  readonly path: string;
  readonly code: IngestCode;
  /** One sentence without the path. */
  readonly message: string;
  readonly help: string;
}

/** A host of which something new was taken in. */
export interface TakenIn {
  readonly host: string;
  readonly path: string;
  readonly source: ReportSource;
  /** ISO 8601: since when it is known to be so. */
  readonly observedAt: string;
  /** Of a receipt: how the start ended that wrote it. */
  readonly result?: ReceiptResult;
}

/** What `ingest` did; the JSON contract, version 1. Never holds a key. */
export interface IngestReport {
  readonly formatVersion: 1;
  readonly command: 'ingest';
  /** The folder of the store. */
  readonly state: string;
  /** `older`: files that say less than what is known already, as every host keeps its last three. */
  readonly summary: {
    readonly new: number;
    readonly unchanged: number;
    readonly older: number;
    readonly refused: number;
  };
  readonly taken: readonly TakenIn[];
  /** Files that were not taken in, sorted by path. */
  readonly refused: readonly IngestRemark[];
  /** What is odd and was no reason to refuse anything. */
  readonly remarks: readonly IngestRemark[];
  /** Places that could not be looked into. */
  readonly unreadable: readonly IngestRemark[];
  readonly interrupted: boolean;
}
