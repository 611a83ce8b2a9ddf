import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/inventory/make-diagnostic.ts';
import { makeSourceFile, type SourceFile } from '../../../src/inventory/source.ts';
import { tidyProblems } from '../../../src/inventory/tidy-problems.ts';

const A = makeSourceFile({ path: 'a.yaml', folder: '/', text: 'x\n'.repeat(1000) });
const B = makeSourceFile({ path: 'b.yaml', folder: '/', text: 'x\n'.repeat(1000) });

describe('tidying', () => {
  it('goes by files as they were named, and from top to bottom', () => {
    const found = [problem(B, 4), problem(A, 8), problem(A, 2), problem(B, 0)];
    expect(lines(tidyProblems(found, [B, A]))).toEqual(['b.yaml:1', 'b.yaml:3', 'a.yaml:2', 'a.yaml:5']);
  });

  it('says nothing twice, but two things of one place', () => {
    const found = [
      problem(A, 0),
      problem(A, 0),
      problem(A, 0, { message: 'other' }),
      problem(A, 0, { code: 'wrong-type' }),
    ];
    expect(tidyProblems(found, [A])).toHaveLength(3);
  });

  it.each(['plaintext-key', 'typographic-dash'] as const)('says nothing else of the place of a %s', (code) => {
    const found = [problem(A, 0), problem(A, 0, { code }), problem(A, 2)];
    expect(tidyProblems(found, [A]).map((each) => each.code)).toEqual([code, 'invalid-value']);
  });

  it('keeps what belongs to no place and to no file', () => {
    const nowhere: Problem = { code: 'invalid-value', message: 'm', help: 'h' };
    expect(tidyProblems([problem(A, 2), nowhere], [A]).map(({ at }) => at?.line)).toEqual([undefined, 2]);
    expect(tidyProblems([nowhere], [])).toHaveLength(1);
  });
});

describe('a file with very many problems', () => {
  it('has 200 of them shown, and says how many more there are', () => {
    const shown = tidyProblems(
      Array.from({ length: 250 }, (_, index) => problem(A, 2 * index)),
      [A, B],
    );
    expect(shown).toHaveLength(201);
    expect(shown.at(-1)).toMatchObject({
      code: 'invalid-value',
      message: '50 more in this file, the next of them here, are not shown.',
      at: { line: 201 },
    });
  });

  it('has no error left out for a warning', () => {
    const warnings = Array.from({ length: 300 }, (_, index) => problem(A, 2 * index, { severity: 'warning' }));
    const shown = tidyProblems([...warnings, problem(A, 1990)], [A]);
    expect(shown.filter(({ severity }) => severity === 'error').map(({ at }) => at?.line)).toEqual([996]);
    expect(shown.at(-1)).toMatchObject({ severity: 'warning', at: { line: 200 } });
  });

  it('has an error for the errors that are left out', () => {
    const warnings = Array.from({ length: 10 }, (_, index) => problem(A, 2 * index, { severity: 'warning' }));
    const errors = Array.from({ length: 300 }, (_, index) => problem(A, 100 + 2 * index));
    const shown = tidyProblems([...warnings, ...errors], [A]);
    expect(shown.at(-1)).toMatchObject({ severity: 'error' });
    expect(shown.at(-1)?.message).toMatch(/^110 more/);
  });
});

function problem(file: SourceFile, start: number, more: Partial<Problem> = {}): Problem {
  return { code: 'invalid-value', message: 'm', help: 'h', at: { file, start, end: start + 1 }, ...more };
}

function lines(diagnostics: ReturnType<typeof tidyProblems>): readonly string[] {
  return diagnostics.map(({ at }) => `${at?.file}:${at?.line}`);
}
