import { describe, expect, it } from 'vitest';
import type { OsLevel } from '../../../src/model/os-level.ts';
import { CARRIES_NEW, host, OLD, osFacts, THIRD } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';
import { type KeptSlot, ORIGINAL_TIMER, type SimulatedHost } from '../../support/simulated-host.ts';
import { faultOf } from '../../support/world.ts';

const FIRST = 'hmi-001.a.example';
const FOREIGN = 'i20251122110000-foreign1';
const YOUNG = '2025-11-22T11:50:00+01:00';
const OLD_ENOUGH = '2025-11-22T11:30:00+01:00';

function rigAt(os: OsLevel = 'windows-xp-rtm'): Promise<Rig> {
  return Rig.create([host({ os })]);
}

/** What another controller left: OOBETimer saved and deleted, key not changed. */
function leaveSlot(on: SimulatedHost, overrides: Partial<Extract<KeptSlot, { complete: true }>> = {}): void {
  on.slots.set(FOREIGN, {
    complete: true,
    ...osFacts('windows-xp-rtm', on.os.csName),
    savedAt: OLD_ENOUGH,
    old: { ...OLD, channel: 'unknown' },
    new: { lastFive: 'KKKKK', productId: '583-7284392' },
    activationRequiredBefore: false,
    savedTimer: ORIGINAL_TIMER,
    ...overrides,
  });
  on.oobeTimer = undefined;
}

describe('recover', () => {
  it('finds nothing to do on a host without an unfinished change, whatever key it carries', async () => {
    await using rig = await rigAt();
    expect((await rig.recover()).outcomes).toEqual([{ host: FIRST, settled: [], status: 'settled' }]);
    expect(rig.writes).toBe(0);
    expect(rig.entries()).toEqual([]);
  });

  it('needs no key', async () => {
    await using rig = await rigAt();
    await rig.crashAt('reaches SetProductKey');
    const revealed = rig.revealed.length;
    await rig.recover();
    expect(rig.only).toMatchObject({ key: OLD, oobeTimer: ORIGINAL_TIMER });
    expect(rig.revealed).toHaveLength(revealed);
  });

  it('settles by the slot, not by what the inventory wants today', async () => {
    await using rig = await rigAt();
    leaveSlot(rig.only, { new: { lastFive: 'RRRRR', productId: '641-0000014' } });
    rig.only.key = THIRD;
    expect((await rig.recover()).outcomes).toMatchObject([{ status: 'settled', settled: [{ result: 'changed' }] }]);
    expect(rig.only.oobeTimer).toBeUndefined();
  });

  it('reports a host that cannot be reached as unknown and leaves its intent open', async () => {
    await using rig = await rigAt();
    await rig.crashAt('reaches SetProductKey');
    rig.world.decide = ({ label }) => (label === `${FIRST} open` ? 'connection-lost' : 'go');
    expect((await rig.recover()).outcomes).toMatchObject([{ status: 'unknown' }]);
    expect((await rig.journal()).openIntents).toHaveLength(1);
  });

  it.each([
    ['windows-xp-rtm', 'activation-pending'],
    ['windows-xp-sp3', 'activation-lost'],
  ] as const)('keeps the change on %s open as %s while Windows still demands activation', async (os, status) => {
    await using rig = await rigAt(os);
    rig.only.answerToKey = 'accepts-not-activated';
    await rig.apply();
    const slots = rig.only.slots.size;
    expect((await rig.recover()).outcomes).toMatchObject([{ status, settled: [{ result: status }] }]);
    expect(rig.only.slots.size).toBe(slots);
    expect((await rig.journal()).openIntents).toHaveLength(1);
  });

  it('announces what it puts back before it does', async () => {
    await using rig = await rigAt();
    await rig.crashAt('reaches SetProductKey');
    await rig.recover();
    expect(rig.entries().map((entry) => entry.type)).toEqual(['intent', 'settling', 'closed']);
    expect(rig.unannounced).toEqual([]);
  });
});

describe('a slot of another controller', () => {
  it('is left alone while it is young', async () => {
    await using rig = await rigAt();
    leaveSlot(rig.only, { savedAt: YOUNG });
    const { outcomes } = await rig.recover();
    expect(outcomes).toMatchObject([
      { status: 'unsettled', settled: [{ intent: FOREIGN, result: 'another-controller' }] },
    ]);
    expect(await rig.outcomes()).toMatchObject([{ status: 'blocked', block: { code: 'another-controller' } }]);
    expect(rig.writes).toBe(0);
  });

  it('is settled once it is 15 minutes old by the clock of the host', async () => {
    await using rig = await rigAt();
    leaveSlot(rig.only);
    expect((await rig.recover()).outcomes).toMatchObject([{ status: 'settled', settled: [{ result: 'restored' }] }]);
    expect(rig.only).toMatchObject({ key: OLD, oobeTimer: ORIGINAL_TIMER });
    expect(rig.only.slots.size).toBe(0);
    expect(rig.unannounced).toEqual([]);
  });

  it('is settled by apply, too, which then changes the key', async () => {
    await using rig = await rigAt();
    leaveSlot(rig.only);
    expect(await rig.statuses()).toEqual(['verified']);
    expect(rig.only.key).toEqual(CARRIES_NEW);
  });

  it('that was never completed is forgotten when it is old or has no time: nothing was deleted', async () => {
    await using rig = await rigAt();
    for (const time of [{}, { savedAt: OLD_ENOUGH }]) {
      rig.only.slots.set(FOREIGN, { complete: false, ...time });
      expect((await rig.recover()).outcomes).toMatchObject([{ status: 'settled', settled: [{ result: 'untouched' }] }]);
    }
    expect(rig.only).toMatchObject({ key: OLD, oobeTimer: ORIGINAL_TIMER });
  });

  it('with a name that vlkctl never makes is left to a person', async () => {
    await using rig = await rigAt();
    leaveSlot(rig.only);
    const [kept] = rig.only.slots.values();
    rig.only.slots.clear();
    if (kept !== undefined) rig.only.slots.set('..\\Software', kept);
    expect((await rig.recover()).outcomes).toMatchObject([{ status: 'unsettled' }]);
    expect(rig.writes).toBe(0);
  });
});

describe('recover --restore', () => {
  it('puts OOBETimer back whatever the table says', async () => {
    await using rig = await rigAt();
    leaveSlot(rig.only);
    rig.only.oobeTimer = 'feedface';
    expect((await rig.recover()).outcomes).toMatchObject([{ status: 'unsettled' }]);
    const forced = await rig.recover({ action: 'restore', host: FIRST });
    expect(forced.outcomes).toMatchObject([{ status: 'settled', settled: [{ result: 'restored' }] }]);
    expect(rig.only.oobeTimer).toBe(ORIGINAL_TIMER);
    expect(rig.only.slots.size).toBe(0);
    expect(rig.unannounced).toEqual([]);
  });

  it('closes the intent in the journal', async () => {
    await using rig = await rigAt();
    rig.only.answerToKey = 'garbles';
    await rig.apply();
    await rig.recover({ action: 'restore', host: FIRST });
    expect(rig.only).toMatchObject({ oobeTimer: ORIGINAL_TIMER });
    expect((await rig.journal()).openIntents).toEqual([]);
  });

  it('does not claim to have settled what has nothing saved', async () => {
    await using rig = await rigAt('windows-xp-sp3');
    rig.only.answerToKey = 'garbles';
    await rig.apply();
    expect((await rig.recover({ action: 'restore', host: FIRST })).outcomes).toMatchObject([{ status: 'unsettled' }]);
    expect((await rig.journal()).openIntents).toHaveLength(1);
  });

  it('does not claim to have restored a slot that was never completed', async () => {
    await using rig = await rigAt();
    rig.only.slots.set(FOREIGN, { complete: false });
    expect((await rig.recover({ action: 'restore', host: FIRST })).outcomes).toMatchObject([{ status: 'unsettled' }]);
    expect(rig.only.slots.size).toBe(1);
  });
});

describe('recover --drop', () => {
  it('forgets the slot and leaves the host as it is', async () => {
    await using rig = await rigAt();
    leaveSlot(rig.only);
    rig.only.oobeTimer = 'feedface';
    const forced = await rig.recover({ action: 'drop', host: FIRST });
    expect(forced.outcomes).toMatchObject([{ status: 'settled' }]);
    expect(rig.only).toMatchObject({ key: OLD, oobeTimer: 'feedface' });
    expect(rig.only.slots.size).toBe(0);
  });

  it.each(['windows-xp-rtm', 'windows-xp-sp3'] as const)(
    'closes the intents of %s as dropped by a person',
    async (os) => {
      await using rig = await rigAt(os);
      rig.only.answerToKey = 'garbles';
      await rig.apply();
      expect((await rig.recover({ action: 'drop', host: FIRST })).outcomes).toMatchObject([{ status: 'settled' }]);
      expect((await rig.journal()).openIntents).toEqual([]);
      expect(rig.entries().filter((entry) => entry.type === 'closed')).toMatchObject([{ result: 'dropped' }]);
    },
  );

  it('drops an incomplete slot of another controller before it is 15 minutes old', async () => {
    await using rig = await rigAt();
    rig.only.slots.set(FOREIGN, { complete: false, savedAt: YOUNG });
    expect((await rig.recover()).outcomes).toMatchObject([{ status: 'unsettled' }]);
    expect(rig.only.slots.size).toBe(1);
    expect((await rig.recover({ action: 'drop', host: FIRST })).outcomes).toMatchObject([{ status: 'settled' }]);
    expect(rig.only.slots.size).toBe(0);
  });

  it.each([
    ['windows-xp-rtm', 1],
    ['windows-xp-sp3', 0],
  ] as const)('closes nothing on %s while a payload still writes', async (os, slots) => {
    await using rig = await rigAt(os);
    rig.world.decide = ({ label }) => (label.endsWith('reaches SetProductKey') ? 'hangs' : 'go');
    await rig.apply();
    expect((await rig.recover({ action: 'drop', host: FIRST })).outcomes).toMatchObject([{ status: 'unsettled' }]);
    expect(rig.only.slots.size).toBe(slots);
    expect((await rig.journal()).openIntents).toHaveLength(1);
  });

  it('reaches the one host only', async () => {
    await using rig = await Rig.create([host(), host({ name: 'hmi-002.a.example' })]);
    const { outcomes } = await rig.recover({ action: 'drop', host: 'hmi-002.a.example' });
    expect(outcomes.map((outcome) => outcome.host)).toEqual(['hmi-002.a.example']);
    expect(rig.world.moments.filter(({ label }) => label.startsWith(FIRST))).toEqual([]);
  });
});

describe('the wrong machine', () => {
  const OTHER = 'SOMEBODY-ELSE';

  it.each([
    ['recover', undefined],
    ['recover --restore', { action: 'restore', host: FIRST }],
    ['recover --drop', { action: 'drop', host: FIRST }],
  ] as const)('is never settled by %s, not even when it cannot be read', async (_command, forced) => {
    await using rig = await rigAt();
    rig.only.os = osFacts('windows-xp-rtm', OTHER);
    leaveSlot(rig.only);
    for (const shows of [{}, { key: { state: 'unknown', fault: faultOf('provider-failed') } as const }]) {
      rig.only.shows = shows;
      expect((await rig.recover(forced)).outcomes).toMatchObject([
        { status: 'blocked', block: { code: 'other-host' } },
      ]);
    }
    expect(rig.writes).toBe(0);
    expect(rig.only.slots.size).toBe(1);
  });

  it('keeps the intent of the declared host open', async () => {
    await using rig = await rigAt();
    await rig.crashAt('reaches SetProductKey');
    rig.only.os = osFacts('windows-xp-rtm', OTHER);
    await rig.recover({ action: 'drop', host: FIRST });
    expect((await rig.journal()).openIntents).toHaveLength(1);
  });
});
