import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../src/inventory/parse-csv.ts';
import { makeSourceFile, rangeOf } from '../../../src/inventory/source.ts';

describe('CSV', () => {
  it.each<[string, string, readonly (readonly string[])[]]>([
    [
      'commas',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'semicolons',
      'a;b\n1,5;2\n',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'tabs',
      'a\tb\n1\t2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['one column', 'a\n1\n2\n', [['a'], ['1'], ['2']]],
    [
      'commas in quotes of the header',
      '"a,b,c";d\n1;2\n',
      [
        ['a,b,c', 'd'],
        ['1', '2'],
      ],
    ],
    [
      'CRLF and no last line break',
      'a,b\r\n1,2\r\n3,4',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'empty fields',
      'a,b,c\n,,\n1,,\n',
      [
        ['a', 'b', 'c'],
        ['1', '', ''],
      ],
    ],
    [
      'empty lines',
      '\na,b\n\n \r\n1,2\n\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'empty tabs',
      'a\tb\n\t\n1\t\n',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    [
      'blanks around fields',
      ' a , b \n 1 , "2" \n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'quotes',
      '"a","b"\n"1 ""x""","2,3"\n',
      [
        ['a', 'b'],
        ['1 "x"', '2,3'],
      ],
    ],
    [
      'line breaks in quotes',
      'a,b\n"1\n2",3\n',
      [
        ['a', 'b'],
        ['1\n2', '3'],
      ],
    ],
    [
      'empty quotes',
      'a,b\n"",1\n',
      [
        ['a', 'b'],
        ['', '1'],
      ],
    ],
    [
      'a first line of Excel',
      'sep=|\r\na|b\r\n1;2|3\r\n',
      [
        ['a', 'b'],
        ['1;2', '3'],
      ],
    ],
    [
      'a first line of PowerShell',
      '#TYPE Selected.Microsoft.AD\r\n"a","b"\r\n"1","2"\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['nothing', '', []],
    ['nothing but lines', '\r\n\r\n', []],
  ])('with %s', (_what, text, expected) => {
    expect(textsOf(text)).toEqual(expected);
  });

  it.each([
    ['a quote that stays open', 'a,b\n1,"2\n3,4\n', '2:3', 'never closed'],
    ['a quote within a field', 'a,b\n1,2"x\n', '2:4', 'in the middle'],
    ['text behind a quote', 'a,b\n"1"x,2\n', '2:3', 'in the middle'],
  ])('with %s is refused, and the place is named', (_what, text, place, message) => {
    const parsed = parseCsv(file(text));
    if (parsed.ok || parsed.error.at === undefined) throw new Error('It was read');
    const { line, column } = rangeOf(parsed.error.at);
    expect(`${line}:${column}`).toBe(place);
    expect(parsed.error.message).toContain(message);
  });

  it('says where each field stands', () => {
    const parsed = parseCsv(file('a,b\n 1 ," 2 "\n'));
    if (!parsed.ok) throw new Error(parsed.error.message);
    const columns = parsed.value[1]?.map((field) => [rangeOf(field).column, rangeOf(field).endColumn]);
    expect(columns).toEqual([
      [2, 3],
      [5, 10],
    ]);
  });
});

function textsOf(text: string): readonly (readonly string[])[] {
  const parsed = parseCsv(file(text));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.map((record) => record.map((field) => field.text));
}

function file(text: string): ReturnType<typeof makeSourceFile> {
  return makeSourceFile({ path: 'pcs.csv', folder: '/', text });
}
