import { describe, expect, it } from 'vitest';
import type { Diagnostic, SourceRange } from '../../../src/model/diagnostic.ts';
import { renderDiagnostic } from '../../../src/reporters/render-diagnostic.ts';

const at = (line: number, column: number): SourceRange => ({
  file: 'inventories/plant.yaml',
  line,
  column,
  endLine: line,
  endColumn: column + 5,
});

const PROBLEM: Diagnostic = {
  severity: 'error',
  code: 'unknown-key',
  message: 'no key is called `xp-dk`',
  help: 'Declare it under `keys`, or use xp-da.',
};

describe('renderDiagnostic', () => {
  it('begins with a place that editors and terminals can follow', () => {
    expect(renderDiagnostic({ ...PROBLEM, at: at(14, 12) })).toBe(
      'inventories/plant.yaml:14:12 error unknown-key: no key is called `xp-dk`\n  -> Declare it under `keys`, or use xp-da.\n',
    );
  });

  it('does without a place when there is none', () => {
    expect(renderDiagnostic({ ...PROBLEM, severity: 'warning' })).toBe(
      'warning unknown-key: no key is called `xp-dk`\n  -> Declare it under `keys`, or use xp-da.\n',
    );
  });

  it('shows the other place before the help', () => {
    const related = [{ message: 'declared here first', at: at(3, 5) }];
    expect(
      renderDiagnostic({ ...PROBLEM, code: 'duplicate-host', message: 'twice', at: at(9, 5), related }),
    ).toBe(`inventories/plant.yaml:9:5 error duplicate-host: twice
  inventories/plant.yaml:3:5 declared here first
  -> Declare it under \`keys\`, or use xp-da.
`);
  });
});
