import { describe, expect, it } from 'vitest';
import { apply, drift, plan } from '../../../src/engine/run.ts';
import type { RunContext } from '../../../src/engine/run-context.ts';
import type { HostSpec } from '../../../src/model/host.ts';
import type { Waiver } from '../../../src/model/rollout.ts';
import { toSavedPlan } from '../../../src/reporters/saved-plan.ts';
import { containing, host, inventory, OLD, osFacts, waiver } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';

const [A, B] = ['hmi-001.a.example', 'hmi-002.a.example'] as const;
const specs = [host({ name: A }), host({ name: B })];

function waiving(waivers: readonly Waiver[], hosts: readonly HostSpec[] = specs): Partial<RunContext> {
  return { inventory: inventory(hosts, { waivers }) };
}

describe('a waived host', () => {
  it('is never written to, while the others are changed', async () => {
    await using rig = await Rig.create(specs);
    const waivers = waiving([waiver({ host: A })]);
    expect((await drift(rig.context(waivers))).drifts.map(({ status }) => status)).toEqual(['waived', 'drifted']);
    expect((await plan(rig.context(waivers))).plan.hosts).toMatchObject([
      { host: A, status: 'waived', waiver: { owner: 'b@example', found: containing('67899') } },
      { host: B, status: 'change' },
    ]);
    expect(await rig.outcomes(waivers)).toMatchObject([{ host: A, status: 'waived' }, { status: 'verified' }]);
    expect(rig.host(A)).toMatchObject({ writes: 0, key: OLD });
  });

  it('with another OS level than declared neither', async () => {
    await using rig = await Rig.create(specs);
    rig.host(A).os = osFacts('windows-xp-sp2', 'HMI-001');
    expect(await rig.statuses(waiving([waiver({ host: A, drift: 'os-level' })]))).toEqual(['waived', 'verified']);
    expect(rig.host(A).writes).toBe(0);
  });

  it('is left alone when its drift turns into a waived one between plan and write', async () => {
    await using rig = await Rig.create(specs);
    const context = rig.context(waiving([waiver({ host: A, drift: 'os-level' })]));
    const run = await apply(context, async () => {
      rig.host(A).os = osFacts('windows-xp-sp2', 'HMI-001');
      return true;
    });
    expect(run.outcomes).toMatchObject([{ status: 'waived' }, { status: 'verified' }]);
    expect(rig.host(A).writes).toBe(0);
  });

  it('is put back when a change of it stopped half-way, and then left alone', async () => {
    const rtm = [host({ name: A, os: 'windows-xp-rtm' })];
    await using rig = await Rig.create(rtm);
    await rig.crashAt(`${A} before store the key`);
    expect(await rig.outcomes(waiving([waiver({ host: A })], rtm))).toMatchObject([
      { status: 'waived', settled: [{ result: 'restored' }] },
    ]);
    expect(rig.host(A)).toMatchObject({ key: OLD, slots: new Map() });
  });

  it('makes the step of a plan stale that was saved before somebody waived it', async () => {
    await using rig = await Rig.create(specs);
    const saved = toSavedPlan((await plan(rig.context(), 'save')).plan, '2026-11-18T16:15:30.000Z', '0.1.0');
    const run = await apply(rig.context(waiving([waiver({ host: A })])), async () => true, saved);
    expect(run.outcomes).toMatchObject([
      { host: B, status: 'verified' },
      { host: A, status: 'plan-stale', why: containing('waived until 2027-01-31') },
    ]);
    expect(rig.host(A).writes).toBe(0);
  });

  it('is changed again once its waiver has ended', async () => {
    await using rig = await Rig.create(specs);
    const ended = waiving([waiver({ host: A, until: '2026-11-21' })]);
    expect(await rig.statuses(ended)).toEqual(['verified', 'verified']);
  });
});
