import type { IngestCode } from '../model/ingest.ts';

/** Why a file is not taken in, or what is odd about one that is. */
export interface Rejection {
  readonly code: IngestCode;
  /** One sentence without the name of the file. */
  readonly message: string;
  readonly help: string;
}
