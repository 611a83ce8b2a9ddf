import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadInventory } from '../../src/inventory/load.ts';
import { DIAGNOSTIC_CODES, type Diagnostic, type SourceRange } from '../../src/model/diagnostic.ts';
import { renderDiagnostic } from '../../src/reporters/render-diagnostic.ts';

/**
 * `inventory/<code>/<case>.yaml`, or a folder of files, is an inventory with one kind of mistake; `<case>.txt` beside it
 * is everything that is said about it, with the ranges that editors get. `several/` holds inventories with different
 * mistakes at once, `valid/` what is easily taken for one; `<case>.yaml.size` says how large a file of nothing is. To add a case, write the YAML, run
 * `npx vitest run --project cases -u`, and read the text that appears.
 */
const CASES = join(import.meta.dirname, 'inventory');
const VALID = 'valid';
const SEVERAL = 'several';
/** The day on which all cases are read. */
const TODAY = '2026-11-22';

it('every diagnostic has a folder of cases, and no folder is left over', () => {
  expect(readdirSync(CASES).toSorted()).toEqual([...DIAGNOSTIC_CODES, SEVERAL, VALID].toSorted());
});

describe.each(DIAGNOSTIC_CODES)('%s', (code) => {
  const cases = casesOf(code);

  it('has a case', () => {
    expect(cases).not.toEqual([]);
  });

  it.each(cases)('%s', async (name) => {
    const path = join(CASES, code, name);
    const diagnostics = await diagnose(path);
    expect(new Set(diagnostics.map((each) => each.code))).toEqual(new Set([code]));
    await expectText(diagnostics, path);
  });
});

describe('several mistakes at once', () => {
  const cases = casesOf(SEVERAL);

  it('have at least ten cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(10);
  });

  it.each(cases)('%s', async (name) => {
    const path = join(CASES, SEVERAL, name);
    const diagnostics = await diagnose(path);
    expect(new Set(diagnostics.map((each) => each.code)).size).toBeGreaterThan(1);
    await expectText(diagnostics, path);
  });
});

describe('inventories that are as they should be', () => {
  it.each(casesOf(VALID))('%s', async (name) => {
    expect(await diagnose(join(CASES, VALID, name))).toEqual([]);
  });
});

function casesOf(folder: string): readonly string[] {
  return names(join(CASES, folder)).filter((name) => !name.endsWith('.txt'));
}

/** A folder that is missing is reported once, by the test of the folders. */
function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

async function diagnose(written: string): Promise<readonly Diagnostic[]> {
  const path = written.endsWith('.size') ? makeLargeFile(written) : written;
  const loaded = await loadInventory([path], { today: TODAY });
  return loaded.ok ? loaded.value.warnings : loaded.error;
}

/** Takes no space on the disk. */
function makeLargeFile(sizeFile: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'vlkctl-case-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'large.yaml');
  writeFileSync(path, '');
  truncateSync(path, Number(readFileSync(sizeFile, 'utf8')));
  return path;
}

async function expectText(diagnostics: readonly Diagnostic[], path: string): Promise<void> {
  const text = diagnostics.map((each) => `${ranges(each)}\n${renderDiagnostic(each, { width: 80 })}`).join('\n');
  const shown = text
    .replaceAll(`${path}/`, '')
    .replaceAll(path, '<path>')
    .replaceAll(/\S*(?=large\.yaml)/g, '');
  await expect(shown).toMatchFileSnapshot(`${path.replace(/\.ya?ml(?:\.size)?$/, '')}.txt`);
}

/** `[3:5-3:12] other [9:5-9:12]`: what a frame does not show. */
function ranges({ at, related = [] }: Diagnostic): string {
  return [at, ...related.map((other) => other.at)].map(toText).join(' other ');
}

function toText(range: SourceRange | undefined): string {
  return range === undefined ? '[-]' : `[${range.line}:${range.column}-${range.endLine}:${range.endColumn}]`;
}
