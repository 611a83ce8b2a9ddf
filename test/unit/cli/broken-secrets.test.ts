import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadInventory } from '../../../src/inventory/load.ts';
import { type Answer, commandLine } from '../../support/command-line.ts';

/** One label a source, and nothing there that any of them could read. */
const SECRETS = {
  'by-env': '{ env: VLK_NOWHERE }',
  'by-file': '{ file: nowhere.key }',
  'by-command': '{ command: [vlk-no-such-program] }',
  'by-age': '{ age: { file: nowhere.age } }',
  'by-sops': '{ sops: { file: nowhere.yaml, extract: \'["xp"]\' } }',
};
const LABELS = Object.keys(SECRETS);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-broken-'));
  const keys = Object.entries(SECRETS).map(
    ([label, secret]) =>
      `  ${label}: { product: windows-xp-professional, secret: ${secret}, identity: { lastFive: KKKKK } }\n`,
  );
  const hosts = LABELS.map((label) => `  ${label}.example: { key: ${label} }\n`);
  await writeFile(
    join(folder, 'plant.yaml'),
    `version: 1
simulation: true
keys:
${keys.join('')}access: { lab: { kind: simulated, starts: other-key } }
defaults: { os: windows-xp-sp3, access: lab }
hosts:
${hosts.join('')}`,
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function run(...words: readonly string[]): Promise<Answer> {
  return commandLine([...words, '--inventory', join(folder, 'plant.yaml')], { folder });
}

describe('with every source of keys broken', () => {
  it.each([
    ['validate', 0],
    ['hosts', 0],
    ['drift', 2],
    ['plan', 0],
  ] as const)('%s works', async (command, code) => {
    expect(await run(command)).toMatchObject({ code, err: expect.not.stringContaining('error') });
  });

  it.each([
    ['by-env', 'env VLK_NOWHERE'],
    ['by-file', /file .*nowhere\.key/],
    ['by-command', 'command vlk-no-such-program'],
    ['by-age', /age .*nowhere\.age/],
    ['by-sops', /sops .*nowhere\.yaml/],
  ])('why says of %s where its key would be', async (label, place) => {
    const { code, out } = await run('why', `${label}.example`);
    expect(code).toBe(0);
    expect(out).toMatch(place);
  });

  it.each(LABELS)('apply touches no host for %s', async (label) => {
    await expect(run('apply', '--yes', '--on', `${label}.example`)).rejects.toMatchObject({
      name: 'RunRefused',
      code: expect.stringMatching(/^secret-/),
    });
    expect((await run('drift', '--on', `${label}.example`)).code).toBe(2);
  });
});

it('paths of secrets start at the folder of the inventory, names of programs do not', async () => {
  await writeFile(
    join(folder, 'paths.yaml'),
    `version: 1
keys:
  a: { product: windows-xp-professional, secret: { command: [bin/get, bin/x] }, identity: { lastFive: KKKKK } }
  b: { product: windows-xp-professional, secret: { age: { file: b.age } }, identity: { lastFive: KKKKK } }
  c: { product: windows-xp-professional, secret: { sops: { file: c.yaml } }, identity: { lastFive: KKKKK } }
  d: { product: windows-xp-professional, secret: { command: [op, read] }, identity: { lastFive: KKKKK } }
access: { here: { kind: ssh } }
defaults: { key: a, os: windows-xp-sp3, access: here }
hosts: { a.example: }
`,
  );
  const loaded = await loadInventory([join(folder, 'paths.yaml')], { today: '2026-11-22' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  expect([...loaded.value.keys.values()].map(({ secret }) => secret)).toEqual([
    { command: [join(folder, 'bin/get'), 'bin/x'] },
    { age: { file: join(folder, 'b.age') } },
    { sops: { file: join(folder, 'c.yaml') } },
    { command: ['op', 'read'] },
  ]);
});
