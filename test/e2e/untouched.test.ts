import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { missingFor, Rig, type Via } from '../support/wine-rig.ts';
import { registryChanges } from '../wine/registry-export.ts';

describe.each<Via>(['local', 'ssh'])('what must not be touched is not, over %s, on the class double', (via) => {
  const reason = missingFor(via);
  let rig: Rig;

  beforeAll(async () => {
    if (reason === undefined) rig = await Rig.create(via);
  });
  afterAll(async () => {
    if (reason === undefined) await rig[Symbol.asyncDispose]();
  });
  beforeEach((context) => context.skip(reason !== undefined, reason));

  it('another OS level than declared is drift, and blocks', async () => {
    await rig.reset('xp-sp2');
    await rig.declare('windows-xp-rtm');
    expect(await rig.report('drift')).toMatchObject({ exitCode: 2, status: 'blocked', code: 'os-level-mismatch' });
    await expectNothingWritten({ exitCode: 5, status: 'blocked', code: 'os-level-mismatch' });
  });

  it('Server 2003 without a service pack is not taken for XP without one', async () => {
    await rig.reset('server-2003-rtm');
    await rig.declare('windows-xp-rtm');
    await expectNothingWritten({ exitCode: 5, status: 'blocked', code: 'os-level-mismatch' });
  });

  it('a machine that answers with another name', async () => {
    await rig.reset('xp-rtm', { ComputerName: 'GATE-08' });
    await expectNothingWritten({ exitCode: 5, status: 'blocked', code: 'other-host' });
  });

  it('OEM media', async () => {
    await rig.reset('xp-rtm', {}, 'oem');
    await expectNothingWritten({ exitCode: 5, status: 'blocked', code: 'wrong-channel' });
  });

  it('a host that withholds its key', async () => {
    await rig.reset('xp-sp2');
    await rig.withholdKey();
    await expectNothingWritten({ exitCode: 5, status: 'blocked', code: 'key-withheld' });
  });

  it('a host without the class', async () => {
    await rig.reset('xp-rtm', { ClassError: 0x8004_1010 });
    await expectNothingWritten({ exitCode: 5, status: 'blocked', code: 'class-missing' });
  });

  it('a host whose OOBETimer is denied', async () => {
    await rig.reset('xp-rtm', { RegDenyKey: String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion\WPAEvents` });
    await expectNothingWritten({ exitCode: 5, status: 'unknown', code: 'access-denied' });
  });

  it('a host that cannot be reached', async () => {
    await rig.reset('xp-rtm');
    const expected = via === 'ssh' ? 'host-unreachable' : 'program-missing';
    if (via === 'ssh') await rig.host.stopSshd();
    else rig.path.length = 0;
    await expectNothingWritten({ exitCode: 5, status: 'unknown', code: expected });
  });

  async function expectNothingWritten(expected: { exitCode: number; status: string; code: string }): Promise<void> {
    const before = await rig.host.registryDigest();
    expect(await rig.report('plan')).toMatchObject(expected);
    expect(await rig.report('apply', '--yes')).toMatchObject(expected);
    expect(registryChanges(before, await rig.host.registryDigest())).toEqual([]);
    expect(await rig.journal()).toEqual([]);
  }
});
