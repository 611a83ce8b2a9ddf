import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleScripts } from '../../src/cli/actions/bundle-scripts.ts';
import { DESIRED, FIRST, missingFor, OOBE_TIMER, Rig } from '../support/wine-rig.ts';
import type { OsLevel } from '../wine/host.ts';
import { registryChanges } from '../wine/registry-export.ts';
import type { Finished } from '../wine/run-to-end.ts';

const reason = missingFor('local');
const REFUSED = 0x8004_1001;
const RTM = 'ChangeVLKey2600.vbs';
const LATER = 'ChangeVLKeySP1.vbs';
/** The steps of KB 328874, written anew for the tests of the double. */
const KB_2600 = join(import.meta.dirname, '../wine/double/test/kb-2600.vbs');
const SET = `The key that ends in ${DESIRED.lastFive} is set.`;

/**
 * Beside what KB 328874 documents of its scripts: one argument, with or without hyphens, and usage without one. What they
 * do not have: an exit code other than 0, an undo, a look at what came of it.
 */
describe('the stand-alone scripts, on the class double', () => {
  let rig: Rig;

  beforeAll(async () => {
    if (reason !== undefined) return;
    rig = await Rig.create('local');
    for (const [name, text] of bundleScripts({ scripts: true }).standAlone) {
      await writeFile(join(rig.host.files(), name), text, 'latin1');
    }
  });
  afterAll(async () => {
    if (reason === undefined) await rig[Symbol.asyncDispose]();
  });
  beforeEach((context) => context.skip(reason !== undefined, reason));

  it.each([RTM, LATER])('%s without an argument says how it is used', async (script) => {
    await rig.reset('xp-rtm');
    const { exitCode, stdout } = await run(script);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 64,
      stdout: `${script} needs the new product key as its one argument.\r\nUsage: cscript //Nologo ${script} ABCDE-FGHIJ-KLMNO-PRSTU-WYQZX\r\n`,
    });
  });

  it.each([
    ['none', '-', /That is no product key/],
    ['one character short', DESIRED.key.slice(1), /That is no product key/],
    ['a character that keys never have', DESIRED.key.replace('B', 'A'), /That is no product key/],
    ['for Windows 8', `N${DESIRED.key.slice(1)}`, /a key for Windows 8 or later/],
  ])('a key is refused before anything: %s', async (_what, key, says) => {
    const { exitCode, stdout } = await run(RTM, key);
    expect(exitCode).toBe(64);
    expect(stdout).toMatch(says);
    expect(await rig.host.calls()).toBe(0);
  });

  it(`${RTM} sets the key of XP without a service pack; run again it changes nothing`, async () => {
    await rig.reset('xp-rtm');
    const first = await run(RTM, DESIRED.key);
    expect({ exitCode: first.exitCode, said: lines(first) }).toEqual({
      exitCode: 0,
      said: ['Warning: the key was in the command line. Others can see it there, and logs keep it.', SET],
    });
    expect(await rig.storedKey()).toBe(DESIRED.bytes);
    expect(await rig.host.oobeTimerDeletes()).toBe(1);
    expect(await rig.host.undoSlots()).toEqual({});
    const before = await rig.host.registryDigest();
    const second = await run(RTM, DESIRED.key.replaceAll('-', '').toLowerCase());
    expect(second).toMatchObject({ exitCode: 0 });
    expect(lines(second).at(-1)).toBe(`This Windows already has the key that ends in ${DESIRED.lastFive}.`);
    expect(registryChanges(before, await rig.host.registryDigest())).toEqual([]);
    expect(await rig.host.calls()).toBe(1);
  });

  it.each<OsLevel>(['xp-sp1', 'server-2003-rtm'])(
    `${LATER} sets the key of %s and leaves OOBETimer alone`,
    async (os) => {
      await rig.reset(os);
      const done = await run(LATER, DESIRED.key);
      expect({ exitCode: done.exitCode, said: lines(done).at(-1) }).toEqual({ exitCode: 0, said: SET });
      expect(await rig.storedKey()).toBe(DESIRED.bytes);
      expect(await rig.host.oobeTimer()).toBe(OOBE_TIMER);
      expect(await rig.host.oobeTimerDeletes()).toBe(0);
    },
  );

  it.each<[string, OsLevel]>([
    [RTM, 'xp-sp2'],
    [RTM, 'server-2003-rtm'],
    [LATER, 'xp-rtm'],
  ])('%s does nothing on %s, and says so', async (script, os) => {
    await rig.reset(os);
    const before = await rig.host.registryDigest();
    const { exitCode, stdout } = await run(script, DESIRED.key);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(new RegExp(`Nothing was changed: ${script} is for .* This is version 5\\.`));
    expect(registryChanges(before, await rig.host.registryDigest())).toEqual([]);
  });

  it.each<[string, OsLevel]>([
    [RTM, 'xp-rtm'],
    [LATER, 'xp-sp3'],
  ])('%s puts everything back when %s refuses the key', async (script, os) => {
    await rig.reset(os, { SetKeyError: REFUSED });
    const before = await rig.host.registryDigest();
    const done = await run(script, DESIRED.key);
    expect({ exitCode: done.exitCode, said: lines(done).at(-1) }).toEqual({
      exitCode: 1,
      said: 'The key was not taken (refused com-error 80041001 definite). Everything is as before.',
    });
    expect(await rig.host.oobeTimer()).toBe(OOBE_TIMER);
    expect(await rig.host.undoSlots()).toEqual({});
    expect(await rig.storedKey()).toBe(FIRST.bytes);
    const changed = registryChanges(before, await rig.host.registryDigest());
    expect(changed.filter((change) => !/"(?:Calls|OobeTimerDeletes)"=/.test(change))).toEqual([]);
    expect(await rig.host.calls()).toBe(1);
  });

  it('a yes without a new key is no success; the next run settles it first', async () => {
    await rig.reset('xp-rtm', { SkipWrite: 1 });
    const lied = await run(RTM, DESIRED.key);
    expect({ exitCode: lied.exitCode, said: lines(lied).at(-1) }).toEqual({
      exitCode: 2,
      said: expect.stringMatching(/^It is not certain .* settles it first\.$/),
    });
    await rig.host.uncontrol('SkipWrite');
    expect(await run(RTM, DESIRED.key)).toMatchObject({ exitCode: 0 });
    expect(await rig.storedKey()).toBe(DESIRED.bytes);
    expect(await rig.host.undoSlots()).toEqual({});
  });

  it('a key that makes Windows demand activation is told as that', async () => {
    await rig.reset('xp-sp3', { ActivationAfterSet: 1 });
    const done = await run(LATER, DESIRED.key);
    expect({ exitCode: done.exitCode, said: lines(done).slice(1) }).toEqual({
      exitCode: 2,
      said: [SET, expect.stringMatching(/^Windows has to be activated\. Restart, run this again; .*msoobe\.exe \/a$/)],
    });
  });

  it('the way of the article, for comparison: after a refusal OOBETimer is gone, and the exit code is 0', async () => {
    await rig.reset('xp-rtm', { SetKeyError: REFUSED });
    await rig.host.put(KB_2600, 'C:\\kb-2600.vbs');
    expect(await run('kb-2600.vbs', DESIRED.key)).toMatchObject({ exitCode: 0, stdout: '0x80041001\r\n' });
    expect(await rig.host.oobeTimer()).toBeUndefined();
  });

  it('a Windows that keeps no key is left alone', async () => {
    await rig.reset('xp-sp3');
    await rig.withholdKey();
    const done = await run(LATER, DESIRED.key);
    expect(done.exitCode).toBe(1);
    expect(done.stdout).toMatch(/the key this Windows has cannot be read \(withheld/);
    expect(await rig.host.calls()).toBe(0);
  });

  async function run(script: string, ...args: readonly string[]): Promise<Finished> {
    const done = await rig.host.run(['cscript', '//Nologo', `C:\\${script}`, ...args]);
    for (const key of [DESIRED.key, DESIRED.key.replaceAll('-', '')])
      expect(`${done.stdout}${done.stderr}`.toUpperCase()).not.toContain(key);
    return done;
  }
});

function lines({ stdout }: Finished): readonly string[] {
  return stdout.split('\r\n').filter(Boolean);
}
