import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DESIRED, FIRST, missingFor, OOBE_TIMER, Rig, type Via } from '../support/wine-rig.ts';
import { busyEnds, callsReach } from '../support/wine-watch.ts';

/** ExitInSetKey of the class double: cscript dies inside SetProductKey. */
const BEFORE_STORING = 1;
const AFTER_STORING = 2;
const DELAY_MS = 2500;

describe.each<Via>(['local', 'ssh'])('when a change fails, over %s, on the class double', (via) => {
  const reason = missingFor(via);
  let rig: Rig;

  beforeAll(async () => {
    if (reason === undefined) rig = await Rig.create(via);
  });
  afterAll(async () => {
    if (reason === undefined) await rig[Symbol.asyncDispose]();
  });
  beforeEach((context) => context.skip(reason !== undefined, reason));

  it.each([
    ['refuses for certain', { SetKeyError: 0x8004_1001 }],
    ['fails without saying whether it wrote', { SetKeyError: 0x8007_06ba }],
    ['answers another code than 0', { SetKeyReturn: 5 }],
    ['claims success and writes nothing', { SkipWrite: 1 }],
    ['refuses and withholds the key it has', { SetKeyErrorAfterWrite: 0x8004_1001, WithholdKey: 1 }],
  ])('XP without a service pack is put back byte for byte when SetProductKey %s', async (_how, controls) => {
    await rig.reset('xp-rtm', { OobeTimerError: 0, ...controls });
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 4, status: 'undone' });
    expect(await rig.host.oobeTimerDeletes()).toBe(1);
    await expectOldKey(rig, 'WithholdKey' in controls ? '0'.repeat(30) : FIRST.bytes);
  });

  it('a refusal after SP1 leaves the old key and never touches OOBETimer', async () => {
    await rig.reset('xp-sp2', { SetKeyError: 0x8004_1001 });
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 4, status: 'undone' });
    expect(await rig.host.oobeTimerDeletes()).toBe(0);
    await expectOldKey(rig);
  });

  it.each([
    ['before storing', BEFORE_STORING, 'undone', FIRST.bytes],
    ['after storing', AFTER_STORING, 'verified', DESIRED.bytes],
  ])('the same apply settles when cscript dies inside SetProductKey %s', async (_when, exit, status, bytes) => {
    await rig.reset('xp-rtm', { ExitInSetKey: exit });
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: status === 'verified' ? 0 : 4, status });
    if (status === 'undone') await expectOldKey(rig);
    expect(await rig.storedKey()).toBe(bytes);
    expect(await rig.host.undoSlots()).toEqual({});
  });

  describe.each([
    ['before storing', BEFORE_STORING],
    ['after storing', AFTER_STORING],
  ])('when the controller is killed and cscript dies inside SetProductKey %s', (_when, exit) => {
    beforeEach(async () => {
      await rig.reset('xp-rtm', { ExitInSetKey: exit, DelayMs: DELAY_MS });
      await killDuringSetProductKey(rig);
      if ((await rig.host.oobeTimer()) !== undefined) throw new Error('The change was not interrupted half-way');
      await rig.host.uncontrol('ExitInSetKey', 'DelayMs');
    });

    it('drift tells of the interrupted change', async () => {
      expect(Object.keys(await rig.host.undoSlots())).toHaveLength(1);
      expect(await rig.report('drift')).toMatchObject({
        exitCode: 2,
        status: 'interrupted',
        code: 'interrupted-change',
      });
    });

    it('the next apply ends with the new key and no slot', async () => {
      const { exitCode } = await rig.report('apply', '--yes');
      expect(exitCode).toBe(0);
      expect(await rig.storedKey()).toBe(DESIRED.bytes);
      expect(await rig.host.undoSlots()).toEqual({});
      expect(await rig.report('drift')).toMatchObject({ exitCode: 0, status: 'in-order' });
    });

    it('recover alone ends with the old key and its OOBETimer, or with the new key, and no slot', async () => {
      expect(await rig.report('recover')).toMatchObject({ exitCode: 0, status: 'settled' });
      const isStored = exit === AFTER_STORING;
      expect(await rig.storedKey()).toBe(isStored ? DESIRED.bytes : FIRST.bytes);
      expect(await rig.host.oobeTimer()).toBe(isStored ? undefined : OOBE_TIMER);
      expect(await rig.host.undoSlots()).toEqual({});
    });
  });

  it('the host settles by itself when only the controller is killed', async () => {
    await rig.reset('xp-rtm', { SetKeyError: 0x8004_1001, OobeTimerError: 0, DelayMs: DELAY_MS });
    await killDuringSetProductKey(rig);
    await expectOldKey(rig);
    await rig.host.uncontrol('SetKeyError', 'DelayMs');
    expect(await rig.report('recover')).toMatchObject({ exitCode: 0, status: 'settled' });
    expect((await rig.journal()).at(-1)).toMatchObject({ type: 'closed', result: 'untouched' });
  });

  it('a change that is still being made is left alone', async () => {
    await rig.reset('xp-rtm', { DelayMs: 12_000 });
    const controller = rig.start('apply', '--yes');
    await callsReach(rig, 1);
    controller.kill('SIGKILL');
    expect(await rig.report('recover')).toMatchObject({ exitCode: 4, status: 'unsettled' });
    expect(Object.keys(await rig.host.undoSlots())).toHaveLength(1);
    await busyEnds(rig);
    expect(await rig.report('recover')).toMatchObject({ exitCode: 0, status: 'settled' });
    expect(await rig.storedKey()).toBe(DESIRED.bytes);
  });
});

async function expectOldKey(rig: Rig, bytes: string = FIRST.bytes): Promise<void> {
  expect(await rig.storedKey()).toBe(bytes);
  expect(await rig.host.oobeTimer()).toBe(OOBE_TIMER);
  expect(await rig.host.undoSlots()).toEqual({});
}

/** Kills the controller while the class double waits inside SetProductKey, and lets cscript end as it was told to. */
async function killDuringSetProductKey(rig: Rig): Promise<void> {
  const controller = rig.start('apply', '--yes');
  await callsReach(rig, 1);
  controller.kill('SIGKILL');
  await once(controller, 'exit');
  await busyEnds(rig);
}
