import { describe, expect, it } from 'vitest';
import { alignRows, wrapItems, wrapWords } from '../../../src/reporters/lay-out.ts';

describe('wrapWords', () => {
  it('breaks between words and never makes a line longer than allowed if words fit', () => {
    expect(wrapWords('one two three four', 9)).toEqual(['one two', 'three', 'four']);
  });

  it('keeps what is to be typed in one piece', () => {
    expect(wrapWords('Run `vlkctl recover --drop HOST` now.', 20)).toEqual([
      'Run',
      '`vlkctl recover --drop HOST`',
      'now.',
    ]);
  });

  it('lets nothing that a host said move the cursor', () => {
    expect(wrapWords('a\u001B[2Jb\rc', 80)).toEqual(['a·[2Jb·c']);
  });
});

describe('wrapItems', () => {
  it('sets a list that needs several lines in columns', () => {
    expect(wrapItems(['a-1', 'bb-22', 'c-3', 'd-4', 'e-5'], 12)).toEqual(['a-1    bb-22', 'c-3    d-4', 'e-5']);
  });

  it('sets items one after the other where columns would cost many lines', () => {
    const items = ['a-very-long-name-of-a-range', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    expect(wrapItems(items, 34)).toEqual(['a-very-long-name-of-a-range  b  c', 'd  e  f  g  h  i']);
  });

  it('says nothing of an empty list', () => {
    expect(wrapItems([], 80)).toEqual([]);
  });
});

describe('alignRows', () => {
  it('leaves out columns that nobody fills, and spaces at the end', () => {
    expect(
      alignRows([
        ['a', '', 'long', ''],
        ['bbb', '', 'x', ''],
      ]),
    ).toEqual(['a    long', 'bbb  x']);
    expect(alignRows([])).toEqual([]);
  });
});
