import { describe, expect, it } from 'vitest';
import { isWritableInScript, rightsScript } from '../../../src/bundle/rights-script.ts';
import { bundlePlan } from '../../support/bundle-builders.ts';

describe('set-rights.cmd', () => {
  it('names the domain, the receipts, and each key file and computer once', () => {
    expect(linesOf(bundlePlan())).toEqual(
      expect.arrayContaining([
        'set "DOMAIN=PLANT"',
        String.raw`set "RECEIPTS=\\fs1\vlk$\receipts"`,
        'call :file GATE-07.key',
        'call :host GATE-07 GATE-07.key',
      ]),
    );
    expect(linesOf(bundlePlan()).filter((line) => line.startsWith('chcp'))).toEqual([]);
  });

  it('doubles what cmd would expand, and says its code page before letters beyond ASCII', () => {
    const lines = linesOf(bundlePlan({ receiptPath: String.raw`\\fs1\måle 100% & ø` }));
    expect(lines).toContain(String.raw`set "RECEIPTS=\\fs1\måle 100%% & ø"`);
    expect(lines.indexOf('chcp 1252 >nul')).toBeGreaterThan(0);
    expect(lines.indexOf('chcp 1252 >nul')).toBeLessThan(lines.findIndex((line) => line.includes('måle')));
  });

  it('ends only through lines that tell how it went', () => {
    const lines = linesOf(bundlePlan());
    const end = lines.slice(
      lines.indexOf(':end'),
      lines.indexOf('rem FOLDER is for administrators and the system only, whatever was before.'),
    );
    expect(lines[lines.indexOf(':end') - 2]).toBe('call :host GATE-07 GATE-07.key');
    expect(end.filter((line) => line.startsWith('exit'))).toEqual(['exit /b 0', 'exit /b 1']);
  });

  it('jumps to labels it has, each of them once', () => {
    const lines = linesOf(bundlePlan());
    const labels = lines.filter((line) => line.startsWith(':'));
    const targets = lines.flatMap((line) => [...(/(?:goto|call) (?<label>:\w+)/.exec(line)?.slice(1, 2) ?? [])]);
    expect(new Set(labels).size).toBe(labels.length);
    expect(targets.filter((target) => !labels.includes(target))).toEqual([]);
    expect(targets.length).toBeGreaterThan(8);
  });
});

it.each([
  [String.raw`\\fs1\vlk$`, true],
  [String.raw`\\fs1\måleværk Ø & 100%`, true],
  ['a"b', false],
  ['a\tb', false],
  [String.raw`\\fs1\ключ`, false],
  ['\u0080', false],
])('%j can stand in it: %s', (text, can) => {
  expect(isWritableInScript(text)).toBe(can);
});

function linesOf(plan: Parameters<typeof rightsScript>[0]): readonly string[] {
  return Buffer.from(rightsScript(plan)).toString('latin1').split('\r\n');
}
