import { decodeProductKey } from '../keys/product-key.ts';
import type { ProductKey } from '../model/product-key.ts';
import { pickNumber, type Random } from './seeded-random.ts';

/**
 * A key of the right shape that nobody was ever sold: the number in it is so small that it begins with fifteen B, so
 * the signature that Windows checks is missing. Its serial number is chosen so that a product ID of Windows XP can be
 * derived, as from a real volume licence key.
 */
export function makeUpKey(random: Random): ProductKey {
  const bytes = new Uint8Array(15);
  const channel = 640 + pickNumber(random, 10);
  const serial = pickNumber(random, 1_000_000);
  new DataView(bytes.buffer).setUint32(0, (channel * 1_000_000 + serial) * 2, true);
  bytes[4] = pickNumber(random, 256);
  // 45 bits in all: 24 to the power of 10 is more, so ten characters hold them.
  bytes[5] = 1 + pickNumber(random, 31);
  return decodeProductKey(bytes);
}

/** The key as people write it: five groups of five. */
export function writeOutKey(key: ProductKey): string {
  return (key.reveal().match(/.{5}/g) ?? []).join('-');
}
