import { execFileSync } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formsIn, formsOf } from '../support/key-forms.ts';
import { readSpies, type SpyRecord, writeSpies } from '../support/spy.ts';
import { DESIRED, missingFor, Rig, type Via } from '../support/wine-rig.ts';
import type { Finished } from '../wine/run-to-end.ts';

const FORMS = formsOf(DESIRED.key);
const WITH_KEY = `VLK_KEY=${DESIRED.key.replaceAll('-', '')}`;

/** How SetProductKey ends, and the exit code of the apply then. */
const ENDS: readonly (readonly [how: string, controls: Readonly<Record<string, number | string>>, exitCode: number])[] =
  [
    ['succeeds', {}, 0],
    ['is refused', { SetKeyError: 0x8004_1001 }, 4],
    ['fails without saying whether it wrote', { SetKeyError: 0x8007_06ba }, 4],
    ['answers another code than 0', { SetKeyReturn: 5 }, 4],
    ['dies before storing', { ExitInSetKey: 1 }, 4],
    ['dies after storing', { ExitInSetKey: 2 }, 0],
    ['loses activation', { ActivationAfterSet: 1 }, 4],
  ];
/** What keeps SetProductKey from being called. */
const BLOCKS: typeof ENDS = [
  ['a host that is blocked', { ClassError: 0x8004_1010 }, 5],
  ['a host of another name', { ComputerName: 'GATE-08' }, 5],
];
const ALL = { ends: ENDS, blocks: BLOCKS };
/** Over wmi the same cscript runs as for this machine; what dies there is busy for minutes. */
const OVER: Readonly<Record<Via, typeof ALL>> = { local: ALL, ssh: ALL, wmi: { ends: ENDS.slice(0, 2), blocks: [] } };

describe.each<Via>(['local', 'ssh', 'wmi'])(
  'the key is nowhere but in the cscript that sets it, over %s, on the class double',
  (via) => {
    const reason = missingFor(via);
    let rig: Rig;

    beforeAll(async () => {
      if (reason !== undefined) return;
      rig = await Rig.create(via);
      const real = { cscript: join(rig.host.cscriptBin(), 'cscript'), ssh: whereIs('ssh'), sftp: whereIs('sftp') };
      rig.path.unshift(await writeSpies(rig.folder, real));
      rig.temporary = join(rig.folder, 'tmp');
    });
    afterAll(async () => {
      if (reason === undefined) await rig[Symbol.asyncDispose]();
    });
    beforeEach(async (context) => {
      context.skip(reason !== undefined, reason);
      await rm(join(rig.folder, 'records'), { recursive: true, force: true });
      await mkdir(join(rig.folder, 'records'));
      await mkdir(join(rig.folder, 'tmp'), { recursive: true });
    });

    it.each(OVER[via].ends)('when SetProductKey %s', async (_how, controls, exitCode) => {
      await rig.reset('xp-rtm', { OobeTimerError: 0, ...controls });
      const applied = await rig.run('apply', '--yes');
      expect(applied.exitCode).toBe(exitCode);
      await rig.host.uncontrol('ExitInSetKey', 'ActivationRequired');
      const others = [
        await rig.run('drift', '--output', 'json'),
        await rig.run('recover'),
        await rig.run('keys identify', 'plant', '--dry-run'),
      ];
      expect(others.slice(1).map((run) => run.exitCode)).toEqual([0, 0]);
      await expectNoKey([applied, ...others]);
      const carriers = (await readSpies(rig.folder)).filter((record) => record.env.includes(WITH_KEY));
      expect(carriers.map((record) => record.program)).toEqual(via === 'ssh' ? [] : ['cscript']);
    });

    it.each(OVER[via].blocks)('with %s', async (_what, controls, exitCode) => {
      await rig.reset('xp-rtm', controls);
      const applied = await rig.run('apply', '--yes');
      expect(applied.exitCode).toBe(exitCode);
      await expectNoKey([applied]);
    });

    it('when the secret is not what the inventory declares, is mistyped, or stands in the YAML', async () => {
      await rig.reset('xp-rtm');
      await rig.declare('windows-xp-rtm', undefined, { key: DESIRED.key, lastFive: '88888' });
      const mismatch = await rig.run('apply', '--yes');
      expect(mismatch).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('identity-mismatch') });
      await writeFile(join(rig.folder, 'plant.key'), `${DESIRED.key}A\n`);
      const mistyped = await rig.run('apply', '--yes');
      expect(mistyped).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('secret-not-a-key') });
      await writeFile(join(rig.folder, 'plant.yaml'), `version: 1\nkeys: { plant: '${DESIRED.key}' }\n`);
      const inYaml = await rig.run('validate');
      expect(inYaml).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('plaintext-key') });
      await expectNoKey([mismatch, mistyped, inYaml]);
      expect((await readSpies(rig.folder)).filter((record) => record.env.includes(WITH_KEY))).toEqual([]);
    });

    /** Streams, everything a run left in files on either side, and every child process. */
    async function expectNoKey(runs: readonly Finished[]): Promise<void> {
      const found = runs.flatMap((run, index) =>
        formsIn(Buffer.from(run.stdout + run.stderr, 'latin1'), FORMS).map((form) => `run ${index}: ${form}`),
      );
      for (const folder of [join(rig.folder, 'state'), join(rig.folder, 'tmp'), rig.host.files()]) {
        for (const file of await filesBelow(folder)) {
          found.push(...formsIn(await readFile(file), FORMS).map((form) => `${file}: ${form}`));
        }
      }
      const records = await readSpies(rig.folder);
      found.push(
        ...records.flatMap((record) => formsIn(visible(record), FORMS).map((form) => `${record.program}: ${form}`)),
      );
      expect(found).toEqual([]);
      expect(await readdir(join(rig.folder, 'tmp'))).toEqual([]);
      expect(
        (await filesBelow(rig.host.files())).filter((file) =>
          /vlk-host|change\.txt|observe\.txt|calls\.txt/.test(file),
        ),
      ).toEqual([]);
    }
  },
);

it('the search finds each form it knows', () => {
  const missed = [...FORMS].filter(([, form]) => !formsIn(Buffer.concat([Buffer.from('x'), form]), FORMS).length);
  expect(FORMS.size).toBeGreaterThan(30);
  expect(missed).toEqual([]);
});

/** All that a process was started with, but for the one variable that the setting cscript may have. */
function visible({ args, env }: SpyRecord): Buffer {
  return Buffer.from([...args, ...env.filter((variable) => variable !== WITH_KEY)].join('\n'), 'latin1');
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry);
    const status = await lstat(path);
    if (status.isDirectory()) found.push(...(await filesBelow(path)));
    if (status.isFile()) found.push(path);
  }
  return found;
}

function whereIs(program: string): string {
  return execFileSync('/usr/bin/which', [program], { encoding: 'utf8' }).trim();
}
