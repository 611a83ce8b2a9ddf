import type { OsLevel } from '../model/os-level.ts';
import type { ProductKey } from '../model/product-key.ts';
import type { StrategyName } from '../model/strategy.ts';

/** One file of a bundle; the path has `/` and starts at the bundle's folder. */
export interface BundleFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A host as the table of a bundle names it: what it is, and what it should carry. */
export interface BundleHost {
  /** Upper case, first label, 15 characters. */
  readonly computerName: string;
  readonly os: OsLevel;
  /** Of its key, in the words of `editionOf`. */
  readonly edition: string;
  /** LANGIDs of media that the key fits; empty for all. */
  readonly languages: readonly number[];
  readonly strategy: StrategyName;
  readonly lastFive: string;
  readonly productId?: string;
  /** Name of the file with its key. */
  readonly keyFile: string;
}

/** A key and the file it lies in; without the key itself nothing of it is written. */
export interface BundleKey {
  readonly file: string;
  readonly key: ProductKey;
}

/** What all files of a bundle are made of. */
export interface BundlePlan {
  /** `[a-z0-9-]`, 8 to 40 characters: receipts name it. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly expiresAt: number;
  readonly hosts: readonly BundleHost[];
  /** None in a bundle without keys. */
  readonly keys: readonly BundleKey[];
  /** Where hosts find key files and leave receipts: `\\server\share`, or relative to their script. */
  readonly keyPath: string;
  readonly receiptPath: string;
  /** Whose computer accounts get rights; without one it is a stick, and only administrators do. */
  readonly domain?: string;
  readonly gpo: boolean;
}

/** The scripts of a bundle, as text. */
export interface BundleScripts {
  /** `vlkctl-start.vbs` */
  readonly start: string;
  /** `vlkctl-start.cmd` */
  readonly startCommand: string;
  /** Stand-alone scripts by name; none unless asked for. */
  readonly standAlone: ReadonlyMap<string, string>;
}
