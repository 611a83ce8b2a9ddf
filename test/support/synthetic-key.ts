import { decodeProductKey } from '../../src/keys/product-key.ts';
import { writeOutKey } from '../../src/lab/make-up-key.ts';
import { pickNumber, seededRandom } from '../../src/lab/seeded-random.ts';

/** A key that looks like a real one, for those who look for keys: only chance, so no signature in it is right. */
export function syntheticKey(seed: number): string {
  const random = seededRandom(seed);
  const bytes = Uint8Array.from({ length: 15 }, () => pickNumber(random, 256));
  // Below 24 to the power of 25, and without the mark of an N.
  bytes[14] = 1 + pickNumber(random, 5);
  return writeOutKey(decodeProductKey(bytes));
}
