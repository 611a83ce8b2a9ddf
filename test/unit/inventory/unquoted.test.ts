import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../src/inventory/parse.ts';
import { makeSourceFile } from '../../../src/inventory/source.ts';
import { unquotedNumber } from '../../../src/inventory/unquoted.ts';
import { entryOf, type Written } from '../../../src/inventory/written.ts';

describe('unquotedNumber', () => {
  it.each([
    ['67899', 'a number', '"67899"'],
    ['0042', 'a number', '"0042"'],
    ['0x2A', 'a number', '"0x2A"'],
    ['67E89', 'a number', '"67E89"'],
    ['.5', 'a number', '".5"'],
    ['true', 'a truth value', '"true"'],
    ['Null', 'nothing', '"Null"'],
  ])('tells how to write %s as text', (source, kind, remedy) => {
    const said = unquotedNumber('lastFive', value(source));
    expect(said?.code).toBe('unquoted-number');
    expect(said?.message).toBe(`\`lastFive\` has to be text, and YAML reads ${source} as ${kind}.`);
    expect(said?.help).toBe(`Write \`${remedy}\`, in quotes.`);
  });

  it.each(['', '~', 'text', '2222E', '2027-01-31', 'no', '"67899"', '[a]', '{ a: 1 }'])(
    'has nothing to say of %s',
    (source) => {
      expect(unquotedNumber('lastFive', value(source))).toBeUndefined();
    },
  );
});

function value(source: string): Written {
  const { root } = parseYaml(makeSourceFile({ path: 'a.yaml', folder: '/', text: `a: ${source}\n` }));
  const entry = entryOf(root, 'a');
  if (entry === undefined) throw new Error('nothing was read');
  return entry.value;
}
