import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DESIRED, FIRST, HOST, missingFor, OOBE_TIMER, OTHER, Rig, type Via } from '../support/wine-rig.ts';
import { registryChanges } from '../wine/registry-export.ts';

const UNDO = String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\vlkctl\Undo`;
const WPA_EVENTS = String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WPAEvents`;
const INTENT = 'i20260101000000-0badcafe';
const SAVED = OOBE_TIMER.match(/../g)?.join(',') ?? '';
/** Long before any test: the slot of whoever left it may be settled by anybody. */
const LONG_AGO = '20260101000000.000000+000';

/** A slot that a change from the first key to the desired one would have left. */
const SLOT: Readonly<Record<string, string>> = {
  CSName: '"GATE-07"',
  Version: '"5.1.2600"',
  ServicePack: 'dword:00000000',
  ProductType: 'dword:00000001',
  SavedAt: `"${LONG_AGO}"`,
  OldKey: '"present KKKKK 583-7284392"',
  NewLastFive: `"${DESIRED.lastFive}"`,
  NewProductId: '"-"',
  ActivationRequired: 'dword:00000000',
  OOBETimer: `hex:${SAVED}`,
  Complete: 'dword:00000001',
};

describe.each<Via>(['local', 'ssh'])('over %s, on the class double', (via) => {
  const reason = missingFor(via);
  let rig: Rig;

  beforeAll(async () => {
    if (reason === undefined) rig = await Rig.create(via);
  });
  afterAll(async () => {
    if (reason === undefined) await rig[Symbol.asyncDispose]();
  });
  beforeEach(async (context) => {
    context.skip(reason !== undefined, reason);
    await rig.reset('xp-rtm', { OobeTimerError: 0 });
  });

  describe('a slot is settled', () => {
    it('dropped when it is not complete: nothing was deleted', async () => {
      await leaveSlot({ Complete: undefined });
      expect(await rig.report('recover')).toMatchObject({ exitCode: 0, status: 'settled' });
      await expectHost(FIRST.bytes, OOBE_TIMER, []);
    });

    it('dropped, never restored, when the new key is there', async () => {
      await leaveSlot();
      await removeOobeTimer();
      await rig.host.setKey(DESIRED.key);
      expect(await rig.report('recover')).toMatchObject({ exitCode: 0, status: 'settled' });
      await expectHost(DESIRED.bytes, undefined, []);
    });

    it('kept while the new key is there and Windows demands activation, dropped once it does not', async () => {
      await leaveSlot();
      await removeOobeTimer();
      await rig.host.setKey(DESIRED.key);
      await rig.host.controls({ ActivationRequired: 1 });
      expect(await rig.report('recover')).toMatchObject({ exitCode: 4, status: 'activation-pending' });
      await expectHost(DESIRED.bytes, undefined, [INTENT]);
      expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 5, code: 'activation-pending' });
      await rig.host.uncontrol('ActivationRequired');
      expect(await rig.report('recover')).toMatchObject({ exitCode: 0, status: 'settled' });
      await expectHost(DESIRED.bytes, undefined, []);
    });

    it('restored byte for byte, then dropped, when the old key is there and no payload is writing', async () => {
      await leaveSlot();
      await removeOobeTimer();
      expect(await rig.report('recover')).toMatchObject({ exitCode: 0, status: 'settled' });
      await expectHost(FIRST.bytes, OOBE_TIMER, []);
    });

    it('dropped when the old key and the saved OOBETimer are both there', async () => {
      await leaveSlot();
      expect(await rig.report('recover')).toMatchObject({ exitCode: 0, status: 'settled' });
      await expectHost(FIRST.bytes, OOBE_TIMER, []);
    });

    it('dropped without writing OOBETimer when there never was one', async () => {
      await leaveSlot({ OOBETimer: undefined, Absent: 'dword:00000001' });
      await removeOobeTimer();
      expect(await rig.report('recover')).toMatchObject({ exitCode: 0, status: 'settled' });
      await expectHost(FIRST.bytes, undefined, []);
    });

    it('first, and then the key is changed, by the next apply', async () => {
      await leaveSlot();
      await removeOobeTimer();
      expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 0, status: 'verified' });
      expect(await rig.storedKey()).toBe(DESIRED.bytes);
      expect(await rig.host.undoSlots()).toEqual({});
    });
  });

  describe('a slot is left alone', () => {
    it.each([
      ['OOBETimer is back with other bytes', {}, () => setOobeTimer('01,02,03')],
      ['the slot was filled on another host', { CSName: '"GATE-08"' }, removeOobeTimer],
      ['a service pack was installed since', { ServicePack: 'dword:00000001' }, removeOobeTimer],
      ['the host carries a third key', {}, () => rig.host.setKey(OTHER.key)],
    ])('when %s', async (_why, values, arrange) => {
      await leaveSlot(values);
      await arrange();
      const before = await rig.host.registryDigest();
      expect(await rig.report('recover')).toMatchObject({ exitCode: 4, status: 'unsettled' });
      expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 5, status: 'blocked', code: 'unsettled' });
      expect(registryChanges(before, await rig.host.registryDigest())).toEqual([]);
    });

    it('when another controller made it less than 15 minutes ago by the clock of the host', async () => {
      await leaveSlot({ SavedAt: `"${hostTime()}"` });
      await removeOobeTimer();
      const before = await rig.host.registryDigest();
      expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 5, code: 'another-controller' });
      expect(await rig.report('recover')).toMatchObject({ exitCode: 4, status: 'unsettled' });
      expect(registryChanges(before, await rig.host.registryDigest())).toEqual([]);
    });

    it('when a machine with another name answers, even by force', async () => {
      await leaveSlot();
      await removeOobeTimer();
      await rig.declare('windows-xp-rtm', 'gate-08.b.example');
      const before = await rig.host.registryDigest();
      expect(await rig.report('recover')).toMatchObject({ exitCode: 5, code: 'other-host' });
      expect(await rig.report('recover', '--restore', 'gate-08.b.example')).toMatchObject({
        exitCode: 5,
        code: 'other-host',
      });
      expect(registryChanges(before, await rig.host.registryDigest())).toEqual([]);
    });

    it('until a person restores it', async () => {
      await leaveSlot();
      await setOobeTimer('01,02,03');
      expect(await rig.report('recover', '--restore', HOST)).toMatchObject({ exitCode: 0, status: 'settled' });
      await expectHost(FIRST.bytes, OOBE_TIMER, []);
    });

    it('until a person drops it', async () => {
      await leaveSlot();
      await setOobeTimer('01,02,03');
      expect(await rig.report('recover', '--drop', HOST)).toMatchObject({ exitCode: 0, status: 'settled' });
      await expectHost(FIRST.bytes, '010203', []);
    });
  });

  describe('an announced change without a slot (SP1 and later)', () => {
    beforeEach(async () => {
      await rig.reset('xp-sp2', { SetKeyError: 0x8004_1001, ActivationAfterSet: 1 });
    });

    it('that brought the new key but lost activation stays open until activation is back', async () => {
      await rig.host.uncontrol('SetKeyError');
      expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 4, status: 'activation-lost' });
      expect(await rig.report('recover')).toMatchObject({ exitCode: 4, status: 'activation-lost' });
      await rig.host.uncontrol('ActivationRequired');
      expect(await rig.report('recover')).toMatchObject({ exitCode: 0, status: 'settled' });
      expect((await rig.journal()).at(-1)).toMatchObject({ type: 'closed', result: 'changed' });
    });
  });

  /** Leaves a slot as a crashed controller would; a value can be replaced, or left out with undefined. */
  async function leaveSlot(values: Readonly<Record<string, string | undefined>> = {}): Promise<void> {
    const lines = Object.entries({ ...SLOT, ...values }).flatMap(([name, data]) =>
      data === undefined ? [] : [`"${name}"=${data}`],
    );
    const parent = UNDO.replace(/\\Undo$/, '');
    await rig.host.importReg(`[${parent}]\n\n[${UNDO}]\n\n[${UNDO}\\${INTENT}]\n${lines.join('\n')}`);
  }

  async function removeOobeTimer(): Promise<void> {
    await rig.host.importReg(`[${WPA_EVENTS}]\n"OOBETimer"=-`);
  }

  async function setOobeTimer(bytes: string): Promise<void> {
    await rig.host.importReg(`[${WPA_EVENTS}]\n"OOBETimer"=hex:${bytes}`);
  }

  async function expectHost(bytes: string, oobeTimer: string | undefined, slots: readonly string[]): Promise<void> {
    expect(await rig.storedKey()).toBe(bytes);
    expect(await rig.host.oobeTimer()).toBe(oobeTimer);
    expect(Object.keys(await rig.host.undoSlots())).toEqual(slots);
  }
});

function hostTime(): string {
  const now = new Date().toISOString().slice(0, 19).replaceAll(/[-:T]/g, '');
  return `${now}.000000+000`;
}
