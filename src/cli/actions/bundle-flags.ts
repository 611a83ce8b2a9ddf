import type { KeysPer } from '../../bundle/choose-hosts.ts';
import type { InventoryOptions, RunFlags } from '../options.ts';

/** Flags of `bundle`. */
export interface BundleFlags extends InventoryOptions, Pick<RunFlags, 'on'> {
  readonly out: string;
  readonly domain?: string;
  readonly keys?: string;
  readonly stick?: boolean;
  readonly keysPer: KeysPer;
  /** Milliseconds. */
  readonly expires: number;
  readonly gpo?: boolean;
  readonly scripts?: boolean;
  readonly withoutKeys?: boolean;
}
