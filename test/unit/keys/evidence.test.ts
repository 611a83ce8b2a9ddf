import { describe, expect, it } from 'vitest';
import { compareKey, evidenceOf, identityOf, sameEvidence } from '../../../src/keys/evidence.ts';
import { decodeProductKey, parseProductKey } from '../../../src/keys/product-key.ts';
import { seededRandom } from '../../../src/lab/seeded-random.ts';
import type { KeyEvidence } from '../../../src/model/key.ts';
import type { ProductKey } from '../../../src/model/product-key.ts';

const PLACEHOLDER = parsed('FFFFF-GGGGG-HHHHH-JJJJJ-KKKKK');
const SYNTHETIC = parsed('BCDFG-HJKMP-QRTVW-XY234-67899');

describe('identityOf', () => {
  it('derives the product ID that the 2001 paper prints for its placeholder', () => {
    expect(identityOf(PLACEHOLDER, 'windows-xp-professional')).toEqual({ lastFive: 'KKKKK', productId: '583-7284392' });
  });

  it.each(['windows-xp-professional-x64', 'windows-server-2003-standard'] as const)(
    'derives no product ID for %s, whose keys have another layout',
    (product) => {
      expect(identityOf(PLACEHOLDER, product)).toEqual({ lastFive: 'KKKKK' });
    },
  );

  it('writes three digits, a hyphen, and seven digits whose sum 7 divides, for any key of that layout', () => {
    const random = seededRandom(3);
    const ids = Array.from({ length: 2000 }, () => identityOf(randomKey(random), 'windows-xp-professional').productId);
    const written = ids.filter((id) => id !== undefined);
    expect(written.length).toBeGreaterThan(500);
    expect(written.filter((id) => !/^\d{3}-\d{7}$/.test(id) || digitSum(id.slice(4)) % 7 !== 0)).toEqual([]);
  });

  it('derives none from a number of ten digits, which no product ID holds', () => {
    expect(identityOf(SYNTHETIC, 'windows-xp-professional')).toEqual({ lastFive: '67899' });
  });

  it.each(['0000356', '2001765', '1219341'])('agrees with the rule of the published group %s', (group) => {
    expect(digitSum(group) % 7).toBe(0);
  });
});

describe('compareKey', () => {
  const both: KeyEvidence = { state: 'present', lastFive: 'KKKKK', productId: '583-7284392', channel: 'volume' };
  const lastFiveOnly: KeyEvidence = { state: 'present', lastFive: 'KKKKK', channel: 'volume' };
  const withheld: KeyEvidence = { state: 'withheld', productId: '583-7284392', channel: 'oem' };

  it.each([
    ['other last five', { lastFive: 'JJJJJ', productId: '583-7284392' }, both, 'different', 'last-five'],
    ['both the same', { lastFive: 'KKKKK', productId: '583-7284392' }, both, 'same', 'last-five-and-product-id'],
    ['another product ID', { lastFive: 'KKKKK', productId: '583-7284403' }, both, 'different', 'product-id'],
    ['another channel group', { lastFive: 'KKKKK', productId: '584-7284392' }, both, 'different', 'product-id'],
    ['an OEM product ID', { lastFive: 'KKKKK', productId: 'OEM-7284392' }, both, 'different', 'product-id'],
    ['no declared product ID', { lastFive: 'KKKKK' }, both, 'same', 'last-five'],
    ['no read product ID', { lastFive: 'KKKKK', productId: '583-7284392' }, lastFiveOnly, 'same', 'last-five'],
    ['withheld', { lastFive: 'KKKKK' }, withheld, 'cannot-tell', 'withheld'],
    [
      'withheld, product IDs alike',
      { lastFive: 'KKKKK', productId: '583-7284392' },
      withheld,
      'cannot-tell',
      'withheld',
    ],
  ])('%s', (_what, identity, evidence, verdict, basis) => {
    expect(compareKey(identity, evidence)).toEqual({ verdict, basis });
  });

  it('does not mind whether Windows writes a check digit of 0 as 7', () => {
    const read: KeyEvidence = { ...both, productId: '640-1000067' };
    expect(compareKey({ lastFive: 'KKKKK', productId: '640-1000060' }, read).verdict).toBe('same');
  });
});

describe('sameEvidence', () => {
  const present: KeyEvidence = { state: 'present', lastFive: 'KKKKK', productId: '583-7284392', channel: 'volume' };
  it.each<[string, KeyEvidence, boolean]>([
    ['an equal copy', { ...present }, true],
    ['another last five', { ...present, lastFive: 'JJJJJ' }, false],
    ['another product ID', { ...present, productId: '583-7284403' }, false],
    ['no product ID', { state: 'present', lastFive: 'KKKKK', channel: 'volume' }, false],
    ['another channel, which belongs to the media', { ...present, channel: 'oem' }, true],
    ['withheld', { state: 'withheld', productId: '583-7284392', channel: 'volume' }, false],
  ])('%s', (_what, other, same) => {
    expect(sameEvidence(present, other)).toBe(same);
    expect(sameEvidence(other, present)).toBe(same);
  });
});

describe('evidenceOf', () => {
  it('is what compareKey calls the same', () => {
    const product = 'windows-xp-professional';
    const evidence = evidenceOf(PLACEHOLDER, product, 'volume');
    expect(evidence).toMatchObject({ state: 'present', lastFive: 'KKKKK', channel: 'volume' });
    expect(compareKey(identityOf(PLACEHOLDER, product), evidence).basis).toBe('last-five-and-product-id');
  });

  it('is withheld for the key whose bytes are all zero', () => {
    const zero = decodeProductKey(new Uint8Array(15));
    expect(evidenceOf(zero, 'windows-server-2003-web', 'oem')).toEqual({ state: 'withheld', channel: 'oem' });
  });
});

function parsed(text: string): ProductKey {
  const result = parseProductKey(text);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

function randomKey(random: () => number): ProductKey {
  return decodeProductKey(Uint8Array.from({ length: 15 }, (_, at) => Math.floor(random() * (at === 14 ? 6 : 256))));
}

function digitSum(digits: string): number {
  let sum = 0;
  for (const digit of digits) sum += Number(digit);
  return sum;
}
