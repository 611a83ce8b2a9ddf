import { describe, expect, it } from 'vitest';
import { lineAround, makeSourceFile, rangeOf } from '../../../src/inventory/source.ts';

const FILE = makeSourceFile({ path: 'a.yaml', folder: '/', text: 'ab\r\n\ncd\nlast' });

describe('places', () => {
  it.each([
    [0, 2, '1:1-1:3'],
    [1, 1, '1:2-1:2'],
    [0, 7, '1:1-3:3'],
    [4, 4, '2:1-2:1'],
    [5, 7, '3:1-3:3'],
    [8, 12, '4:1-4:5'],
    [12, 12, '4:5-4:5'],
    [7, 5, '3:3-3:3'],
    [6, 8, '3:2-4:1'],
  ])('from %i to %i are %s', (start, end, expected) => {
    const { line, column, endLine, endColumn } = rangeOf({ file: FILE, start, end });
    expect(`${line}:${column}-${endLine}:${endColumn}`).toBe(expected);
  });

  it.each([
    [0, 'ab'],
    [3, 'ab'],
    [4, ''],
    [6, 'cd'],
    [12, 'last'],
  ])('at %i are on the line %j', (offset, line) => {
    const { start, end } = lineAround(FILE, offset);
    expect(FILE.text.slice(start, end)).toBe(line);
  });
});
