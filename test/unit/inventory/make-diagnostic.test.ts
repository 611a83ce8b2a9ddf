import { describe, expect, it } from 'vitest';
import { makeDiagnostic } from '../../../src/inventory/make-diagnostic.ts';
import { makeSourceFile, type Place } from '../../../src/inventory/source.ts';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';

const KEY = 'BCDFG-HJKMP-QRTVW-XY234-67899';

describe('the excerpt of a diagnostic', () => {
  it('is the line that the place begins on, without its line break', () => {
    expect(at('a: 1\r\n  b: two # c\r\nd: 3\r\n', 'two')).toMatchObject({ excerpt: '  b: two # c' });
    expect(at('a: two', 'two')).toMatchObject({ excerpt: 'a: two' });
  });

  it('is a piece of a very long line, and says where the piece begins', () => {
    const {
      excerpt = '',
      excerptColumn = 1,
      at: range,
    } = at(`${'x '.repeat(50_000)}here${' y'.repeat(50_000)}`, 'here');
    expect(excerpt.length).toBeLessThan(500);
    expect(excerpt.slice((range?.column ?? 0) - excerptColumn).startsWith('here')).toBe(true);
  });

  it('covers a key of which only a piece is in it', () => {
    for (let before = 0; before < 40; before += 1) {
      const { excerpt } = at(`${KEY} ${'x '.repeat(105 + before)} here`, 'here');
      expect(excerpt).not.toMatch(/[BCDFGHJKMP]/);
    }
  });

  it('covers a key whatever form it has', () => {
    const text = 'a: "BCDFG\n  HJKMP\n  QRTVW\n  XY234\n  67899"\n';
    const file = makeSourceFile({ path: 'a.yaml', folder: '/', text });
    const place = { file, start: text.indexOf('"'), end: text.lastIndexOf('"') + 1 };
    expect(makeDiagnostic({ code: 'plaintext-key', message: 'm', help: 'h', at: place }).excerpt).toBe('a: ******');
  });

  it('is left out where a file is meant as a whole', () => {
    const file = makeSourceFile({ path: 'a.yaml', folder: '/', text: 'a: 1\n' });
    expect(
      makeDiagnostic({ code: 'empty-inventory', message: 'm', help: 'h', at: { file, start: 0, end: 0 } }),
    ).toEqual({
      severity: 'error',
      code: 'empty-inventory',
      message: 'm',
      help: 'h',
      at: { file: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 },
    });
  });

  it('comes with the other place too', () => {
    const file = makeSourceFile({ path: 'a.yaml', folder: '/', text: 'first\nsecond\n' });
    const other: Place = { file, start: 0, end: 5 };
    const made = makeDiagnostic({
      code: 'duplicate-host',
      message: 'm',
      help: 'h',
      at: { file, start: 6, end: 12 },
      other: { message: 'o', at: other },
    });
    expect(made.related?.[0]).toMatchObject({ message: 'o', excerpt: 'first' });
  });
});

describe('the texts of a diagnostic', () => {
  it('never hold a key', () => {
    const made = makeDiagnostic({
      code: 'unknown-key',
      message: `'${KEY}' is unknown.`,
      help: `Not ${KEY.toLowerCase()}.`,
    });
    expect(JSON.stringify(made)).not.toMatch(/BCDFG/i);
  });

  it('never hold a name that is longer than a screen', () => {
    const made = makeDiagnostic({ code: 'unknown-property', message: `'${'x'.repeat(10_000_000)}'`, help: 'h' });
    expect(made.message.length).toBeLessThan(100);
    expect(
      makeDiagnostic({ code: 'unknown-property', message: 'x '.repeat(5000), help: 'h' }).message.length,
    ).toBeLessThan(1010);
  });
});

function at(text: string, word: string): Diagnostic {
  const file = makeSourceFile({ path: 'a.yaml', folder: '/', text });
  const start = text.indexOf(word);
  return makeDiagnostic({
    code: 'invalid-value',
    message: 'm',
    help: 'h',
    at: { file, start, end: start + word.length },
  });
}
