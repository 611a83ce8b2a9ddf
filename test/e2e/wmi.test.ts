import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DESIRED, FIRST, missingFor, OOBE_TIMER, Rig } from '../support/wine-rig.ts';
import { busyEnds, callsReach } from '../support/wine-watch.ts';
import type { OsLevel } from '../wine/host.ts';
import { registryChanges } from '../wine/registry-export.ts';

const OWN = String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\vlkctl`;
const LONG_AGO = '20260101000000.000000+000';

// Wine reaches itself only, as \\localhost: moniker, calls and marks are proven here, a network is not.
describe('over wmi, on the class double', () => {
  const reason = missingFor('wmi');
  let rig: Rig;

  beforeAll(async () => {
    if (reason === undefined) rig = await Rig.create('wmi');
  });
  afterAll(async () => {
    if (reason === undefined) await rig[Symbol.asyncDispose]();
  });
  beforeEach((context) => context.skip(reason !== undefined, reason));

  it.each<[OsLevel, number, string | undefined]>([
    ['xp-rtm', 1, undefined],
    ['xp-sp3', 0, OOBE_TIMER],
  ])('%s gets the desired key, and keeps nothing of the change', async (level, deletes, oobeTimer) => {
    await rig.reset(level);
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 0, status: 'verified' });
    expect(await rig.storedKey()).toBe(DESIRED.bytes);
    expect(await rig.host.oobeTimerDeletes()).toBe(deletes);
    expect(await rig.host.oobeTimer()).toBe(oobeTimer);
    expect(await rig.host.query(OWN)).toEqual({});
    expect(await rig.report('drift')).toMatchObject({ exitCode: 0, status: 'in-order' });
  });

  it('XP without a service pack is put back byte for byte when SetProductKey refuses for certain', async () => {
    await rig.reset('xp-rtm', { OobeTimerError: 0, SetKeyError: 0x8004_1001 });
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 4, status: 'undone' });
    await expectOldKey();
  });

  it('a change whose cscript died is left alone while its mark counts, then settled, and the mark goes', async () => {
    await rig.reset('xp-rtm', { ExitInSetKey: 1 });
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 4, status: 'unsettled' });
    const before = await rig.host.registryDigest();
    expect(await rig.report('recover')).toMatchObject({ exitCode: 4, status: 'unsettled' });
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 5, code: 'change-in-progress' });
    expect(registryChanges(before, await rig.host.registryDigest())).toEqual([]);
    expect(await rig.host.oobeTimer()).toBeUndefined();
    await ageMarks();
    expect(await rig.report('recover')).toMatchObject({ exitCode: 0, status: 'settled' });
    await expectOldKey();
  });

  it('a call that got no answer after SP1 may still be carried out, until the time of the mark is over', async () => {
    await rig.reset('xp-sp3', { SetKeyError: 0x8007_06be });
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 4, status: 'unsettled' });
    expect(await marks()).toEqual([{ Seconds: 120 }]);
    await rig.host.uncontrol('SetKeyError');
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 5, code: 'change-in-progress' });
    expect(await rig.host.calls()).toBe(1);
    await ageMarks();
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 0, status: 'verified' });
    expect(await rig.host.query(OWN)).toEqual({});
  });

  it('a cscript that still waits keeps the host busy after the time of its mark', async () => {
    await rig.reset('xp-rtm', { DelayMs: 10_000 });
    const controller = rig.start('apply', '--yes');
    await callsReach(rig, 1);
    controller.kill('SIGKILL');
    await once(controller, 'exit');
    await ageMarks();
    expect(await rig.report('drift')).toMatchObject({ code: 'change-in-progress' });
    expect(await rig.report('recover')).toMatchObject({ exitCode: 4, status: 'unsettled' });
    expect(Object.keys(await rig.host.undoSlots())).toHaveLength(1);
    await busyEnds(rig);
    expect(await rig.report('recover')).toMatchObject({ exitCode: 0, status: 'settled' });
    expect(await rig.storedKey()).toBe(DESIRED.bytes);
    expect(await rig.host.query(OWN)).toEqual({});
  });

  it('the change of another controller is waited for', async () => {
    await rig.reset('xp-sp3');
    await leaveMark(hostTime());
    const before = await rig.host.registryDigest();
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 5, code: 'change-in-progress' });
    expect(registryChanges(before, await rig.host.registryDigest())).toEqual([]);
    expect(await rig.host.calls()).toBe(0);
  });

  it('a host that cannot be connected is unknown', async () => {
    await rig.reset('xp-sp3');
    await rig.declare('windows-xp-sp3', 'gate-09.b.example');
    expect(await rig.report('drift')).toMatchObject({ exitCode: 5, status: 'unknown', code: 'provider-failed' });
  });

  async function expectOldKey(): Promise<void> {
    expect(await rig.storedKey()).toBe(FIRST.bytes);
    expect(await rig.host.oobeTimer()).toBe(OOBE_TIMER);
    expect(await rig.host.query(OWN)).toEqual({});
  }

  /** The numbers of each mark there is. */
  async function marks(): Promise<readonly Record<string, unknown>[]> {
    const keys = Object.entries(await rig.host.query(`${OWN}\\Busy`)).filter(([key]) => key !== `${OWN}\\Busy`);
    return keys.map(([, values]) => ({ Seconds: values['Seconds']?.data }));
  }

  /** As if they had been left long ago. */
  async function ageMarks(): Promise<void> {
    const keys = Object.keys(await rig.host.query(`${OWN}\\Busy`)).filter((key) => key !== `${OWN}\\Busy`);
    expect(keys).toHaveLength(1);
    await rig.host.importReg(`[${keys.join('')}]\n"Since"="${LONG_AGO}"`);
  }

  async function leaveMark(since: string): Promise<void> {
    await rig.host.importReg(
      `[${OWN}]\n\n[${OWN}\\Busy]\n\n[${OWN}\\Busy\\r1]\n"Since"="${since}"\n"Seconds"=dword:00000078`,
    );
  }
});

function hostTime(): string {
  const now = new Date().toISOString().slice(0, 19).replaceAll(/[-:T]/g, '');
  return `${now}.000000+000`;
}
