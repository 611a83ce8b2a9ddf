import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DESIRED, FIRST, missingFor, OOBE_TIMER, OTHER, Rig, type Via } from '../support/wine-rig.ts';
import type { OsLevel } from '../wine/host.ts';
import { registryChanges } from '../wine/registry-export.ts';

const LEVELS: readonly OsLevel[] = [
  'xp-sp1',
  'xp-sp2',
  'xp-sp3',
  'server-2003-rtm',
  'server-2003-sp1',
  'server-2003-sp2',
];

describe.each<Via>(['local', 'ssh'])('over %s, on the class double', (via) => {
  const reason = missingFor(via);
  let rig: Rig;

  beforeAll(async () => {
    if (reason === undefined) rig = await Rig.create(via);
  });
  afterAll(async () => {
    if (reason === undefined) await rig[Symbol.asyncDispose]();
  });
  beforeEach((context) => context.skip(reason !== undefined, reason));

  it('XP without a service pack gets the desired key, and OOBETimer is deleted once', async () => {
    await rig.reset('xp-rtm');
    expect(await rig.storedKey()).toBe(FIRST.bytes);
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 0, status: 'verified' });
    expect(await rig.storedKey()).toBe(DESIRED.bytes);
    expect(await rig.report('drift')).toMatchObject({ exitCode: 0, status: 'in-order' });
    expect(await rig.host.oobeTimerDeletes()).toBe(1);
    expect(await rig.host.undoSlots()).toEqual({});
  });

  it.each(LEVELS)('%s gets the desired key, and OOBETimer is never deleted', async (level) => {
    await rig.reset(level);
    expect(await rig.storedKey()).toBe(FIRST.bytes);
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 0, status: 'verified' });
    expect(await rig.storedKey()).toBe(DESIRED.bytes);
    expect(await rig.report('drift')).toMatchObject({ exitCode: 0, status: 'in-order' });
    expect(await rig.host.oobeTimerDeletes()).toBe(0);
    expect(await rig.host.oobeTimer()).toBe(OOBE_TIMER);
  });

  it('a second apply calls nothing and leaves every byte of the registry as it was', async () => {
    await rig.reset('xp-rtm');
    await rig.run('apply', '--yes');
    const calls = await rig.host.calls();
    const before = await rig.host.registryDigest();
    expect(calls).toBe(1);
    expect(await rig.report('apply', '--yes')).toMatchObject({ exitCode: 0, status: 'in-order' });
    expect(await rig.host.calls()).toBe(calls);
    expect(registryChanges(before, await rig.host.registryDigest())).toEqual([]);
  });

  it('a key changed by hand is drift, a key changed in the inventory is pending', async () => {
    await rig.reset('xp-sp3');
    expect(await rig.report('drift')).toMatchObject({ exitCode: 2, status: 'drifted', cause: 'no-history' });
    await rig.run('apply', '--yes');
    await rig.host.setKey(OTHER.key);
    expect(await rig.report('drift')).toMatchObject({ exitCode: 2, status: 'drifted', cause: 'drift' });
    await rig.run('apply', '--yes');
    await rig.declare('windows-xp-sp3', undefined, FIRST);
    expect(await rig.report('drift')).toMatchObject({ exitCode: 2, status: 'drifted', cause: 'pending' });
  });
});
