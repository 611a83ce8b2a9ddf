import { describe, expect, it } from 'vitest';
import { hostsLeft } from '../../../src/engine/hosts-left.ts';
import { apply } from '../../../src/engine/run.ts';
import { CARRIES_NEW, host, OLD } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';

const NAMES = [1, 2, 3, 4].map((number) => `hmi-00${number}.a.example`);

async function leftOf(rig: Rig, how: 'resume' | 'retry-failed' = 'resume'): Promise<readonly string[]> {
  return (await hostsLeft(rig.context(), how)).map(({ name }) => name);
}

function fleet(): Promise<Rig> {
  return Rig.create(NAMES.map((name) => host({ name })));
}

describe('going on after a run', () => {
  it('that died takes the hosts it had not come to, and writes to no other', async () => {
    await using rig = await fleet();
    await rig.crashAt('hmi-003.a.example reaches SetProductKey');
    const rest = await hostsLeft(rig.context(), 'resume');
    expect(rest.map(({ name }) => name)).toEqual(NAMES.slice(2));
    const before = NAMES.map((name) => rig.host(name).writes);
    // Whatever became of the others meanwhile is another run's business.
    rig.host(NAMES[0] ?? '').key = OLD;
    expect(await rig.statuses({ hosts: rest })).toEqual(['verified', 'verified']);
    expect(NAMES.slice(0, 2).map((name) => rig.host(name).writes)).toEqual(before.slice(0, 2));
    expect(await leftOf(rig)).toEqual([]);
  });

  it('that stopped takes those it held, and the failed ones when asked for', async () => {
    await using rig = await fleet();
    rig.host(NAMES[1] ?? '').answerToKey = 'refuses';
    expect(await rig.statuses()).toEqual(['verified', 'undone', 'held', 'held']);
    expect(await leftOf(rig)).toEqual(NAMES.slice(2));
    expect(await leftOf(rig, 'retry-failed')).toEqual(NAMES.slice(1));
  });

  it.each<[what: string, meanwhile: (rig: Rig) => Promise<unknown>]>([
    ['recover', (rig) => rig.recover()],
    ['an apply that nobody agreed to', (rig) => apply(rig.context(), async () => false)],
  ])('takes them still after %s', async (_what, meanwhile) => {
    await using rig = await fleet();
    rig.host(NAMES[1] ?? '').answerToKey = 'refuses';
    await rig.apply();
    await meanwhile(rig);
    expect(await leftOf(rig)).toEqual(NAMES.slice(2));
    expect(await leftOf(rig, 'retry-failed')).toEqual(NAMES.slice(1));
  });

  it('that missed hosts takes them, once they are there', async () => {
    await using rig = await fleet();
    rig.host(NAMES[3] ?? '').isOff = true;
    expect(await rig.statuses()).toEqual(['verified', 'verified', 'verified', 'unknown']);
    expect(await leftOf(rig)).toEqual(NAMES.slice(3));
    rig.host(NAMES[3] ?? '').isOff = false;
    expect(await rig.statuses({ hosts: await hostsLeft(rig.context(), 'resume') })).toEqual(['verified']);
    expect(await leftOf(rig)).toEqual([]);
  });

  it('is refused where there was none', async () => {
    await using rig = await fleet();
    await expect(leftOf(rig)).rejects.toMatchObject({ code: 'no-earlier-apply' });
  });
});

describe('a host that keeps losing its key', () => {
  it('is tried twice and then left alone, unless somebody insists', async () => {
    await using rig = await Rig.create([host()]);
    for (const expected of ['verified', 'verified', 'blocked', 'blocked']) {
      rig.only.key = OLD;
      expect(await rig.statuses()).toEqual([expected]);
    }
    expect(await rig.outcomes()).toMatchObject([{ block: { code: 'keeps-reverting' } }]);
    expect(await rig.statuses({ forced: ['keepsReverting'] })).toEqual(['verified']);
    expect(rig.only.key).toEqual(CARRIES_NEW);
    rig.only.key = OLD;
    expect(await rig.statuses()).toEqual(['blocked']);
  });

  it('is not one that was given another key in between, or whose inventory changed', async () => {
    await using rig = await Rig.create([host()]);
    await rig.apply();
    await rig.apply();
    rig.only.key = OLD;
    expect(await rig.statuses()).toEqual(['verified']);
  });
});
