import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../src/inventory/parse.ts';
import { makeSourceFile } from '../../../src/inventory/source.ts';
import { entryOf, toPlain, viaOf, type Written } from '../../../src/inventory/written.ts';

describe('toPlain', () => {
  it('takes words that objects are born with as names', () => {
    const plain = Object(toPlain(parse('__proto__: 1\nconstructor: { toString: 2 }\n')));
    expect(Object.keys(plain)).toEqual(['__proto__', 'constructor']);
    expect(Object.keys(plain.constructor)).toEqual(['toString']);
    expect('hasOwnProperty' in plain).toBe(false);
  });

  it('keeps what stands in its own place apart', () => {
    const { a, b } = Object(toPlain(parse('a: {}\nb: {}\n')));
    expect(a).not.toBe(b);
  });
});

describe('viaOf', () => {
  it.each([
    ['its own place', '{}', undefined],
    ['an alias', '*x', { start: 18, end: 20 }],
  ])('says of a value in %s where it came from', (_what, value, via) => {
    const entry = entryOf(parse(`a: &x { b: 1 }\nb: ${value}\n`), 'b');
    const found = entry === undefined ? undefined : viaOf(entry);
    expect(found && { start: found.start, end: found.end }).toEqual(via);
  });
});

function parse(text: string): Written {
  const { root } = parseYaml(makeSourceFile({ path: 'a.yaml', folder: '/', text }));
  if (root === undefined) throw new Error('nothing was read');
  return root;
}
