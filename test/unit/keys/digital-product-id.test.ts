import { describe, expect, it } from 'vitest';
import { readKeyEvidence } from '../../../src/keys/digital-product-id.ts';

const PLACEHOLDER = '6ffa9545fc75b552bbefb117dacd00';

describe('readKeyEvidence', () => {
  it('reduces a volume installation to last five, product ID and channel', () => {
    expect(readKeyEvidence(digitalProductId({}))).toEqual({
      state: 'present',
      lastFive: 'KKKKK',
      productId: '640-0000356',
      channel: 'volume',
    });
  });

  it('calls a key of fifteen zeros withheld, even when byte 67 is not zero', () => {
    const bytes = digitalProductId({ key: '00'.repeat(15) });
    bytes[67] = 1;
    expect(readKeyEvidence(bytes)).toEqual({ state: 'withheld', productId: '640-0000356', channel: 'volume' });
  });

  it('says nothing about a value in which everything but the header is zero', () => {
    const bytes = digitalProductId({ key: '00'.repeat(15), productId: '', licenceType: 0 });
    expect(readKeyEvidence(bytes)).toEqual({ state: 'withheld', channel: 'unknown' });
  });

  it.each([
    ['volume', 3, '55274-335-0000007-23123'],
    ['volume', 3, ''],
    ['volume', 0, '55274-640-0000356-23123'],
    ['volume', 0, '69712-652-0000356-23123'],
    ['volume', 7, '55274-650-0000356-23123'],
    ['oem', 0, '10497-OEM-0031416-71674'],
    ['oem', 2, '55274-640-0000356-23123'],
    ['retail', 0, '55274-335-0000007-23123'],
    ['retail', 0, '55274-639-0000007-23123'],
    ['retail', 0, '55274-653-0000007-23123'],
    ['retail', 1, ''],
    ['unknown', 0, ''],
    ['unknown', 7, '55274-335-0000007-23123'],
  ])('calls it %s when the licence type is %i and the product ID %j', (channel, licenceType, productId) => {
    expect(readKeyEvidence(digitalProductId({ licenceType, productId }))).toMatchObject({ channel });
  });

  it.each([
    ['10497-OEM-0031416-71674', 'OEM-0031416'],
    ['55274-640-0000356-23123', '640-0000356'],
  ])('takes the middle of %s', (productId, middle) => {
    expect(readKeyEvidence(digitalProductId({ productId }))).toMatchObject({ productId: middle });
  });

  it.each(['', 'garbage', '55274-640-000356-23123', '123456789012345678901234'])(
    'reads no product ID from %j',
    (productId) => {
      expect(readKeyEvidence(digitalProductId({ productId }))).not.toHaveProperty('productId');
    },
  );

  it('reads a value that lies inside a larger buffer, and does not change it', () => {
    const larger = new Uint8Array(200).fill(0xee);
    larger.set(digitalProductId({}), 20);
    const before = larger.slice();
    expect(readKeyEvidence(larger.subarray(20, 184))).toMatchObject({ lastFive: 'KKKKK' });
    expect(larger).toEqual(before);
  });

  it.each<[string, Uint8Array]>([
    ['an empty value', new Uint8Array()],
    ['a value cut short', digitalProductId({}).subarray(0, 163)],
    ['a version 4 value', new Uint8Array(1272)],
    ['a size field that disagrees', patched(0, 165)],
    ['another version', patched(4, 4)],
    ['a key out of range', digitalProductId({ key: 'ff'.repeat(15) })],
  ])('refuses %s', (_what, bytes) => {
    expect(() => readKeyEvidence(bytes)).toThrow(RangeError);
  });
});

interface Fields {
  readonly key?: string;
  readonly productId?: string;
  readonly licenceType?: number;
}

function digitalProductId({ key = PLACEHOLDER, productId, licenceType = 3 }: Fields): Uint8Array {
  const bytes = new Uint8Array(164);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 164, true);
  view.setUint16(4, 3, true);
  bytes.set(Buffer.from(productId ?? '55274-640-0000356-23123', 'ascii'), 8);
  bytes.set(Buffer.from(key, 'hex'), 52);
  view.setUint32(80, licenceType, true);
  return bytes;
}

function patched(offset: number, value: number): Uint8Array {
  const bytes = digitalProductId({});
  bytes[offset] = value;
  return bytes;
}
