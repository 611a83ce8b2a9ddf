import type { ProductKey } from '../model/product-key.ts';
import type { KeyAt } from './find-written-keys.ts';
import { decodeProductKey } from './product-key.ts';

/** Where the 15 bytes of the key stand, by the size that the value says it has (domain: DigitalProductId v3 and v4). */
const KEY_OFFSETS: ReadonlyMap<number, number> = new Map([
  [164, 52],
  [1272, 808],
]);
const KEY_BYTES = 15;

/** `"DigitalProductId"=hex:a4,00,\` of an export, over many lines, or `DigitalProductId  REG_BINARY  A400` of `reg query`. */
const VALUE =
  /DigitalProductId4?"?(?:\s*=\s*hex(?:\(3\))?:|\s+REG_BINARY\s+)(?<hex>(?:[\s,\\]{0,12}[\da-f]{2}){67,1272})/gi;

/** Finds the product keys within registry values DigitalProductId that are written out in hex. */
export function findRegistryKeys(text: string): readonly KeyAt[] {
  return [...text.matchAll(VALUE)].flatMap(({ index, groups }) => {
    const key = keyIn(Buffer.from((groups?.['hex'] ?? '').replaceAll(/[^\da-f]/gi, ''), 'hex'));
    return key === undefined ? [] : [{ start: index, key }];
  });
}

function keyIn(value: Buffer): ProductKey | undefined {
  const offset = KEY_OFFSETS.get(value.readUInt32LE(0));
  if (offset === undefined || value.length < offset + KEY_BYTES) return undefined;
  try {
    return decodeProductKey(value.subarray(offset, offset + KEY_BYTES));
  } catch (error) {
    // The bytes are damaged or made up: no key.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
