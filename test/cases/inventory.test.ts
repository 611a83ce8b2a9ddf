import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../src/inventory/load.ts';
import { DIAGNOSTIC_CODES, type Diagnostic, type SourceRange } from '../../src/model/diagnostic.ts';

/**
 * `inventory/<code>/<case>.yaml`, or a folder of files, is an inventory with one mistake; `<case>.txt` beside it is
 * everything that is said about it. To add a case, write the YAML, run `npx vitest run --project cases -u`, and read
 * the text that appears. `valid/` holds what is easily taken for a mistake.
 */
const CASES = join(import.meta.dirname, 'inventory');
const VALID = 'valid';

it('every diagnostic has a folder of cases, and no folder is left over', () => {
  expect(readdirSync(CASES).toSorted()).toEqual([...DIAGNOSTIC_CODES, VALID].toSorted());
});

describe.each(DIAGNOSTIC_CODES)('%s', (code) => {
  const cases = casesOf(code);

  it('has a case', () => {
    expect(cases).not.toEqual([]);
  });

  it.each(cases)('%s', async (name) => {
    const path = join(CASES, code, name);
    const diagnostics = await diagnose(path);
    expect(diagnostics.map((each) => each.code)).toContain(code);
    const expected = `${path.replace(/\.ya?ml$/, '')}.txt`;
    await expect(diagnostics.map((each) => toText(each, path)).join('')).toMatchFileSnapshot(expected);
  });
});

describe('inventories that are as they should be', () => {
  it.each(casesOf(VALID))('%s', async (name) => {
    expect(await diagnose(join(CASES, VALID, name))).toEqual([]);
  });
});

function casesOf(folder: string): readonly string[] {
  return readdirSync(join(CASES, folder)).filter((name) => !name.endsWith('.txt'));
}

async function diagnose(path: string): Promise<readonly Diagnostic[]> {
  const loaded = await loadInventory([path]);
  return loaded.ok ? loaded.value.warnings : loaded.error;
}

function toText({ at, code, severity, message, help, related = [] }: Diagnostic, path: string): string {
  const also = related.map((other) => `  also ${place(other.at, path)} ${other.message}\n`);
  const text = `${place(at, path)} ${code} ${severity}\n  ${message}\n  ${help}\n${also.join('')}`;
  return text.replaceAll(path, '<path>');
}

/** `3:5-3:12`, after the file's name where the case is a folder. */
function place(range: SourceRange | undefined, path: string): string {
  if (range === undefined) return '-';
  const file = range.file === path ? '' : `${relative(path, range.file)}:`;
  return `${file}${range.line}:${range.column}-${range.endLine}:${range.endColumn}`;
}
