import type { Observation } from '../model/observation.ts';
import type { Reported } from '../model/reported.ts';

/** What one file says of a host, before anybody decided whether to believe it. */
export interface FoundReport {
  readonly path: string;
  /** Name of the folder it lies in, where that has to be the name of its computer. */
  readonly folder?: string;
  /** The folder of receipts it was found below, where the inventory names that. */
  readonly receipts?: string;
  /** Where the host is not said in the file: what stands for it. */
  readonly computerName: string;
  readonly observation: Observation;
  readonly reported: Reported;
  /** Under which name it is remembered: the installation, or `registry-export`. */
  readonly seenAs: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly digest: string;
  /** When the file was written, by the clock of whoever keeps it. ISO 8601. */
  readonly modifiedAt: string;
}
