import { describe, expect, it } from 'vitest';
import { codeFrame } from '../../../src/reporters/code-frame.ts';
import { widthOf } from '../../../src/reporters/text-width.ts';

describe('a code frame', () => {
  it.each([
    ['one word', 'a: two', 4, 7, 'a: two', '   ^^^'],
    ['nothing, such as a value that is missing', 'a:', 3, 3, 'a:', '  ^'],
    ['a place behind the line', 'a', 9, 12, 'a', ' ^'],
    ['what stands after tabs', '\ta:\tb', 5, 6, '    a:  b', '        ^'],
    ['a tab itself', 'a\tb', 2, 3, 'a   b', ' ^^^'],
    ['what stands after wide letters', '工場: xq', 5, 7, '工場: xq', '      ^^'],
    ['wide letters themselves', 'a: 工場', 4, 6, 'a: 工場', '   ^^^^'],
    ['what stands after an accent of its own', 'cafe\u0301: x', 8, 9, 'cafe\u0301: x', '      ^'],
    ['what stands after a pair of units', '\u{1f600}: x', 5, 6, '\u{1f600}: x', '    ^'],
    ['what is invisible', 'a\u00adb: \u200bc', 2, 3, 'a·b: ·c', ' ^'],
    ['what would move the cursor', 'a\u001b[2Jb', 2, 3, 'a·[2Jb', ' ^'],
  ])('marks %s', (_what, excerpt, column, endColumn, text, carets) => {
    const frame = codeFrame({ at: range(column, endColumn), excerpt, excerptColumn: 1, width: 80 });
    expect(frame.text).toBe(text);
    expect(frame.padding + frame.carets).toBe(carets);
  });

  it('marks a range over several lines to the end of the first', () => {
    const at = { ...range(4, 2), endLine: 3 };
    const frame = codeFrame({ at, excerpt: 'a: "two  ', excerptColumn: 1, width: 80 });
    expect(frame.padding + frame.carets).toBe('   ^^^^');
  });

  it.each([40, 60, 80, 120])('cuts a long line around the place, to at most %i columns', (width) => {
    for (const column of [1, 5, 30, 60, 100, 150, 290, 300]) {
      const excerpt = Array.from({ length: 300 }, (_, index) =>
        index === column - 1 ? 'X' : 'abc '.charAt(index % 4),
      ).join('');
      const { gutters, text, padding, carets } = codeFrame({
        at: range(column, column + 1),
        excerpt,
        excerptColumn: 1,
        width,
      });
      expect(widthOf(gutters[0] + text)).toBeLessThanOrEqual(Math.max(width, 48));
      expect(text.charAt(padding.length)).toBe('X');
      expect(carets).toBe('^');
    }
  });

  it('does not mark what it cuts away', () => {
    const { text, padding, carets } = codeFrame({
      at: range(5, 300),
      excerpt: 'x'.repeat(300),
      excerptColumn: 1,
      width: 80,
    });
    expect(text.endsWith('x...')).toBe(true);
    expect(padding.length + carets.length).toBe(text.length - 3);
  });

  it('finds the place in a piece of a line', () => {
    const frame = codeFrame({ at: range(1002, 1005), excerpt: 'a two b', excerptColumn: 1000, width: 80 });
    expect(frame.text).toBe('...a two b');
    expect(frame.padding + frame.carets).toBe('     ^^^');
  });
});

function range(column: number, endColumn: number): Parameters<typeof codeFrame>[0]['at'] {
  return { file: 'a.yaml', line: 1, column, endLine: 1, endColumn };
}
