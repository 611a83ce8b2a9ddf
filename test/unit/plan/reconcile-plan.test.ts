import { describe, expect, it } from 'vitest';
import type { HostPlan, Plan, SavedPlan, Step } from '../../../src/model/plan.ts';
import { reconcileHost, reconcilePlan, type WorkPlan, workOf } from '../../../src/plan/reconcile-plan.ts';
import { whyStale } from '../../../src/plan/why-stale.ts';
import { toSavedPlan } from '../../../src/reporters/saved-plan.ts';
import { DENIED, NEW, OLD, stepOf, THIRD, WAIVED } from '../../support/builders.ts';

const HOST = 'hmi-001.a.example';

const step = stepOf();
const change: WorkPlan = { host: HOST, status: 'change', step };
const settle: WorkPlan = { host: HOST, status: 'settle', intents: ['i20251122110000-00000001'] };
const inOrder: HostPlan = { host: HOST, status: 'in-order' };
const unknown: HostPlan = { host: HOST, status: 'unknown', fault: DENIED };
const blocked: HostPlan = { host: HOST, status: 'blocked', block: { code: 'other-host', message: 'm', help: 'h' } };

const waived: HostPlan = { host: HOST, status: 'waived', waiver: WAIVED };

function planOf(...hosts: readonly HostPlan[]): Plan {
  return { formatVersion: 1, inventoryDigest: 'd'.repeat(64), simulated: false, hosts };
}

function savedOf(...hosts: readonly HostPlan[]): SavedPlan {
  return toSavedPlan({ ...planOf(...hosts), inventoryDigest: 'e'.repeat(64) }, '2026-11-18T16:15:30.000Z', '0.1.0');
}

function on(host: string, plan: HostPlan): HostPlan {
  return { ...plan, host };
}

describe('reconcileHost', () => {
  it('lets a step through that would be planned now just so', () => {
    expect(reconcileHost(change, change)).toEqual(change);
  });

  it.each([inOrder, blocked, unknown])('takes today for it where nothing can be done: $status', (fresh) => {
    expect(reconcileHost(change, fresh)).toBe(fresh);
    expect(reconcileHost(settle, fresh)).toBe(fresh);
  });

  it('calls a step stale on a host that is waived since; settling is over there', () => {
    expect(reconcileHost(change, waived)).toMatchObject({
      status: 'plan-stale',
      why: 'its drift is waived until 2027-01-31: scrapped week 4 (b@example)',
      step,
    });
    expect(reconcileHost(settle, waived)).toBe(waived);
  });

  it('keeps a step while an earlier change is in its way: it is held against what is there after settling', () => {
    expect(reconcileHost(change, settle)).toBe(change);
  });

  it('settles what the plan says is to be settled, and changes no key the plan does not name', () => {
    expect(reconcileHost(settle, settle)).toBe(settle);
    expect(reconcileHost(settle, change)).toMatchObject({
      status: 'plan-stale',
      why: 'setting the key is not in the plan, only settling',
    });
  });

  it('calls a step stale that is not what would be planned now, and keeps it for the report', () => {
    const fresh: HostPlan = { ...change, step: stepOf({ before: THIRD }) };
    expect(reconcileHost(change, fresh)).toMatchObject({ host: HOST, status: 'plan-stale', step, settled: [] });
  });
});

describe('whyStale', () => {
  const other: readonly (readonly [string, Partial<Step>, string])[] = [
    [
      'another OS level',
      { os: 'windows-xp-rtm', strategy: 'pre-sp1' },
      'the inventory declares windows-xp-rtm now, the plan was made for windows-xp-sp3',
    ],
    ['another key', { keyLabel: 'xp-da' }, 'the inventory wants the key xp-da now, the plan sets xp-en'],
    [
      'another identity',
      { after: { ...NEW, lastFive: '88888' } },
      'the key xp-en has another identity in the inventory now, ending in 88888',
    ],
    [
      'another key in place',
      { before: THIRD },
      'the host changed: it carries RRRRR with 641-0000014 (volume), the plan was made when it carried 67899 with 640-0000007 (volume)',
    ],
    [
      'no key in place',
      { before: { state: 'withheld', channel: 'volume' } },
      'the host changed: it carries no key that could be read, the plan was made when it carried 67899 with 640-0000007 (volume)',
    ],
    [
      'another way to change it',
      { calls: ['set-product-key', 'settle'] },
      'the host would be changed in another way now: sp1 with set-product-key, settle',
    ],
  ];

  it.each(other)('says in words: %s', (_title, now, why) => {
    expect(whyStale(step, { ...step, ...now })).toBe(why);
  });

  it('has nothing to say of the same step, whatever its cause and the order of its properties', () => {
    const { channel, ...key } = OLD;
    const { calls, os, ...rest } = step;
    expect(whyStale(step, { calls, ...rest, os, before: { channel, ...key }, cause: 'drift' })).toBeUndefined();
  });
});

describe('reconcilePlan', () => {
  const [a, b, c, d] = ['a.example', 'b.example', 'c.example', 'd.example'] as const;

  it('is about the work of the saved plan only, whatever else there is to do today', () => {
    const saved = savedOf(on(a, change), on(b, inOrder), on(c, unknown));
    const today = planOf(on(a, change), on(b, change), on(c, change), on(d, change));
    const { plan, stale } = reconcilePlan(saved, today, () => true);
    expect(plan.hosts).toEqual([on(a, change)]);
    expect(stale).toEqual([]);
    expect(workOf(saved).map(({ host }) => host)).toEqual([a]);
  });

  it('says what today is: the plan it gives is of today, sorted by host', () => {
    const saved = savedOf(on(b, change), on(a, change));
    const { plan } = reconcilePlan(saved, planOf(on(a, change), on(b, change)), () => true);
    expect(plan).toEqual(planOf(on(a, change), on(b, change)));
  });

  it('calls a step on a host stale that nobody declares any more, and passes over hosts that were not selected', () => {
    const saved = savedOf(on(a, change), on(b, change), on(c, settle));
    const { plan, stale } = reconcilePlan(saved, planOf(), (host) => host === a);
    expect(plan.hosts).toEqual([]);
    expect(stale).toMatchObject([{ host: b, why: 'the host is no longer declared in the inventory', step }]);
  });

  it('takes hosts with the names of prototypes for what they are: names', () => {
    const evil = ['__proto__', 'constructor', 'toString'];
    const saved = savedOf(...evil.map((name) => on(name, change)));
    const { plan, stale } = reconcilePlan(saved, planOf(), () => false);
    expect(plan.hosts).toEqual([]);
    expect(stale.map(({ host }) => host)).toEqual(evil);
  });
});
