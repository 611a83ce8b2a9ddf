import type { Product } from './key.ts';

/** Editions that the numbers of a host tell apart. */
export const EDITIONS = ['home', 'professional', 'embedded', 'standard', 'enterprise', 'web', 'datacenter'] as const;

export type Edition = (typeof EDITIONS)[number];

/** The edition a product's keys are for. */
export const PRODUCT_EDITION: Readonly<Record<Product, Edition>> = {
  'windows-xp-professional': 'professional',
  'windows-xp-professional-x64': 'professional',
  'windows-server-2003-standard': 'standard',
  'windows-server-2003-enterprise': 'enterprise',
  'windows-server-2003-web': 'web',
  'windows-server-2003-datacenter': 'datacenter',
};

/** Bits of SuiteMask (VER_SUITE_* in winnt.h). */
const ENTERPRISE = 0x2;
const EMBEDDED = 0x40;
const DATACENTER = 0x80;
const PERSONAL = 0x200;
const WEB = 0x400;

/**
 * The edition that SuiteMask and ProductType stand for. Embedded comes first: it is a licence of its own, whatever it
 * was built from. A host without any of the bits is Professional or Standard.
 */
export function editionOf(suiteMask: number, productType: number): Edition {
  if ((suiteMask & EMBEDDED) !== 0) return 'embedded';
  if (productType === 1) return (suiteMask & PERSONAL) === 0 ? 'professional' : 'home';
  if ((suiteMask & DATACENTER) !== 0) return 'datacenter';
  if ((suiteMask & WEB) !== 0) return 'web';
  return (suiteMask & ENTERPRISE) === 0 ? 'standard' : 'enterprise';
}
