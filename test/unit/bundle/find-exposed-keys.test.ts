import { describe, expect, it } from 'vitest';
import { findExposedKeys } from '../../../src/bundle/find-exposed-keys.ts';
import { makeBundle } from '../../../src/bundle/make-bundle.ts';
import { bundlePlan, productKey, SCRIPTS } from '../../support/bundle-builders.ts';
import { formsOf } from '../../support/key-forms.ts';
import { syntheticKey } from '../../support/synthetic-key.ts';

const KEY = syntheticKey(3);

describe('a key outside the folder of the keys is found', () => {
  it.each([...formsOf(KEY)])('%s', (_form, piece) => {
    const bytes = Buffer.concat([Buffer.from('before '), piece, Buffer.from(' after')]);
    expect(findExposedKeys([{ path: 'public/a.txt', bytes }], [productKey(KEY)])).toEqual(['public/a.txt']);
  });

  it('in the name of a file', () => {
    expect(findExposedKeys([{ path: `public/${KEY}`, bytes: Buffer.from('') }], [])).toEqual([`public/${KEY}`]);
  });

  it.each(['latin1', 'utf16le'] as const)('of another bundle too, in %s', (encoding) => {
    const bytes = Buffer.from(`keys=\\\\fs1\\${KEY}\r\n`, encoding);
    expect(findExposedKeys([{ path: 'gpo/x', bytes }], [])).toEqual(['gpo/x']);
  });
});

it('nothing is found in a bundle', () => {
  const plan = bundlePlan({ keys: [{ file: 'GATE-07.key', key: productKey(KEY) }] });
  expect(findExposedKeys(makeBundle(plan, SCRIPTS), [productKey(KEY)])).toEqual([]);
});
