import { describe, expect, it } from 'vitest';
import { apply, drift, plan } from '../../../src/engine/run.ts';
import { CARRIES_NEW, containing, host, OLD } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';
import { type AnswerToKey, ORIGINAL_TIMER } from '../../support/simulated-host.ts';

const FIRST = 'hmi-001.a.example';
const RTM = 'windows-xp-rtm';
const SP3 = 'windows-xp-sp3';

function numbered(count: number, os: typeof RTM | typeof SP3 = SP3): Promise<Rig> {
  return Rig.create(Array.from({ length: count }, (_, index) => host({ name: `hmi-00${index + 1}.a.example`, os })));
}

describe('apply', () => {
  it.each([RTM, SP3] as const)('changes %s to the desired key, and a plan made after it is empty', async (os) => {
    await using rig = await numbered(1, os);
    expect(await rig.outcomes()).toMatchObject([{ status: 'verified', actual: CARRIES_NEW, settled: [] }]);
    const after = await plan(rig.context());
    expect(after.plan.hosts).toEqual([{ host: FIRST, status: 'in-order' }]);
    expect(rig.unannounced).toEqual([]);
  });

  it.each([RTM, SP3] as const)('done twice writes to no %s host the second time, nor into the journal', async (os) => {
    await using rig = await numbered(3, os);
    await rig.apply();
    const { writes } = rig;
    const journal = rig.entries();
    expect(writes).toBeGreaterThan(0);
    expect(await rig.statuses()).toEqual(['in-order', 'in-order', 'in-order']);
    expect(rig.writes).toBe(writes);
    expect(rig.entries()).toEqual(journal);
  });

  it('never touches OOBETimer after SP1', async () => {
    await using rig = await numbered(1);
    await rig.apply();
    expect(rig.only.oobeTimer).toBe(ORIGINAL_TIMER);
    expect(rig.only.writes).toBe(1);
  });

  it('writes nothing at all when the plan is not confirmed', async () => {
    await using rig = await numbered(2);
    const run = await apply(rig.context(), async () => false);
    expect(run.outcomes).toBeUndefined();
    expect(rig.writes).toBe(0);
    expect(rig.entries()).toEqual([]);
  });

  it('asks with the plan it will carry out', async () => {
    await using rig = await numbered(1);
    const run = await apply(rig.context(), async (made) => {
      expect(made.hosts).toMatchObject([{ host: FIRST, status: 'change', step: { calls: ['set-product-key'] } }]);
      return true;
    });
    expect(run.plan.hosts).toHaveLength(1);
  });

  it('remembers a host that was in order from the start as verified', async () => {
    await using rig = await numbered(1);
    rig.only.key = CARRIES_NEW;
    await rig.apply();
    rig.only.key = OLD;
    expect((await drift(rig.context())).drifts).toMatchObject([{ status: 'drifted', cause: 'drift' }]);
  });

  it('leaves a host of another name alone', async () => {
    await using rig = await numbered(1, RTM);
    rig.only.os = { ...rig.only.os, csName: 'SOMEBODY-ELSE' };
    expect(await rig.outcomes()).toMatchObject([{ status: 'blocked', block: { code: 'other-host' } }]);
    expect(rig.writes).toBe(0);
  });
});

describe('a key that does not take', () => {
  it.each<[typeof RTM | typeof SP3, AnswerToKey]>([
    [RTM, 'refuses'],
    [RTM, 'refuses-unsure'],
    [RTM, 'ignores'],
    [SP3, 'refuses'],
    [SP3, 'refuses-unsure'],
    [SP3, 'ignores'],
  ])('is undone on %s that %s it: key and OOBETimer are as before', async (os, answer) => {
    await using rig = await numbered(1, os);
    rig.only.answerToKey = answer;
    expect(await rig.statuses()).toEqual(['undone']);
    expect(rig.only).toMatchObject({ key: OLD, oobeTimer: ORIGINAL_TIMER });
    expect(rig.only.slots.size).toBe(0);
    expect((await rig.journal()).openIntents).toEqual([]);
  });

  it.each([RTM, SP3] as const)('is undone on %s that refuses it for certain and then withholds its key', async (os) => {
    await using rig = await numbered(1, os);
    rig.only.answerToKey = 'refuses-and-withholds';
    expect(await rig.statuses()).toEqual(['undone']);
    expect(rig.only.oobeTimer).toBe(ORIGINAL_TIMER);
    expect((await rig.journal()).openIntents).toEqual([]);
  });

  it('says what Windows answered', async () => {
    await using rig = await numbered(1);
    rig.only.answerToKey = 'refuses';
    expect(await rig.outcomes()).toMatchObject([{ why: containing('com-error 0x80041001') }]);
  });

  it('says that Windows claimed success when it did', async () => {
    await using rig = await numbered(1);
    rig.only.answerToKey = 'ignores';
    expect(await rig.outcomes()).toMatchObject([{ why: containing('claimed success') }]);
  });

  it('writes no OOBETimer on a host that had none', async () => {
    await using rig = await numbered(1, RTM);
    rig.only.oobeTimer = undefined;
    rig.only.answerToKey = 'refuses';
    expect(await rig.statuses()).toEqual(['undone']);
    expect(rig.only.oobeTimer).toBeUndefined();
  });

  it.each([
    [RTM, 'activation-pending', 1],
    [SP3, 'activation-lost', 0],
  ] as const)('ends on %s as %s when Windows then demands activation', async (os, status, slots) => {
    await using rig = await numbered(1, os);
    rig.only.answerToKey = 'accepts-not-activated';
    expect(await rig.statuses()).toEqual([status]);
    expect(rig.only).toMatchObject({ key: CARRIES_NEW });
    expect(rig.only.slots.size).toBe(slots);
    expect(await rig.statuses()).toEqual(['blocked']);
    rig.only.isActivationRequired = false;
    expect((await rig.recover()).outcomes).toMatchObject([{ status: 'settled', settled: [{ result: 'changed' }] }]);
    expect(rig.only.slots.size).toBe(0);
    expect(await rig.statuses()).toEqual(['in-order']);
  });

  it.each([RTM, SP3] as const)('leaves a third key on %s to a person', async (os) => {
    await using rig = await numbered(1, os);
    rig.only.answerToKey = 'garbles';
    expect(await rig.statuses()).toEqual(['unsettled']);
    expect((await rig.journal()).openIntents).toHaveLength(1);
    expect(await rig.outcomes()).toMatchObject([{ status: 'blocked', block: { code: 'unsettled' } }]);
  });

  it('stays open, neither undone nor verified, when the host does not come back', async () => {
    await using rig = await numbered(1);
    let isGone = false;
    rig.world.decide = ({ label }) => {
      isGone ||= label.endsWith('store the key');
      return isGone ? 'connection-lost' : 'go';
    };
    expect(await rig.outcomes()).toMatchObject([{ status: 'unsettled', why: containing('not known') }]);
    expect((await rig.journal()).openIntents).toHaveLength(1);
  });
});
