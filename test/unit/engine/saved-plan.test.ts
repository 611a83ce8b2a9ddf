import { describe, expect, it } from 'vitest';
import { parseSavedPlan } from '../../../src/engine/parse-saved-plan.ts';
import { apply, plan } from '../../../src/engine/run.ts';
import type { RunContext } from '../../../src/engine/run-context.ts';
import type { HostSpec } from '../../../src/model/host.ts';
import type { HostOutcome } from '../../../src/model/outcome.ts';
import type { HostPlan, SavedPlan } from '../../../src/model/plan.ts';
import { renderSavedPlan, toSavedPlan } from '../../../src/reporters/saved-plan.ts';
import { CARRIES_NEW, containing, host, inventory, keySpec, NEW, OLD, THIRD } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';
import { ORIGINAL_TIMER } from '../../support/simulated-host.ts';

const [A, B, C, D] = ['a.example', 'b.example', 'c.example', 'd.example'] as const;
const RTM = 'windows-xp-rtm';

function fleet(...names: readonly string[]): readonly HostSpec[] {
  return names.map((name) => host({ name }));
}

/** The plan of the whole rig, through the file format. */
async function savedPlan(rig: Rig, overrides: Partial<RunContext> = {}): Promise<SavedPlan> {
  const made = await plan(rig.context(overrides), 'save');
  return through(toSavedPlan(made.plan, '2026-11-18T16:15:30.000Z', '0.1.0'));
}

/** A plan as it comes back from its file. */
async function through(saved: SavedPlan): Promise<SavedPlan> {
  const read = await parseSavedPlan(renderSavedPlan(saved));
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

/** What a saved plan comes to, host by host. */
async function carryOut(
  rig: Rig,
  saved: SavedPlan,
  overrides: Partial<RunContext> = {},
): Promise<Readonly<Record<string, HostOutcome>>> {
  const { outcomes } = await apply(rig.context(overrides), async () => true, saved);
  if (outcomes === undefined) throw new Error('The plan was refused');
  return Object.fromEntries(outcomes.map((outcome) => [outcome.host, outcome]));
}

function statuses(outcomes: Readonly<Record<string, HostOutcome>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(outcomes).map(([name, { status }]) => [name, status]));
}

/** The specs of an inventory that somebody edited since. */
function editedTo(specs: readonly HostSpec[]): Partial<RunContext> {
  return { inventory: inventory(specs, { digest: 'e'.repeat(64) }), hosts: specs };
}

function withHosts(saved: SavedPlan, edit: (hosts: readonly HostPlan[]) => readonly HostPlan[]): Promise<SavedPlan> {
  return through({ ...saved, hosts: edit(saved.hosts) });
}

describe('a saved plan', () => {
  it('of Wednesday is carried out on Saturday with machines off and the inventory edited elsewhere', async () => {
    await using rig = await Rig.create(fleet(A, B, C));
    const saved = await savedPlan(rig);
    rig.world.decide = ({ label }) => (label === `${B} open` ? 'connection-lost' : 'go');
    const edited = [...fleet(A, B), host({ name: C, tags: ['canary'], groups: ['line-2'] })];
    expect(statuses(await carryOut(rig, saved, editedTo(edited)))).toEqual({
      [A]: 'verified',
      [B]: 'unknown',
      [C]: 'verified',
    });
    expect(rig.host(A).key).toEqual(CARRIES_NEW);
    expect(rig.host(B).writes).toBe(0);
  });

  it('done twice finds everything in order the second time', async () => {
    await using rig = await Rig.create(fleet(A, B));
    const saved = await savedPlan(rig);
    await carryOut(rig, saved);
    const { writes } = rig;
    expect(statuses(await carryOut(rig, saved))).toEqual({ [A]: 'in-order', [B]: 'in-order' });
    expect(rig.writes).toBe(writes);
  });

  it('leaves hosts alone that it does not name or only remarks on: they are not even looked at', async () => {
    await using rig = await Rig.create(fleet(A, B, C, D));
    rig.host(B).key = CARRIES_NEW;
    rig.world.decide = ({ label }) => (label === `${C} open` ? 'connection-lost' : 'go');
    const saved = await withHosts(await savedPlan(rig), (hosts) => hosts.filter((one) => one.host !== D));
    expect(saved.hosts.map(({ status }) => status)).toEqual(['change', 'in-order', 'unknown']);
    rig.world.decide = () => 'go';
    rig.host(B).key = OLD;
    rig.world.moments.length = 0;
    expect(statuses(await carryOut(rig, saved))).toEqual({ [A]: 'verified' });
    expect(rig.world.moments.filter(({ place, label }) => place === 'session' && !label.startsWith(A))).toEqual([]);
    expect([B, C, D].map((name) => rig.host(name).writes)).toEqual([0, 0, 0]);
  });

  it('is narrowed further by a selection, which does not ask for hosts that are gone', async () => {
    await using rig = await Rig.create(fleet(A, B, C));
    const saved = await savedPlan(rig);
    const left = fleet(A, B);
    const narrowed = { ...editedTo(left), hosts: left.slice(0, 1) };
    expect(statuses(await carryOut(rig, saved, narrowed))).toEqual({ [A]: 'verified' });
  });

  it('says of each step that no longer stands why, and does the others', async () => {
    await using rig = await Rig.create(fleet(A, B, C, D));
    const saved = await savedPlan(rig);
    rig.host(A).key = THIRD;
    const edited = [host({ name: A }), host({ name: B, key: keySpec({ label: 'xp-da' }) }), host({ name: D })];
    const outcomes = await carryOut(rig, saved, editedTo(edited));
    expect(outcomes).toMatchObject({
      [A]: { status: 'plan-stale', why: containing('the host changed: it carries RRRRR') },
      [B]: { status: 'plan-stale', why: 'the inventory wants the key xp-da now, the plan sets xp-en' },
      [C]: {
        status: 'plan-stale',
        why: 'the host is no longer declared in the inventory',
        step: { keyLabel: 'xp-en' },
      },
      [D]: { status: 'verified' },
    });
    expect([A, B, C].map((name) => rig.host(name).writes)).toEqual([0, 0, 0]);
  });

  it('is stale on a host that somebody gave another OS level in the inventory', async () => {
    await using rig = await Rig.create([host({ name: A })]);
    const saved = await savedPlan(rig);
    rig.host(A).os = { ...rig.host(A).os, servicePack: 2 };
    const outcomes = await carryOut(rig, saved, editedTo([host({ name: A, os: 'windows-xp-sp2' })]));
    expect(outcomes[A]).toMatchObject({ status: 'plan-stale', why: containing('declares windows-xp-sp2 now') });
  });

  it('finds a host in order that somebody gave its key since: that is not stale', async () => {
    await using rig = await Rig.create(fleet(A));
    const saved = await savedPlan(rig);
    rig.host(A).key = CARRIES_NEW;
    expect(statuses(await carryOut(rig, saved))).toEqual({ [A]: 'in-order' });
  });

  it('is held against the host once more right before writing', async () => {
    await using rig = await Rig.create(fleet(A));
    const saved = await savedPlan(rig);
    const run = await apply(
      rig.context(),
      async () => {
        rig.host(A).key = THIRD;
        return true;
      },
      saved,
    );
    expect(run.outcomes).toMatchObject([{ status: 'plan-stale', why: containing('the host changed') }]);
    expect(rig.writes).toBe(0);
  });

  it('asks with what is due today, and with what no longer is', async () => {
    await using rig = await Rig.create(fleet(A, B));
    const saved = await savedPlan(rig);
    rig.host(B).key = THIRD;
    const asked: unknown[] = [];
    await apply(
      rig.context(),
      async (due, stale) => {
        asked.push(due.hosts, stale);
        return false;
      },
      saved,
    );
    expect(asked).toMatchObject([[{ host: A, status: 'change' }], [{ host: B, status: 'plan-stale' }]]);
    expect(rig.writes).toBe(0);
  });

  it('reveals the keys of its steps only', async () => {
    await using rig = await Rig.create([
      host({ name: A, os: RTM }),
      host({ name: B, key: keySpec({ label: 'xp-da' }) }),
    ]);
    await rig.crashAt(`${A} before store the key`);
    const saved = await savedPlan(rig);
    expect(saved.hosts.map(({ status }) => status)).toEqual(['settle', 'change']);
    rig.revealed.length = 0;
    await carryOut(rig, saved);
    expect(rig.revealed).toEqual(['xp-da']);
  });

  it('made for simulated hosts is not carried out on real ones, nor the other way round', async () => {
    await using rig = await Rig.create(fleet(A));
    const saved = await savedPlan(rig);
    const simulated = { ...saved, simulated: true };
    await expect(carryOut(rig, simulated)).rejects.toMatchObject({ code: 'plan-unreadable' });
    const rehearsal = { inventory: inventory(fleet(A), { simulation: true }) };
    await expect(carryOut(rig, saved, rehearsal)).rejects.toMatchObject({
      code: 'plan-unreadable',
      message: 'the plan was made for real hosts, and the inventory declares simulated ones',
    });
    expect(statuses(await carryOut(rig, simulated, rehearsal))).toEqual({ [A]: 'verified' });
  });

  it('tells everybody who follows the run about stale steps too', async () => {
    await using rig = await Rig.create(fleet(A));
    const saved = await savedPlan(rig);
    rig.host(A).key = THIRD;
    await carryOut(rig, saved);
    expect(rig.events).toContainEqual(
      expect.objectContaining({ type: 'host-finished', host: A, outcome: containingStatus('plan-stale') }),
    );
  });
});

function containingStatus(status: string): unknown {
  return expect.objectContaining({ status });
}

describe('an interrupted change', () => {
  it('that the plan knew of is settled, and its key is not set: no step says so', async () => {
    await using rig = await Rig.create([host({ name: A, os: RTM })]);
    await rig.crashAt(`${A} before store the key`);
    const saved = await savedPlan(rig);
    expect(await carryOut(rig, saved)).toMatchObject({
      [A]: { status: 'plan-stale', settled: [{ result: 'restored' }], why: containing('not in the plan') },
    });
    expect(rig.host(A)).toMatchObject({ key: OLD, oobeTimer: ORIGINAL_TIMER });
    expect(rig.host(A).slots.size).toBe(0);
  });

  it('that came since is settled first, and the step is done if it still stands', async () => {
    await using rig = await Rig.create([host({ name: A, os: RTM })]);
    const saved = await savedPlan(rig);
    await rig.crashAt(`${A} before store the key`);
    expect(await carryOut(rig, saved)).toMatchObject({
      [A]: { status: 'verified', settled: [{ result: 'restored' }] },
    });
  });
});

describe('whoever edits the file', () => {
  /** Everything somebody could put where a step stands: the labels, strategies, hosts and evidence of others. */
  it('gets nothing done that is not wanted today: each step is compared with what would be planned now', async () => {
    await using rig = await Rig.create([
      host({ name: A }),
      host({ name: B, os: RTM }),
      host({ name: C, key: keySpec({ label: 'xp-da', identity: { lastFive: 'KKKKK' } }) }),
      host({ name: D }),
    ]);
    rig.host(D).key = THIRD;
    const saved = await savedPlan(rig);
    const edits: readonly ((step: Extract<HostPlan, { status: 'change' }>['step']) => typeof step)[] = [
      (step) => ({ ...step, keyLabel: step.keyLabel === 'xp-da' ? 'xp-en' : 'xp-da' }),
      (step) => ({ ...step, strategy: step.strategy === 'sp1' ? 'pre-sp1' : 'sp1' }),
      (step) => ({ ...step, calls: ['delete-oobe-timer'] }),
      (step) => ({ ...step, after: { lastFive: 'RRRRR' } }),
      (step) => ({ ...step, before: { ...step.before, channel: 'oem' } }),
      (step) => ({ ...step, os: 'windows-xp-sp1' }),
    ];
    for (const edit of edits) {
      const evil = await withHosts(saved, (hosts) =>
        hosts.map((one) => (one.status === 'change' ? { ...one, step: edit(one.step) } : one)),
      );
      const outcomes = await carryOut(rig, evil);
      expect(Object.values(statuses(outcomes))).toEqual(['plan-stale', 'plan-stale', 'plan-stale', 'plan-stale']);
    }
    expect(rig.writes).toBe(0);
    expect(rig.revealed).toEqual([]);
  });

  it('and exchanges the hosts of steps gets nothing done that is not due there', async () => {
    await using rig = await Rig.create([host({ name: A }), host({ name: B, os: RTM }), host({ name: C })]);
    rig.host(C).key = THIRD;
    const saved = await savedPlan(rig);
    const turned = await withHosts(saved, (hosts) =>
      hosts.map((one, index) => ({ ...one, host: hosts[(index + 1) % hosts.length]?.host ?? '' })),
    );
    expect(Object.values(statuses(await carryOut(rig, turned)))).toEqual(['plan-stale', 'plan-stale', 'plan-stale']);
    expect(rig.writes).toBe(0);
  });

  it('and calls a step settling gets no key set by it', async () => {
    await using rig = await Rig.create(fleet(A));
    const evil = await withHosts(await savedPlan(rig), (hosts) =>
      hosts.map((one) => ({ host: one.host, status: 'settle', intents: [] })),
    );
    expect(statuses(await carryOut(rig, evil))).toEqual({ [A]: 'plan-stale' });
    expect(rig.writes).toBe(0);
  });

  it('and names hosts that nobody declares, or prototypes, reaches none', async () => {
    await using rig = await Rig.create(fleet(A));
    const saved = await savedPlan(rig);
    const evil = await withHosts(saved, (hosts) =>
      ['__proto__', 'constructor', 'elsewhere.example'].flatMap((name) => hosts.map((one) => ({ ...one, host: name }))),
    );
    const outcomes = (await apply(rig.context(), async () => true, evil)).outcomes ?? [];
    expect(outcomes.map((outcome) => [outcome.host, outcome.status])).toEqual([
      ['__proto__', 'plan-stale'],
      ['constructor', 'plan-stale'],
      ['elsewhere.example', 'plan-stale'],
    ]);
    expect(rig.writes).toBe(0);
  });

  it('cannot keep a blocked host from being blocked', async () => {
    await using rig = await Rig.create(fleet(A));
    const saved = await savedPlan(rig);
    rig.host(A).os = { ...rig.host(A).os, csName: 'SOMEBODY-ELSE' };
    expect(statuses(await carryOut(rig, saved))).toEqual({ [A]: 'blocked' });
  });
});

describe('the identity of a key', () => {
  it('that changed in the inventory makes its steps stale', async () => {
    await using rig = await Rig.create(fleet(A));
    const saved = await savedPlan(rig);
    const key = keySpec({ identity: { ...NEW, lastFive: '88888' } });
    expect((await carryOut(rig, saved, editedTo([host({ name: A, key })])))[A]).toMatchObject({
      status: 'plan-stale',
      why: containing('another identity'),
    });
  });
});
