import { describe, expect, it } from 'vitest';
import type { PlanRun } from '../../../src/engine/run.ts';
import { apply, plan } from '../../../src/engine/run.ts';
import type { RunContext } from '../../../src/engine/run-context.ts';
import type { HostSpec } from '../../../src/model/host.ts';
import type { SavedPlan } from '../../../src/model/plan.ts';
import { toSavedPlan } from '../../../src/reporters/saved-plan.ts';
import { CARRIES_NEW, containing, host, inventory, OLD, THIRD } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';

function fleet(count: number): readonly HostSpec[] {
  return Array.from({ length: count }, (_, index) => host({ name: `h-${String(index).padStart(2, '0')}.example` }));
}

function saved(run: PlanRun): SavedPlan {
  return toSavedPlan(run.plan, '2026-11-18T16:15:30.000Z', '0.1.0');
}

function codesOf({ refusals }: PlanRun): readonly string[] {
  return refusals.map(({ code }) => code);
}

function never(): Promise<boolean> {
  return expect.unreachable('a refused run asks nobody');
}

/** The rig with all its hosts verified, and a context of what is left of the inventory. */
async function shrunken(): Promise<{ rig: Rig; left: Partial<RunContext> }> {
  const rig = await Rig.create(fleet(12));
  for (const one of rig.hosts.values()) one.key = CARRIES_NEW;
  await rig.apply();
  const hosts = fleet(1);
  return { rig, left: { hosts, inventory: inventory(hosts, { digest: 'e'.repeat(64) }) } };
}

describe('a run that the guard refuses', () => {
  it('reveals no key, asks nobody and writes nothing, and says what was found', async () => {
    await using rig = await Rig.create(fleet(21));
    const run = await apply(rig.context(), never);
    expect(codesOf(run)).toEqual(['max-unplanned-changes']);
    expect(run.outcomes).toBeUndefined();
    expect(run.plan.hosts).toHaveLength(21);
    expect(run.drifts).toHaveLength(21);
    expect(rig.revealed).toEqual([]);
    expect(rig.writes).toBe(0);
    expect(rig.entries()).toEqual([]);
  });

  it('goes through when that guard is overridden by name, which is told and stands in the journal', async () => {
    await using rig = await Rig.create(fleet(21));
    const remarks: string[] = [];
    const remark = (text: string): void => void remarks.push(text);
    const other = await apply(rig.context({ forced: ['maxUnknown'], remark }), never);
    expect([codesOf(other), remarks]).toEqual([['max-unplanned-changes'], []]);
    const run = await apply(rig.context({ forced: ['maxUnplannedChanges'], remark }), async () => true);
    expect([codesOf(run), rig.writes]).toEqual([[], 21]);
    expect(remarks).toEqual([containing('overridden with --force maxUnplannedChanges: 21 hosts would be changed')]);
    expect(rig.journalText()).toContain('"forced":["maxUnplannedChanges"]');
  });

  it('is told by plan beforehand', async () => {
    await using rig = await Rig.create(fleet(21));
    expect(codesOf(await plan(rig.context()))).toEqual(['max-unplanned-changes']);
    expect(codesOf(await plan(rig.context({ hosts: fleet(20) })))).toEqual([]);
  });

  it('goes through as a plan that was saved: saving it announces its steps', async () => {
    await using rig = await Rig.create(fleet(21));
    const made = await plan(rig.context(), 'save');
    expect(codesOf(made)).toEqual([]);
    const run = await apply(rig.context(), async () => true, saved(made));
    expect(run.outcomes?.map(({ status }) => status)).toEqual(Array.from({ length: 21 }, () => 'verified'));
  });

  it('counts the unknown hosts of a saved plan against all it looked at, stale ones included', async () => {
    await using rig = await Rig.create(fleet(20));
    const maxUnknown = { kind: 'percent', percent: 10 } as const;
    const around = { inventory: inventory(fleet(20), { rollout: { maxUnknown } }) };
    const made = saved(await plan(rig.context(around), 'save'));
    for (const one of [...rig.hosts.values()].slice(10)) one.key = THIRD;
    const refusedWith = async (unknown: number): Promise<readonly string[]> => {
      const off = fleet(unknown).map(({ name }) => `${name} open`);
      rig.world.decide = ({ label }) => (off.includes(label) ? 'connection-lost' : 'go');
      return codesOf(await apply(rig.context(around), async () => false, made));
    };
    expect(await refusedWith(2)).toEqual([]);
    expect(await refusedWith(3)).toEqual(['max-unknown']);
  });

  it('is not a run that was interrupted while it looked: that one ends anyway', async () => {
    await using rig = await Rig.create(fleet(3));
    const interruption = new AbortController();
    rig.world.decide = () => {
      interruption.abort();
      return 'go';
    };
    const declared = inventory(fleet(3), { rollout: { maxUnknown: { kind: 'count', count: 0 } } });
    const run = await apply(rig.context({ inventory: declared, signal: interruption.signal }), never);
    expect(run).toMatchObject({ refusals: [], outcomes: undefined });
  });
});

describe('an inventory that lost its files', () => {
  it('does not look in order', async () => {
    const { rig, left } = await shrunken();
    await using _lock = rig;
    expect(codesOf(await plan(rig.context(left)))).toEqual(['shrunken-inventory']);
    expect(codesOf(await apply(rig.context(left), never))).toEqual(['shrunken-inventory']);
  });

  it('is accepted once a plan that was made with it is carried out, and then for good', async () => {
    const { rig, left } = await shrunken();
    await using _lock = rig;
    const made = await plan(rig.context(left), 'save');
    expect(codesOf(made)).toEqual(['shrunken-inventory']);
    const run = await apply(rig.context(left), async () => true, saved(made));
    expect(run).toMatchObject({ refusals: [], outcomes: [] });
    expect(codesOf(await plan(rig.context(left)))).toEqual([]);
    expect((await rig.journal()).lastVerified.size).toBe(1);
  });

  it('is not accepted by a plan that was not confirmed, nor by one of before', async () => {
    const { rig, left } = await shrunken();
    await using _lock = rig;
    rig.host('h-00.example').key = OLD;
    const before = saved(await plan(rig.context(), 'save'));
    const made = saved(await plan(rig.context(left), 'save'));
    await apply(rig.context(left), async () => false, made);
    expect(codesOf(await apply(rig.context(left), never, before))).toEqual(['shrunken-inventory']);
    expect(codesOf(await plan(rig.context(left)))).toEqual(['shrunken-inventory']);
  });
});

describe('a few hosts that are gone', () => {
  it('are not forgotten by a plan that was made before they went: nobody has seen that', async () => {
    await using rig = await Rig.create(fleet(12));
    for (const one of rig.hosts.values()) one.key = CARRIES_NEW;
    await rig.apply();
    rig.host('h-00.example').key = OLD;
    const before = saved(await plan(rig.context(), 'save'));
    const hosts = fleet(9);
    const left = { hosts, inventory: inventory(hosts, { digest: 'e'.repeat(64) }) };
    const run = await apply(rig.context(left), async () => true, before);
    expect(run.outcomes).toMatchObject([{ status: 'verified' }]);
    expect((await rig.journal()).lastVerified.size).toBe(12);
  });
});

describe('hosts with an unfinished change', () => {
  it('are settled however many there are', async () => {
    await using rig = await Rig.create(fleet(3).map((spec) => ({ ...spec, os: 'windows-xp-rtm' })));
    const strict = inventory(fleet(3), { rollout: { maxUnplannedChanges: { kind: 'count', count: 0 } } });
    await rig.crashAt('h-00.example before store the key');
    const context = rig.context({ inventory: strict, hosts: rig.context().hosts.slice(0, 1) });
    expect((await apply(context, async () => true)).outcomes).toMatchObject([{ status: 'verified' }]);
  });
});
