import type { Channel, KeyEvidence, KeyIdentity, KeyMatch, Product } from '../model/key.ts';
import type { ProductKey } from '../model/product-key.ts';
import { encodeProductKey } from './product-key.ts';

/**
 * What may be written into the inventory in place of a key. The product ID is derived for Windows XP x86 only:
 * for keys of Server 2003 and XP x64 the layout is not known.
 */
export function identityOf(key: ProductKey, product: Product): KeyIdentity {
  const productId = product === 'windows-xp-professional' ? productIdOf(encodeProductKey(key)) : undefined;
  return { lastFive: key.lastFive, ...(productId !== undefined && { productId }) };
}

/** Compares the declared key with what was read. `cannot-tell` only where the host withholds its key. */
export function compareKey(identity: KeyIdentity, evidence: KeyEvidence): KeyMatch {
  if (evidence.state === 'withheld') return { verdict: 'cannot-tell', basis: 'withheld' };
  if (identity.lastFive !== evidence.lastFive) return { verdict: 'different', basis: 'last-five' };
  if (identity.productId === undefined || evidence.productId === undefined) {
    return { verdict: 'same', basis: 'last-five' };
  }
  return sameProductId(identity.productId, evidence.productId)
    ? { verdict: 'same', basis: 'last-five-and-product-id' }
    : { verdict: 'different', basis: 'product-id' };
}

/**
 * Whether two readings are of the same key; a property that only one of them has is a difference. The channel is left
 * out: it belongs to the media, and undo slots do not keep it.
 */
export function sameEvidence(a: KeyEvidence, b: KeyEvidence): boolean {
  return a.state === b.state && lastFiveOf(a) === lastFiveOf(b) && a.productId === b.productId;
}

/** Whether two identities are declared alike; a property that only one of them has is a difference. */
export function sameIdentity(a: KeyIdentity | undefined, b: KeyIdentity | undefined): boolean {
  return a?.lastFive === b?.lastFive && a?.productId === b?.productId;
}

/** What a host that carries this key would be read to have; for simulated hosts. */
export function evidenceOf(key: ProductKey, product: Product, channel: Channel): KeyEvidence {
  if (encodeProductKey(key).every((byte) => byte === 0)) return { state: 'withheld', channel };
  return { state: 'present', ...identityOf(key, product), channel };
}

/**
 * `BBB-CCCCCCC` of an XP x86 key: bits 1 to 31 are a number of nine digits, three for the channel and six to which
 * a check digit is added (Fully Licensed GmbH, "Inside Windows Product Activation", 2001). A number of ten digits
 * makes no product ID: the key has another layout.
 */
function productIdOf(encoded: Uint8Array): string | undefined {
  const raw = new DataView(encoded.buffer, encoded.byteOffset).getUint32(0, true) >>> 1;
  if (raw >= 1_000_000_000) return undefined;
  const channel = String(Math.floor(raw / 1_000_000)).padStart(3, '0');
  const serial = String(raw % 1_000_000).padStart(6, '0');
  return `${channel}-${serial}${checkDigit(serial)}`;
}

/** Makes the sum of all seven digits divisible by 7. */
function checkDigit(serial: string): number {
  let sum = 0;
  for (const digit of serial) sum += Number(digit);
  return (7 - (sum % 7)) % 7;
}

/**
 * Leaves out the check digit: it says nothing that the other digits do not, and both 0 and 7 make a sum divisible
 * by 7.
 */
function sameProductId(a: string, b: string): boolean {
  return a.slice(0, -1) === b.slice(0, -1);
}

function lastFiveOf(evidence: KeyEvidence): string | undefined {
  return evidence.state === 'present' ? evidence.lastFive : undefined;
}
