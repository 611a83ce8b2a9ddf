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

  it('shows the line with the place below it', () => {
    const excerpt = '  access: ssh, key: xp-dk';
    expect(renderDiagnostic({ ...PROBLEM, at: at(14, 21), excerpt })).toBe(
      `inventories/plant.yaml:14:21 error unknown-key: no key is called \`xp-dk\`
   14 |   access: ssh, key: xp-dk
      |                     ^^^^^
  -> Declare it under \`keys\`, or use xp-da.
`,
    );
  });

  it('shows the line of the other place likewise', () => {
    const related = [{ message: 'first here', at: at(3, 3), excerpt: '  hmi-1:' }];
    expect(renderDiagnostic({ ...PROBLEM, at: at(120_000, 3), excerpt: '  hmi-1: {}', related }).split('\n')).toEqual([
      'inventories/plant.yaml:120000:3 error unknown-key: no key is called `xp-dk`',
      '120000 |   hmi-1: {}',
      '       |   ^^^^^',
      '  inventories/plant.yaml:3:3 first here',
      '    3 |   hmi-1:',
      '      |   ^^^^^',
      '  -> Declare it under `keys`, or use xp-da.',
      '',
    ]);
  });

  it('gives each part to the style for it, which cannot move anything', () => {
    const style = {
      error: mark('e'),
      warning: mark('w'),
      code: mark('c'),
      place: mark('p'),
      dim: mark('d'),
    };
    const excerpt = 'key: xp-dk';
    const styled = renderDiagnostic({ ...PROBLEM, at: at(1, 6), excerpt }, { style });
    expect(styled.split('\n')).toEqual([
      '<p>inventories/plant.yaml:1:6</p> <e>error</e> <c>unknown-key</c>: no key is called `xp-dk`',
      '<d>    1 | </d>key: xp-dk',
      '<d>      | </d>     <e>^^^^^</e>',
      '  <d>-></d> Declare it under `keys`, or use xp-da.',
      '',
    ]);
    expect(styled.replaceAll(/<\/?[a-z]>/g, '')).toBe(renderDiagnostic({ ...PROBLEM, at: at(1, 6), excerpt }));
  });

  it('lets nothing from a file reach the terminal', () => {
    const nasty = '\u001b]0;title\u0007\u001b[2J\r\u009b31m\u202e';
    const text = renderDiagnostic({
      ...PROBLEM,
      message: `'${nasty}' is no name`,
      help: nasty,
      at: { ...at(1, 1), file: `${nasty}.yaml` },
      excerpt: `a: ${nasty}`,
      related: [{ message: nasty, at: at(2, 1), excerpt: nasty }],
    });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

function mark(name: string): (text: string) => string {
  return (text) => `<${name}>${text}</${name}>`;
}
