import type { OsFamily } from './os-level.ts';

/**
 * What the inventory declares of a key instead of the key: enough to recognise it on a host.
 * `productId` is the middle of the product ID, `BBB-CCCCCCC`, and exists for Windows XP x86 keys only.
 */
export interface KeyIdentity {
  readonly lastFive: string;
  readonly productId?: string;
}

/** Licence channel of the installed media, from DigitalProductId or the product ID. */
export type Channel = 'retail' | 'oem' | 'volume' | 'unknown';

/**
 * What was read of the key a host carries. `withheld` means the host keeps no key that could be read (all bytes
 * zero, as on embedded images): nothing could ever be verified there.
 */
export type KeyEvidence =
  | { readonly state: 'present'; readonly lastFive: string; readonly productId?: string; readonly channel: Channel }
  | { readonly state: 'withheld'; readonly productId?: string; readonly channel: Channel };

/** Declared and read key, compared. `cannot-tell` is neither drift nor in order. */
export interface KeyMatch {
  readonly verdict: 'same' | 'different' | 'cannot-tell';
  /** What decided. For display only; nothing may branch on it. */
  readonly basis: 'last-five' | 'last-five-and-product-id' | 'product-id' | 'withheld';
}

/** Products a key can belong to. A key of one product is refused by every other. */
export type Product =
  | 'windows-xp-professional'
  | 'windows-xp-professional-x64'
  | 'windows-server-2003-standard'
  | 'windows-server-2003-enterprise'
  | 'windows-server-2003-web'
  | 'windows-server-2003-datacenter';

/** The systems a product's keys fit. */
export const PRODUCT_FAMILY: Readonly<Record<Product, OsFamily>> = {
  'windows-xp-professional': 'windows-xp',
  'windows-xp-professional-x64': 'windows-xp-x64',
  'windows-server-2003-standard': 'windows-server-2003',
  'windows-server-2003-enterprise': 'windows-server-2003',
  'windows-server-2003-web': 'windows-server-2003',
  'windows-server-2003-datacenter': 'windows-server-2003',
};
