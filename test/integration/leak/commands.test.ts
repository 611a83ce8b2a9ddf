import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { everyCommand } from '../../../src/cli/usage-errors.ts';
import { testProgram } from '../../support/command-line.ts';
import { type LeakPlant, leakPlant } from '../../support/leak-plant.ts';

/** A command line, its exit code, and what of its document shows that it did its work. */
interface Row {
  readonly words: readonly string[];
  readonly code?: number;
  readonly says?: RegExp;
  /** Run before it, in the same plant. */
  readonly after?: readonly string[];
  readonly input?: (plant: LeakPlant) => string;
  /** On the simulated hosts instead of those with WinRM. */
  readonly simulated?: true;
  readonly inGit?: true;
  /** On hosts that run a bundle; the folder of the plant where keys are meant to lie. */
  readonly keysLieIn?: string;
  /** The key that this command may print to its own stdout, by label. */
  readonly prints?: string;
}

const ALL = ['text', 'json', 'ndjson', 'markdown'] as const;
/** In each form of the report. */
const ALL_CHANGED = /8 (?:hosts: 8 )?changed|"(?:verified|changed)": ?8/;
const SIMULATED = { simulated: true } as const;
const WITH_PLANT = ['-i', 'plant.yaml'];
const ONE = '127.0.2.1';
const APPLY = ['apply', '--yes', ...WITH_PLANT];

function each(forms: readonly string[], words: readonly string[], row: Omit<Row, 'words'> = {}): readonly Row[] {
  return forms.map((form) => ({ ...row, words: [...words, ...WITH_PLANT, '--output', form] }));
}

/** Every command of the program, with what it needs to do all it can. */
const ROWS: Readonly<Record<string, readonly Row[]>> = {
  rehearse: [{ words: ['rehearse'] }],
  'lab create': [{ words: ['lab', 'create', '--hosts', '20'] }],
  'lab show': each(['json'], ['lab', 'show', '--all'], SIMULATED),
  'lab break': each(['text'], ['lab', 'break', '--on', '*', '--key'], SIMULATED),
  'lab mend': each(['text'], ['lab', 'mend', '--on', '*'], SIMULATED),
  'lab reset': each(['text'], ['lab', 'reset'], SIMULATED),
  explain: [{ words: ['explain'] }],
  validate: each(['json'], ['validate']),
  hosts: each(['json', 'markdown'], ['hosts']),
  why: each(['text', 'json'], ['why', ONE]),
  windows: each(['json'], ['windows']),
  'keys identify': [
    ...each(['text', 'json'], ['keys', 'identify', '--check'], { says: /k-sops/ }),
    ...each(['text'], ['keys', 'identify', 'k-command', '--yes'], { says: /identity/ }),
  ],
  'keys encrypt': [
    ...each(['text'], ['keys', 'encrypt', 'k-env', '--yes'], { input: ({ keys }) => `${keys.get('k-env') ?? ''}\n` }),
    ...each(['text'], ['keys', 'encrypt', '--stdin'], {
      input: ({ keys }) => keys.get('k-env') ?? '',
      says: /BEGIN AGE/,
    }),
  ],
  'keys decrypt': ['k-age-text', 'k-age-file', 'k-age-passphrase'].flatMap((label) =>
    each(['text'], ['keys', 'decrypt', label, '--show'], { prints: label, says: /^(?:\w{5}-){4}\w{5}\n$/ }),
  ),
  'keys rekey': each(['text'], ['keys', 'rekey', '--yes']),
  'keys lint': [{ words: ['keys', 'lint', '--history'], inGit: true }],
  'keys rotate': [
    ...each(['json'], ['keys', 'rotate', 'k-env', 'k-spare', '--yes']),
    ...each(['text'], ['keys', 'rotate', 'k-env', 'k-spare', '--status']),
  ],
  'keys seats': each(['markdown'], ['keys', 'seats', '--observe']),
  'adopt os': each(['json'], ['adopt', 'os', '--yes']),
  'adopt hosts': each(['json'], ['adopt', 'hosts', 'list.csv', '--yes']),
  drift: each(ALL, ['drift', '--verbose'], { code: 2 }),
  plan: each(['markdown'], ['plan', '--verbose', '--out', 'plan.json']),
  apply: [
    ...each(ALL, ['apply', '--yes', '--verbose'], { says: ALL_CHANGED }),
    ...each(['ndjson'], ['apply', '--yes'], { ...SIMULATED, says: ALL_CHANGED }),
    ...each(['text'], ['apply', '--yes', '--plan', 'plan.json', '--out', 'report.txt'], {
      after: ['plan', ...WITH_PLANT, '--out', 'plan.json'],
    }),
  ],
  recover: each(['json', 'ndjson'], ['recover', '--verbose']),
  'force-unlock': each(['text'], ['force-unlock', '--yes'], { after: APPLY }),
  bundle: [
    ...each(['text', 'json'], ['bundle', '--out', 'b', '--stick', '--scripts'], {
      keysLieIn: 'b/private/keys',
      says: /private\/keys/,
    }),
    ...each(['text'], ['bundle', '--out', 'b', '--domain', 'P', '--keys', 'C:\\k', '--keys-per', 'key', '--gpo'], {
      keysLieIn: 'b/private/keys',
    }),
  ],
  ingest: each(['text', 'json'], ['ingest', 'exports', '--verbose'], {
    keysLieIn: 'exports',
    says: /^(?=[^]*export-holds-key)[^]*(?:1 report taken in|"source": ?"registry-export")/,
  }),
  runbook: [
    ...each(['text', 'markdown', 'html', 'json'], ['runbook', ONE], { says: /OOBETimer/ }),
    ...each(['text', 'html'], ['runbook', ONE, '--with-key'], { code: 64 }),
    ...each(['text'], ['runbook', ONE, '--with-key', '--out', 'sheet.txt'], { code: 64 }),
  ],
  doctor: [...each(['text'], ['doctor']), ...each(['json'], ['doctor', ONE])],
  'runs list': each(['text', 'json'], ['runs', 'list'], { after: APPLY }),
  'runs show': each(['text', 'json'], ['runs', 'show', 'last'], { after: APPLY, says: /announced/ }),
  'runs host': each(['text', 'json'], ['runs', 'host', ONE], { after: APPLY, says: /verified|read back/ }),
  'runs verify': each(['text', 'json'], ['runs', 'verify'], { after: APPLY }),
  schedule: ['systemd', 'cron', 'github', 'gitlab'].flatMap((kind) =>
    each(['text'], ['schedule', kind, '--run', 'apply', '--state', '/var/lib/vlkctl'], { says: /apply --yes --wait/ }),
  ),
  completion: [{ words: ['completion', 'bash'] }],
  help: [{ words: ['help', 'keys'] }],
  __complete: [{ words: ['__complete', 'bash', '--', 'vlkctl why -i plant.yaml ', ''], says: /127/ }],
};

let plant: LeakPlant;

beforeAll(async () => {
  plant = await leakPlant();
});
afterAll(() => plant[Symbol.asyncDispose]());
beforeEach(() => plant.rig.clear());

it('every command of the program has a row', () => {
  const leaves = everyCommand(testProgram()).filter(({ commands }) => commands.length === 0);
  expect(leaves.map(pathOf).toSorted()).toEqual(Object.keys(ROWS).toSorted());
});

describe.each(Object.entries(ROWS))('%s shows no key and no password', (_name, rows) => {
  it.each(rows.map((row) => [row.words.join(' '), row] as const))('%s', async (_line, row) => {
    const { rig, fleet } = plant;
    fleet.reset();
    await rig.write('plant.yaml', inventoryOf(row));
    await rig.write('list.csv', 'name\n');
    await mkdir(join(rig.plant, 'exports'), { recursive: true });
    if (row.keysLieIn === 'exports') await writeFile(join(rig.plant, 'exports', 'env.reg'), plant.exported);
    if (row.inGit === true) execFileSync('git', ['init', '-q'], { cwd: rig.plant });
    if (row.after !== undefined) await rig.run(row.after);
    const { out, err, code } = await rig.run(row.words, { input: row.input?.(plant) ?? '' });
    expect({ code, err }).toMatchObject({ code: row.code ?? 0 });
    expect(out).toMatch(row.says ?? /^/);
    const mayShow = row.prints === undefined ? '' : `${plant.keys.get(row.prints) ?? ''}\n`;
    const seen = { out: out === mayShow ? '' : out, err };
    const leaks = await rig.leaks([seen], { 'the network': fleet.wire() });
    const isMeant = (leak: string): boolean =>
      row.keysLieIn !== undefined && leak.startsWith(join(rig.plant, row.keysLieIn, sep));
    expect(leaks.filter((leak) => !isMeant(leak))).toEqual([]);
    expect(leaks.some(isMeant)).toBe(row.keysLieIn !== undefined);
  });
});

function inventoryOf({ simulated, keysLieIn }: Row): string {
  if (keysLieIn !== undefined) return plant.pulling;
  return simulated === true ? plant.simulation : plant.text;
}

function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}
