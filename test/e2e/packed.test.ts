import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESIRED, missingFor, OOBE_TIMER, Rig } from '../support/wine-rig.ts';
import { mustRun, runToEnd } from '../wine/run-to-end.ts';

const ROOT = join(import.meta.dirname, '../..');
/** npm needs what the user has set for it: registry, proxy, cache. */
const NPM = {
  ...Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? ''])),
  npm_config_fund: 'false',
  npm_config_audit: 'false',
  npm_config_prefer_offline: 'true',
};

describe('the packed tarball, installed in an empty folder', () => {
  let folder: string;
  let program: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vlk-packed-'));
    await mustRun('npm', ['pack', '--silent', '--pack-destination', folder, ROOT], { env: NPM });
    const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
    await mustRun('npm', ['install', '--silent', '--prefix', folder, join(folder, tarball)], { env: NPM });
    program = join(folder, 'node_modules', '.bin', 'vlkctl');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('rehearses', async () => {
    const { stdout, exitCode } = await runToEnd('/bin/sh', ['-c', `cd '${folder}' && '${program}' rehearse`]);
    expect(stdout).toContain('CHANGED and read back (17)');
    expect(exitCode).toBe(0);
  });

  it('is a library with types', async () => {
    const script = `import { parseProductKey } from 'vlkctl'; console.log(parseProductKey('${DESIRED.key}').value.lastFive)`;
    const { stdout } = await runToEnd('/bin/sh', ['-c', `cd '${folder}' && node --input-type=module -e "${script}"`]);
    expect(stdout.trim()).toBe(DESIRED.lastFive);
    expect(await readdir(join(folder, 'node_modules', 'vlkctl', 'dist'))).toContain('index.d.ts');
  });

  it('changes a key on the class double with the payload it ships, and puts a refused one back', async (context) => {
    const reason = missingFor('local');
    context.skip(reason !== undefined, reason);
    await using rig = await Rig.create('local');
    rig.main = join(folder, 'node_modules', 'vlkctl', 'dist', 'program', 'vlkctl.js');
    await rig.host.controls({ SetKeyError: 0x8004_1001, OobeTimerError: 0 });
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 4, status: 'undone' });
    expect(await rig.host.oobeTimer()).toBe(OOBE_TIMER);
    await rig.host.uncontrol('SetKeyError');
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 0, status: 'verified' });
    expect(await rig.storedKey()).toBe(DESIRED.bytes);
  });
});
