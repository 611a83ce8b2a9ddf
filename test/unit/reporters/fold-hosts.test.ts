import { assert, constantFrom, integer, nat, property, tuple, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandHostName } from '../../../src/inventory/host-range.ts';
import { foldHosts } from '../../../src/reporters/fold-hosts.ts';

function fold(...names: readonly string[]): readonly string[] {
  return foldHosts(names).map(({ text }) => text);
}

/** `hmi-[1:3] (3)` -> its names, by the inventory's own reading of ranges. */
function unfold(text: string): readonly string[] {
  const expanded = expandHostName(text.replace(/ \([\d,]+\)$/, ''));
  if (!expanded.ok) throw new Error(`The inventory does not understand ${text}`);
  return expanded.value.names;
}

describe('folding host names', () => {
  it.each([
    [['hmi-1.a', 'hmi-2.a', 'hmi-3.a'], ['hmi-[1:3].a (3)']],
    [
      ['hmi-1.a', 'hmi-2.a'],
      ['hmi-1.a', 'hmi-2.a'],
    ],
    [['hmi-08.a', 'hmi-09.a', 'hmi-10.a', 'hmi-11.a'], ['hmi-[08:11].a (4)']],
    [['hmi-8.a', 'hmi-9.a', 'hmi-10.a', 'hmi-11.a'], ['hmi-[8:11].a (4)']],
    [['hmi-98.a', 'hmi-99.a', 'hmi-100.a'], ['hmi-[98:100].a (3)']],
    [['hmi-098.a', 'hmi-099.a', 'hmi-100.a'], ['hmi-[098:100].a (3)']],
    [
      ['hmi-1.a', 'hmi-2.a', 'hmi-3.a', 'hmi-5.a'],
      ['hmi-[1:3].a (3)', 'hmi-5.a'],
    ],
    [['line2-hmi-1b.a', 'line2-hmi-2b.a', 'line2-hmi-3b.a'], ['line2-hmi-[1:3]b.a (3)']],
    [['10.0.0.7', '10.0.0.8', '10.0.0.9'], ['10.0.0.[7:9] (3)']],
    [
      ['a.line1.example', 'a.line2.example', 'a.line3.example'],
      ['a.line1.example', 'a.line2.example', 'a.line3.example'],
    ],
    [
      ['batch', 'historian'],
      ['batch', 'historian'],
    ],
  ])('of %j gives %j', (names, expected) => {
    expect(fold(...names)).toEqual(expected);
  });

  it('does not take a number of another width into a range with leading zeros', () => {
    expect(fold('h-98', 'h-99', 'h-098', 'h-099', 'h-100')).not.toContain('h-[098:100] (3)');
    expect(fold('h-07', 'h-08', 'h-9')).toEqual(['h-07', 'h-08', 'h-9']);
    const upToHundred = Array.from({ length: 92 }, (_, index) => `h-${String(index + 9).padStart(2, '0')}`);
    expect(fold(...upToHundred)).toEqual(['h-[09:99] (91)', 'h-100']);
  });

  it('names the family of each item as a selector does', () => {
    expect(foldHosts(['hmi-1.a', 'batch.a'])).toEqual([
      { text: 'hmi-1.a', hosts: 1, family: 'hmi-*.a' },
      { text: 'batch.a', hosts: 1, family: 'batch.a' },
    ]);
  });

  it('loses no host, adds none, and writes ranges that the inventory understands', () => {
    const name = tuple(
      constantFrom('hmi-', 'h', 'line2-'),
      nat(130),
      integer({ min: 1, max: 4 }),
      constantFrom('', '.a', 'b.a'),
    ).map(([before, number, width, after]) => before + String(number).padStart(width, '0') + after);
    assert(
      property(uniqueArray(name, { maxLength: 120 }), (names) => {
        const items = foldHosts(names);
        expect(items.flatMap(({ text }) => unfold(text)).toSorted()).toEqual(names.toSorted());
        expect(items.map(({ text, hosts }) => unfold(text).length === hosts)).not.toContain(false);
      }),
    );
  });
});
