import { createHash } from 'node:crypto';
import type { ProductKey } from '../model/product-key.ts';

/**
 * Tells keys apart without holding one: the first 64 bits of a SHA-256, hex. For memory only. It must not be written
 * anywhere: keys of Windows XP have so little chance in them that a digest of one can be tried out.
 */
export type KeyDigest = string;

export function digestOfKey(key: ProductKey): KeyDigest {
  return createHash('sha256').update(key.reveal()).digest('hex').slice(0, 16);
}
