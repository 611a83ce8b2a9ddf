import { describe, expect, it } from 'vitest';
import { GUARD_CODES } from '../../../src/model/guard.ts';
import type { Inventory } from '../../../src/model/inventory.ts';
import type { JournalState } from '../../../src/model/journal-entry.ts';
import type { KeyIdentity } from '../../../src/model/key.ts';
import type { Limit } from '../../../src/model/limit.ts';
import type { HostPlan, Plan, SavedPlan } from '../../../src/model/plan.ts';
import type { Rollout } from '../../../src/model/rollout.ts';
import { type Guarded, guard } from '../../../src/plan/guard.ts';
import { toSavedPlan } from '../../../src/reporters/saved-plan.ts';
import { containing, DENIED, host, inventory, journalState, keySpec, NEW, stepOf } from '../../support/builders.ts';

const DIGEST = 'd'.repeat(64);

function names(count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, index) => `h-${String(from + index).padStart(4, '0')}.example`);
}

function fleet(count: number, rollout: Rollout = {}, seats?: number): Inventory {
  const key = keySpec(seats === undefined ? {} : { seats });
  return inventory(
    names(count).map((name) => host({ name, key })),
    { rollout },
  );
}

function planOf(changes: number, unknown = 0, inOrder = 0): Plan {
  const hosts = names(changes + unknown + inOrder).map((name, index): HostPlan => {
    if (index < changes) return { host: name, status: 'change', step: stepOf() };
    if (index < changes + unknown) return { host: name, status: 'unknown', fault: DENIED };
    return { host: name, status: 'in-order' };
  });
  return { formatVersion: 1, inventoryDigest: DIGEST, simulated: false, hosts };
}

function verified(hosts: readonly string[]): JournalState {
  return journalState({ lastVerified: new Map(hosts.map((name): [string, KeyIdentity] => [name, NEW])) });
}

function codes(guarded: Partial<Guarded> & Pick<Guarded, 'inventory' | 'plan'>): readonly string[] {
  return refusals(guarded).map(({ code }) => code);
}

function refusals(guarded: Partial<Guarded> & Pick<Guarded, 'inventory' | 'plan'>): ReturnType<typeof guard> {
  return guard({ journal: journalState(), selected: guarded.plan.hosts.length, ...guarded });
}

function saved(plan: Plan): SavedPlan {
  return toSavedPlan(plan, '2026-11-18T16:15:30.000Z', '0.1.0');
}

const percent = (value: number): Limit => ({ kind: 'percent', percent: value });
const count = (value: number): Limit => ({ kind: 'count', count: value });

describe('unplanned changes', () => {
  it.each([
    ['20 of 20', 20, 20],
    ['20 of 100', 100, 20],
    ['a tenth of 1000', 1000, 100],
  ])('%s are let through where no limit is declared, and one more is not', (_title, hosts, changes) => {
    expect(codes({ inventory: fleet(hosts + 1), plan: planOf(changes) })).toEqual([]);
    expect(codes({ inventory: fleet(hosts + 1), plan: planOf(changes + 1) })).toEqual(['max-unplanned-changes']);
  });

  it.each([
    [percent(50), 100, 50],
    [percent(5), 100, 5],
    [percent(10), 9, 0],
    [count(3), 100, 3],
    [percent(100), 100, 100],
  ])('are held against the declared limit %j: with %i hosts %i may change', (maxUnplannedChanges, hosts, allowed) => {
    const declared = fleet(hosts, { maxUnplannedChanges });
    expect(codes({ inventory: declared, plan: planOf(allowed) })).toEqual([]);
    const more = allowed < hosts ? ['max-unplanned-changes'] : [];
    expect(codes({ inventory: declared, plan: planOf(Math.min(allowed + 1, hosts)) })).toEqual(more);
  });

  it('are a share of the whole inventory, not of the selection', () => {
    expect(codes({ inventory: fleet(1000), plan: planOf(100), selected: 100 })).toEqual([]);
  });

  it('say the numbers, where the limit comes from, and what to do', () => {
    expect(refusals({ inventory: fleet(300), plan: planOf(31) })).toEqual([
      {
        code: 'max-unplanned-changes',
        message:
          '31 hosts would be changed that no reviewed plan announces; 30 of the 300 in the inventory may (10% of all and never less than 20, unless rollout.maxUnplannedChanges says otherwise)',
        help: containing('`vlkctl plan --out plan.json`'),
      },
    ]);
    const declared = fleet(300, { maxUnplannedChanges: count(1) });
    expect(refusals({ inventory: declared, plan: planOf(2) })).toMatchObject([
      { message: containing('1 of the 300 in the inventory may (rollout.maxUnplannedChanges is 1)') },
    ]);
  });

  it('do not count when a plan announces them, step by step', () => {
    const plan = planOf(40);
    expect(codes({ inventory: fleet(40), plan, announced: saved(plan) })).toEqual([]);
    expect(codes({ inventory: fleet(40), plan, announced: saved(planOf(19)) })).toEqual(['max-unplanned-changes']);
    const other: Plan = {
      ...plan,
      hosts: plan.hosts.map((one) =>
        one.status === 'change' ? { ...one, step: { ...one.step, keyLabel: 'xp-da' } } : one,
      ),
    };
    expect(codes({ inventory: fleet(40), plan, announced: saved(other) })).toEqual(['max-unplanned-changes']);
  });

  it('are not what settling does', () => {
    const hosts = names(40).map((name): HostPlan => ({ host: name, status: 'settle', intents: [] }));
    expect(codes({ inventory: fleet(40), plan: { ...planOf(0), hosts } })).toEqual([]);
  });
});

describe('unknown hosts', () => {
  it('are no reason to refuse where no limit is declared', () => {
    expect(codes({ inventory: fleet(10), plan: planOf(0, 10) })).toEqual([]);
  });

  it('are held against the declared share of the hosts that were looked at', () => {
    const declared = fleet(1000, { maxUnknown: percent(10) });
    expect(codes({ inventory: declared, plan: planOf(0, 2, 18) })).toEqual([]);
    expect(refusals({ inventory: declared, plan: planOf(0, 3, 17) })).toMatchObject([
      {
        code: 'max-unknown',
        message: '3 of 20 hosts could not be read; 2 may be unknown (rollout.maxUnknown is 10%)',
      },
    ]);
  });
});

describe('seats', () => {
  it('that are exceeded in the inventory keep the key from being set anywhere', () => {
    expect(codes({ inventory: fleet(10, {}, 10), plan: planOf(1) })).toEqual([]);
    expect(refusals({ inventory: fleet(10, {}, 9), plan: planOf(1), selected: 1 })).toEqual([
      {
        code: 'seats-exceeded',
        message:
          'the key xp-en has 9 seats (inventories/plant.yaml:1), but 10 hosts of the inventory declare it, and 1 would be given it',
        help: containing('Buy seats'),
      },
    ]);
  });

  it('that are exceeded do not matter to a plan that does not set the key', () => {
    expect(codes({ inventory: fleet(10, {}, 9), plan: planOf(0, 1, 9) })).toEqual([]);
  });

  describe('of hosts that keep a key which is not theirs any more', () => {
    const key = keySpec({ seats: 3 });
    const other = keySpec({ label: 'xp-de', identity: { lastFive: 'RRRRR' } });
    const [a = '', b = '', moved = ''] = names(3);
    const hosts = [
      host({ name: a, key }),
      host({ name: b, key }),
      ...[moved, 'x', 'y'].map((name) => host({ name, key: other })),
    ];
    const known = inventory(hosts);

    it('count too, although they are not selected', () => {
      const plan = planOf(1, 0, 1);
      expect(codes({ inventory: known, plan, journal: verified([moved]) })).toEqual([]);
      expect(refusals({ inventory: known, plan, journal: verified([moved, 'x']) })).toEqual([
        {
          code: 'seats-exceeded',
          message:
            'the key xp-en has 3 seats (inventories/plant.yaml:1), but 2 hosts of the inventory declare it, 2 more were last seen with it, such as h-0002.example, and 1 would be given it',
          help: containing('--on; or buy seats'),
        },
      ]);
    });

    it('do not count when this plan gives them another, or found it there', () => {
      const plan = planOf(1);
      const step = stepOf({ keyLabel: 'xp-de' });
      const journal = verified([moved, 'x']);
      const away: Plan = { ...plan, hosts: [...plan.hosts, { host: 'x', status: 'change', step }] };
      expect(codes({ inventory: known, plan: away, journal })).toEqual([]);
      const seen: Plan = { ...plan, hosts: [...plan.hosts, { host: 'x', status: 'in-order' }] };
      expect(codes({ inventory: known, plan: seen, journal })).toEqual([]);
    });

    it('do not count where the same key has two names', () => {
      const twin = keySpec({ label: 'xp-twin' });
      const twins = [
        host({ name: a, key }),
        host({ name: b, key }),
        ...['x', 'y'].map((name) => host({ name, key: twin })),
      ];
      expect(codes({ inventory: inventory(twins), plan: planOf(1), journal: verified(['x', 'y']) })).toEqual([]);
    });
  });

  it('are counted key by key', () => {
    const keys = [keySpec({ label: 'a', seats: 1 }), keySpec({ label: 'b', seats: 2 })] as const;
    const hosts = names(4).map((name, index) => host({ name, key: keys[index % 2 === 0 ? 0 : 1] }));
    const plan = planOf(4);
    const labelled: Plan = {
      ...plan,
      hosts: plan.hosts.map((one, index) =>
        one.status === 'change' ? { ...one, step: stepOf({ keyLabel: index % 2 === 0 ? 'a' : 'b' }) } : one,
      ),
    };
    expect(refusals({ inventory: inventory(hosts), plan: labelled })).toMatchObject([
      { code: 'seats-exceeded', message: containing('the key a has 1 seat ') },
    ]);
  });
});

describe('an inventory that shrank', () => {
  it.each([
    [5, 5],
    [12, 6],
    [40, 20],
    [200, 20],
    [1000, 100],
  ])('of %i verified hosts may lose %i unasked, and not one more', (known, allowed) => {
    const journal = verified(names(known));
    const left = (gone: number): Inventory => inventory(names(known - gone, gone).map((name) => host({ name })));
    expect(codes({ inventory: left(allowed), plan: planOf(0), journal })).toEqual([]);
    const more = allowed < known ? ['shrunken-inventory'] : [];
    expect(codes({ inventory: left(Math.min(allowed + 1, known)), plan: planOf(0), journal })).toEqual(more);
  });

  it('is told with numbers, examples and ways out', () => {
    const journal = verified(names(100));
    const left = inventory(names(10, 90).map((name) => host({ name })));
    expect(refusals({ inventory: left, plan: planOf(0), journal })).toEqual([
      {
        code: 'shrunken-inventory',
        message:
          'the inventory no longer declares 90 of the 100 hosts that were verified before, such as h-0000.example, h-0001.example, h-0002.example; 20 may go unasked',
        help: containing('--state'),
      },
    ]);
  });

  it('is accepted by carrying out a plan that was reviewed with this very inventory, not by saving one', () => {
    const journal = verified(names(100));
    const left = inventory([host({ name: 'h-0000.example' })]);
    const plan = planOf(1);
    expect(codes({ inventory: left, plan, journal, announced: plan })).toEqual(['shrunken-inventory']);
    expect(codes({ inventory: left, plan, journal, reviewed: saved(plan) })).toEqual([]);
    const older = saved({ ...plan, inventoryDigest: 'e'.repeat(64) });
    expect(codes({ inventory: left, plan, journal, reviewed: older })).toEqual(['shrunken-inventory']);
  });

  it('is not one that grew or was never verified', () => {
    expect(codes({ inventory: fleet(10), plan: planOf(0), journal: verified(names(3)) })).toEqual([]);
    expect(codes({ inventory: fleet(1), plan: planOf(0) })).toEqual([]);
  });
});

describe('the guard', () => {
  it('gives every reason at once, a sentence and a way out each', () => {
    const found = refusals({
      inventory: fleet(30, { maxUnknown: count(0), maxUnplannedChanges: count(0) }, 1),
      plan: planOf(2, 1),
      journal: verified(names(300, 1000)),
    });
    expect(found.map(({ code }) => code)).toEqual([...GUARD_CODES]);
    for (const { message, help } of found) {
      expect(message).not.toMatch(/[.!]$/);
      expect(help).toMatch(/^[A-Z].*\.$/);
    }
  });
});
