import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIAGNOSTICS, WRITTEN_DIAGNOSTICS } from '../../../src/explain/diagnostics.ts';
import { EXIT_CODES } from '../../../src/explain/exit-codes.ts';
import { allCodes, explainCode, FAMILIES } from '../../../src/explain/explain.ts';
import { loadInventory } from '../../../src/inventory/load.ts';
import { CHECK_CODES } from '../../../src/model/check.ts';
import { DIAGNOSTIC_CODES, type Diagnostic } from '../../../src/model/diagnostic.ts';
import { BLOCK_CODES } from '../../../src/model/drift.ts';
import { FAULT_CODES } from '../../../src/model/fault.ts';
import { GUARD_CODES } from '../../../src/model/guard.ts';
import { PLACE_CODES, REJECTION_CODES, REMARK_CODES } from '../../../src/model/ingest.ts';
import { HOST_STATUSES, OUTCOME_CODES } from '../../../src/model/report.ts';
import { REFUSAL_CODES } from '../../../src/model/run-refused.ts';
import { EXIT } from '../../../src/reporters/exit-code.ts';
import { entriesOf } from '../../support/builders.ts';
import { memoryIo } from '../../support/memory-io.ts';

/** The day of all cases of an inventory. */
const TODAY = '2026-11-22';
const CASES = join(import.meta.dirname, '../../cases/inventory');
/** Folders of cases that belong to no single code. */
const NO_CODES = ['several', 'valid'];

/** What a fragment leaves out; a section that it has itself is not added. */
const REST: Readonly<Record<string, string>> = {
  version: 'version: 1',
  keys: 'keys: { xp-da: { product: windows-xp-professional, secret: { env: VLK_XP_DA }, identity: { lastFive: 7K3QT } } }',
  access: 'access: { ssh: { kind: ssh } }',
  defaults: 'defaults: { key: xp-da, os: windows-xp-sp3, access: ssh }',
  hosts: 'hosts: { gate-07.b.example: }',
};

describe('explanations', () => {
  it('are there for every code that has cases, and no other', () => {
    const folders = readdirSync(CASES).filter((name) => !NO_CODES.includes(name));
    expect(Object.keys(DIAGNOSTICS).toSorted()).toEqual([...DIAGNOSTIC_CODES].toSorted());
    expect(folders.toSorted()).toEqual([...DIAGNOSTIC_CODES].toSorted());
  });

  it('are there for every other code', () => {
    const codes = [
      ...FAULT_CODES,
      ...BLOCK_CODES,
      ...REFUSAL_CODES,
      ...GUARD_CODES,
      ...HOST_STATUSES,
      ...OUTCOME_CODES,
      ...CHECK_CODES,
      ...REJECTION_CODES,
      ...REMARK_CODES,
      ...PLACE_CODES,
    ];
    expect(codes.filter((code) => explainCode(code).length === 0)).toEqual([]);
  });

  it('are there for every exit code, and no other', () => {
    expect(Object.keys(EXIT_CODES).toSorted()).toEqual(Object.values(EXIT).map(String).toSorted());
  });

  it.each(['seats-exceeded', 'identity-missing', 'edition-mismatch', 'language-mismatch', 'key-for-newer-windows'])(
    'of %s are there for both places where it is met',
    (code) => {
      expect(explainCode(code).map(({ family }) => family)).toHaveLength(2);
    },
  );

  it('are none for a word that is no code, not even one that objects have', () => {
    expect(explainCode('constructor')).toEqual([]);
    expect(explainCode('')).toEqual([]);
  });

  it('list every code once', () => {
    expect(new Set(allCodes()).size).toBe(allCodes().length);
  });
});

describe.each(FAMILIES.flatMap(({ explanations }) => entriesOf(explanations)))('%s', (_code, explanation) => {
  const { title, meaning, why, todo } = explanation;

  it('has a short title and whole sentences', () => {
    expect(title.length).toBeLessThan(52);
    expect(title).toMatch(/^[^.]+$/);
    expect([meaning, why, ...todo].filter((text) => !/[.?]$/.test(text))).toEqual([]);
    expect(todo).not.toEqual([]);
  });
});

describe.each(entriesOf(WRITTEN_DIAGNOSTICS))('%s', (code, { meaning, why, wrong, right }) => {
  it('is what is said about the wrong piece, and nothing else', async () => {
    const others = (await diagnose(wrong)).filter((each) => each.code !== code);
    expect(others).toEqual([]);
    expect(await diagnose(wrong)).not.toEqual([]);
  });

  it('is called a warning where it is one', async () => {
    const isWarning = (await diagnose(wrong)).some(({ severity }) => severity === 'warning');
    expect(`${meaning} ${why}`.includes('This is a warning')).toBe(isWarning);
  });

  it('is not said about the right piece, nor anything else', async () => {
    expect(await diagnose(right)).toEqual([]);
  });
});

async function diagnose(fragment: string): Promise<readonly Diagnostic[]> {
  const loaded = await loadInventory(['plant.yaml'], {
    today: TODAY,
    io: memoryIo({ 'plant.yaml': complete(fragment) }),
  });
  return loaded.ok ? loaded.value.warnings : loaded.error;
}

/** Makes a whole inventory of a fragment; what is there stays as it is. */
function complete(fragment: string): string {
  const has = (section: string): boolean => new RegExp(`^${section}:`, 'm').test(fragment);
  const missing = Object.keys(REST).filter((section) => !has(section) && !(section === 'hosts' && has('groups')));
  return `${missing.map((section) => `${REST[section]}\n`).join('')}${fragment}\n`;
}
