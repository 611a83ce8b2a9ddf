import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { everyCommand } from '../../src/cli/usage-errors.ts';
import { commandLine, testProgram } from '../support/command-line.ts';
import { receiptFile, receiptText } from '../support/receipts.ts';
import { piecesOf, referred, type Schema } from '../support/schema-pieces.ts';
import { syntheticKey } from '../support/synthetic-key.ts';

const ROOT = join(import.meta.dirname, '../..');
/** These have tests of their own, and other habits: an inventory is written by people. */
const TESTED_ELSEWHERE = ['inventory', 'plan', 'report'];
const SCHEMAS: ReadonlyMap<string, Schema> = new Map(
  readdirSync(join(ROOT, 'schema'))
    .filter((name) => name.endsWith('.schema.json'))
    .map((name) => [name.replace('.schema.json', ''), JSON.parse(readFileSync(join(ROOT, 'schema', name), 'utf8'))]),
);
const AJV = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
for (const [name, schema] of SCHEMAS) AJV.addSchema(schema, name);

const KEY = syntheticKey(7);

/** A rehearsal: hosts in order, with another key, off, and one service pack further. */
const LAB = `version: 1
simulation: true
keys:
  xp: { product: windows-xp-professional, secret: { file: xp.key }, identity: { lastFive: ${KEY.slice(-5)} }, seats: 20, replacedBy: new }
  new: { product: windows-xp-professional, language: [da, en], secret: { env: VLK_NOWHERE }, identity: { lastFive: RRRRR } }
  bare: { product: windows-xp-professional, secret: { file: xp.key } }
access:
  has-it: { kind: simulated, starts: desired-key }
  other: { kind: simulated, starts: other-key }
  off: { kind: simulated, starts: other-key, fault: unreachable }
  newer: { kind: simulated, starts: desired-key, fault: other-os-level }
defaults: { key: xp, os: windows-xp-sp2, access: has-it }
groups: { line-a: { hosts: { a.example: } } }
hosts: { b.example: { access: other }, c.example: { access: off }, e.example: { access: newer } }
rollout: { waves: [10%, 100%] }
`;

/** One host that leaves receipts; the other receipt lies in a folder that is not its own. */
const PULL = `version: 1
keys: { xp: { product: windows-xp-professional, secret: { file: xp.key }, identity: { lastFive: '67899' } } }
access: { pull: { kind: startup-script, receipts: receipts, maxAge: 7d } }
defaults: { key: xp, os: windows-xp-sp3, access: pull }
hosts: { gate-07.b.example: }
`;

/** Lines that show each command in its different situations, by the schema of what they print. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  report: ['drift', 'plan', 'apply --yes', 'recover'],
  'report#/$defs/validation': ['validate', 'validate -i no-such-file.yaml'],
  hosts: ['hosts', 'hosts -i example.yaml'],
  why: ['why a', 'why pack-3 -i example.yaml', 'why till-03 -i example.yaml'],
  windows: [
    'windows -i example.yaml',
    'windows hmi-007 -i example.yaml --at 2026-12-26',
    'windows pack-3 -i example.yaml --at 2026-11-23T11:00:00Z',
    'windows a',
    'windows',
  ],
  runs: ['runs', 'runs list --limit 5', 'runs show last', 'runs host a'],
  'runs#/$defs/verification': ['runs verify', 'runs verify 0000000000000000', 'runs verify 0123456789abcdef'],
  explain: ['explain', 'explain seats-exceeded', 'explain 5', 'explain identity-missing'],
  doctor: ['doctor', 'doctor a', 'doctor c'],
  keys: [
    'keys lint',
    'keys lint --history',
    'keys lint --install-hook',
    'keys seats',
    'keys seats --observe',
    'keys identify --check',
    'keys identify bare --dry-run',
    'keys identify --all --yes',
    'keys rotate xp new --dry-run',
    'keys rotate xp new --status',
  ],
  bundle: [
    'bundle -i example.yaml --out b --stick --without-keys',
    'bundle -i example.yaml --out b --domain P --keys C:\\k --without-keys --keys-per key --gpo --scripts',
  ],
  ingest: ['ingest -i pull.yaml receipts', 'ingest -i pull.yaml no-such-folder'],
  runbook: ['runbook a', 'runbook till-03 -i example.yaml --language da'],
  adopt: ['adopt os --dry-run', 'adopt hosts pcs.csv --yes'],
  lab: [
    'lab create --out fleet.yaml --hosts 5',
    'lab show --all',
    'lab break a --fault unreachable',
    'lab break b --service-pack',
    'lab mend a',
    'lab reset --on a.example',
  ],
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-schemas-'));
  await writeFile(join(folder, 'lab.yaml'), LAB);
  await writeFile(join(folder, 'xp.key'), KEY);
  await writeFile(join(folder, 'pcs.csv'), 'name,Serial\nd.example,1\na.example,2\n');
  await cp(join(ROOT, 'inventories/example/plant.yaml'), join(folder, 'example.yaml'));
  await writeFile(join(folder, 'pull.yaml'), PULL);
  for (const [computer, text] of Object.entries({ 'GATE-07': receiptText(), OTHER: receiptText() })) {
    await mkdir(join(folder, 'receipts', computer), { recursive: true });
    await writeFile(join(folder, 'receipts', computer, receiptFile()), text);
  }
  const git = (...words: readonly string[]): void => void execFileSync('git', words, { cwd: folder, stdio: 'ignore' });
  git('init');
  git('add', 'xp.key');
  git('-c', 'user.name=a', '-c', 'user.email=a@example', 'commit', '-m', 'A key');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe.each(Object.entries(LINES).flatMap(([name, lines]) => lines.map((line) => [line, name] as const)))(
  'vlkctl %s --output json',
  (line, name) => {
    it(`is what the schema ${name} describes`, async () => {
      const words = [...line.split(' '), '--output', 'json'];
      const env = { VLKCTL_INVENTORY: 'lab.yaml', PATH: process.env['PATH'] ?? '' };
      // The journal has a run to tell of.
      if (name === 'runs') await inFolder(() => commandLine(['apply', '--yes'], { folder, env }));
      const { out } = await inFolder(() => commandLine(words, { folder, env }));
      expect(out).not.toBe('');
      expect(problemsOf(name, JSON.parse(out))).toEqual([]);
    });
  },
);

it('every command that prints JSON is shown above', () => {
  const shown = Object.values(LINES).flat();
  const printing = everyCommand(testProgram()).filter(({ options }) =>
    options.some(({ long, argChoices }) => long === '--output' && argChoices?.includes('json') === true),
  );
  const forgotten = printing.map(pathOf).filter((path) => !shown.some((line) => `${line} `.startsWith(`${path} `)));
  expect(printing.length).toBeGreaterThanOrEqual(20);
  expect(forgotten).toEqual([]);
});

describe.each([...SCHEMAS].filter(([name]) => !TESTED_ELSEWHERE.includes(name)))('the schema %s', (name, schema) => {
  const pieces = [...piecesOf('', schema)];

  it('describes every property and shows an example that it accepts itself', () => {
    const wanting = pieces.filter(({ path, piece }) => {
      const { description, examples = [] } = { ...referred(schema, piece), ...piece };
      const accepts = AJV.compile({ $ref: `${name}#${path}` });
      return !description?.endsWith('.') || examples.length === 0 || !examples.every((each) => accepts(each));
    });
    expect(wanting.map(({ path }) => path)).toEqual([]);
  });

  it('says of every object whether it may hold more than it names', () => {
    const objects = pieces.filter(({ piece }) => piece.properties !== undefined);
    expect(objects.filter(({ piece }) => typeof piece.additionalProperties !== 'boolean')).toEqual([]);
  });
});

/** What keeps a document from being one. */
function problemsOf(name: string, document: unknown): readonly string[] {
  const check = AJV.compile({ $ref: name });
  if (check(document)) return [];
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** Paths of an inventory are looked for from the folder of the process. */
async function inFolder<T>(run: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return await run();
  } finally {
    process.chdir(before);
  }
}

function pathOf(command: Command): string {
  return command.parent?.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}
