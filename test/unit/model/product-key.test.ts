import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ProductKey } from '../../../src/model/product-key.ts';
import { NEW_KEY } from '../../support/builders.ts';

const PLAIN = NEW_KEY.replaceAll('-', '');
const key = new ProductKey(PLAIN);

describe('ProductKey', () => {
  it.each<readonly [string, () => string]>([
    ['string conversion', () => String(key)],
    ['concatenation', () => ''.concat(String(key), ' ', key.toString())],
    ['JSON', () => JSON.stringify({ key })],
    ['inspect', () => inspect(key, { depth: null, showHidden: true })],
    ['its own properties', () => Object.entries(key).join()],
    ['a copy', () => JSON.stringify(Object.assign({}, key))],
    ['an error that carries it', () => inspect(new Error('refused', { cause: key }))],
  ])('does not show itself to %s', (_title, show) => {
    const shown = show();
    expect(shown).not.toContain(PLAIN);
    expect(shown).not.toContain(NEW_KEY);
    expect(shown).not.toContain('FFFFF');
  });

  it('gives itself away to reveal() only', () => {
    expect(key.reveal()).toBe(PLAIN);
    expect(key.lastFive).toBe('KKKKK');
  });
});
