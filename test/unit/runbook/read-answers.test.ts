import { describe, expect, it } from 'vitest';
import {
  isProductIdOf,
  judgeAnswers,
  readLastFive,
  readProductId,
  readServicePack,
  seenEvidence,
} from '../../../src/runbook/read-answers.ts';
import { host, NEW, NEW_KEY } from '../../support/builders.ts';

describe('a product ID', () => {
  it.each([
    ['55274-640-0000356-23123', '640-0000356'],
    ['  55274-640-0000356-23123 ', '640-0000356'],
    ['640-0000356', '640-0000356'],
    ['10497-oem-0031416-71674', 'OEM-0031416'],
  ])('is read: %s', (text, middle) => {
    expect(readProductId(text)).toBe(middle);
  });

  it.each(['', '55274', '55274-640-000035-23123', NEW_KEY, '640-0000356-231234'])('is none: %s', (text) => {
    expect(readProductId(text)).toBeUndefined();
  });

  it('tells the key, whatever its check digit, on Windows XP only', () => {
    expect(isProductIdOf(NEW, '583-7284392')).toBe(true);
    expect(isProductIdOf(NEW, '583-7284399')).toBe(true);
    expect(isProductIdOf(NEW, '583-7284492')).toBe(false);
    expect(isProductIdOf({ lastFive: 'KKKKK' }, '583-7284392')).toBe(false);
  });
});

it('the last five are five characters that keys have, and never a whole key', () => {
  expect(readLastFive(' kkkkk ')).toBe('KKKKK');
  expect([NEW_KEY, 'KKKK', 'KKKKA', ''].map(readLastFive)).toEqual([undefined, undefined, undefined, undefined]);
});

it('a service pack is one there is for the system', () => {
  const spec = host({ os: 'windows-xp-rtm', computerName: 'GATE-07' });
  expect(readServicePack('3', spec)).toEqual({
    csName: 'GATE-07',
    version: '5.1.2600',
    servicePack: 3,
    productType: 1,
  });
  expect(readServicePack('4', spec)).toBeUndefined();
  expect(readServicePack('2', host({ os: 'windows-server-2003-sp1' }))).toMatchObject({
    version: '5.2.3790',
    productType: 3,
  });
});

describe('what was seen of a key', () => {
  it.each([
    ['583-7284392', 'KKKKK', 'volume', 'same'],
    ['640-0000356', 'RRRRR', 'volume', 'different'],
    ['640-0000356', 'KKKKK', 'volume', 'different'],
    ['OEM-0031416', 'KKKKK', 'oem', 'different'],
    ['076-0000356', 'RRRRR', 'unknown', 'different'],
  ])('%s, %s: media %s, key %s', (productId, lastFive, channel, verdict) => {
    const seen = seenEvidence(NEW, productId, lastFive);
    expect(seen.channel).toBe(channel);
    expect(judgeAnswers(NEW, seen)).toBe(verdict);
  });
});
