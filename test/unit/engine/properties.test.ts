import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseSavedPlan } from '../../../src/engine/parse-saved-plan.ts';
import { apply, plan, recover } from '../../../src/engine/run.ts';
import type { RunContext } from '../../../src/engine/run-context.ts';
import { loadInventory } from '../../../src/inventory/load.ts';
import type { HostPlan, SavedPlan, Step } from '../../../src/model/plan.ts';
import { diff } from '../../../src/plan/diff.ts';
import { isSameStep, makePlan } from '../../../src/plan/make-plan.ts';
import { renderSavedPlan, toSavedPlan } from '../../../src/reporters/saved-plan.ts';
import { chooseStrategy } from '../../../src/strategies/choose-strategy.ts';
import { carrying, inventory, journalState, OLD, osFacts } from '../../support/builders.ts';
import type { Rig } from '../../support/engine-rig.ts';
import { memoryIo } from '../../support/memory-io.ts';
import { numberFrom } from '../../support/number-from.ts';
import {
  arrange,
  carries,
  contextOf,
  KEYS,
  keyLabel,
  nameOf,
  osLevel,
  peaceful,
  type RandomHost,
  rigOf,
  specOf,
  stubborn,
} from '../../support/random-fleets.ts';
import { ORIGINAL_TIMER, type SimulatedHost } from '../../support/simulated-host.ts';
import type { Fate } from '../../support/world.ts';

/** Fleets for each property; more of them by hand: VLK_PROPERTY_RUNS=2000. What fails is printed with its seed. */
const RUNS = numberFrom('VLK_PROPERTY_RUNS', 40);
// Runs over real state folders; a busy disk must not make that red.
vi.setConfig({ testTimeout: 60_000 + RUNS * 500 });

const fleets = fc.array(peaceful, { minLength: 1, maxLength: 6 });
const concurrency = fc.integer({ min: 1, max: 3 });

describe('after a successful apply', () => {
  it('the plan of what is observed is empty, and applying it writes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fleets, concurrency, async (fleet, width) => {
        await using rig = await rigOf(fleet);
        const first = await apply(contextOf(rig, { concurrency: width }), async () => true);
        const ends = first.outcomes?.map(({ status }) => status) ?? [];
        expect(ends.filter((status) => !['verified', 'in-order', 'blocked', 'unknown'].includes(status))).toEqual([]);
        const { writes } = rig;
        const after = await plan(contextOf(rig));
        expect(after.plan.hosts.filter(({ status }) => status === 'change' || status === 'settle')).toEqual([]);
        await apply(contextOf(rig), async () => true);
        expect(rig.writes).toBe(writes);
        const well = [...fleet.entries()].filter(([, { trouble }]) => trouble === 'none');
        expect(well.filter(([index, { key }]) => !carries(rig.host(nameOf(index)), key))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the order of files and hosts', () => {
  /** A host of the YAML, and the file it stands in. */
  const written = fc.record({ os: osLevel, key: keyLabel, file: fc.constantFrom('a', 'b', 'c') });

  it('does not change a plan', async () => {
    const shuffled = fc
      .uniqueArray(fc.nat({ max: 99 }), { minLength: 1, maxLength: 12 })
      .chain((numbers) =>
        fc.tuple(
          fc.constant(numbers),
          fc.array(written, { minLength: numbers.length, maxLength: numbers.length }),
          fc.shuffledSubarray([...numbers.keys()], { minLength: numbers.length }),
          fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: numbers.length, maxLength: numbers.length }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([numbers, hosts, order, files]) => {
        const lines = hosts.map((one, index) => ({ ...one, name: nameOf(numbers[index] ?? 0) }));
        const moved = order.map((from, at) => ({ ...lineAt(lines, from), file: files[at] ?? 'a' }));
        expect(await planOfYaml(moved)).toEqual(await planOfYaml(lines));
      }),
      { numRuns: RUNS },
    );
  });

  /** The plan of an inventory whose hosts all carry the old key; without its digest, which is of the files. */
  async function planOfYaml(lines: readonly Line[]): Promise<readonly HostPlan[]> {
    const paths = [...new Set(lines.map(({ file }) => `${file}.yaml`))];
    const files = Object.fromEntries(
      paths.map((path, index) => [
        path,
        `version: 1\n${index === 0 ? HEAD : ''}hosts:\n${lines
          .filter(({ file }) => `${file}.yaml` === path)
          .map(({ name, os, key }) => `  ${name}: { os: ${os}, key: ${key} }\n`)
          .join('')}`,
      ]),
    );
    const loaded = await loadInventory(paths, { today: '2026-11-22', io: memoryIo(files) });
    if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join('\n'));
    const drifts = loaded.value.hosts.map((spec) => {
      const observation = carrying(OLD, { os: osFacts(spec.os, spec.computerName) });
      return diff({ spec, status: 'observed', observation }, journalState());
    });
    expect(drifts.filter(({ status }) => status !== 'drifted')).toEqual([]);
    return makePlan(loaded.value, drifts, chooseStrategy).hosts;
  }

  const HEAD = `keys:
  xp-en: { product: windows-xp-professional, secret: { env: VLK_EN }, identity: { lastFive: KKKKK } }
  xp-da: { product: windows-xp-professional, secret: { env: VLK_DA }, identity: { lastFive: RRRRR } }
access: { lan: { kind: ssh } }
defaults: { access: lan }
`;
});

describe('what could not be read', () => {
  const UNREAD: ReadonlySet<string> = new Set(['switched-off', 'unreadable-key', 'unreadable-activation']);

  it('never leads to a step, and is never written to', async () => {
    await fc.assert(
      fc.asyncProperty(fleets, async (fleet) => {
        await using rig = await rigOf(fleet);
        const made = await plan(contextOf(rig));
        const run = await apply(contextOf(rig), async () => true);
        for (const [index, { trouble }] of fleet.entries()) {
          if (!UNREAD.has(trouble)) continue;
          expect(made.plan.hosts[index]?.status).toBe('unknown');
          expect(run.outcomes?.[index]?.status).toBe('unknown');
          expect(rig.host(nameOf(index)).writes).toBe(0);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

/** Where and how a run is disturbed. */
type Disturbance =
  | { readonly kind: 'signal-at-event' | 'signal-at-moment'; readonly at: number }
  | { readonly kind: 'fate'; readonly fate: Exclude<Fate, 'go'>; readonly at: number };

describe('a run that is aborted or dies anywhere, again and again', () => {
  const at = fc.nat({ max: 70 });
  const disturbance: fc.Arbitrary<Disturbance> = fc.oneof(
    fc.record({ kind: fc.constantFrom('signal-at-event' as const, 'signal-at-moment' as const), at }),
    fc.record({
      kind: fc.constant('fate' as const),
      fate: fc.constantFrom<Exclude<Fate, 'go'>>(
        'all-die',
        'controller-dies',
        'dies-writing',
        'host-dies',
        'connection-lost',
        'timed-out',
        'hangs',
      ),
      at,
    }),
  );
  const disturbances = fc.array(fc.record({ disturbance, command: fc.constantFrom('apply', 'apply', 'recover') }), {
    minLength: 1,
    maxLength: 3,
  });

  it('leaves every host as it was or changed, and never without OOBETimer and with the old key', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stubborn, { minLength: 1, maxLength: 4 }),
        disturbances,
        concurrency,
        async (fleet, disturbed, width) => {
          await using rig = await rigOf(fleet);
          const before = new Map([...rig.hosts].map(([name, { key }]) => [name, key]));
          const broken: string[] = [];
          watch(rig, broken);
          for (const { disturbance: how, command } of disturbed) await runDisturbed(rig, how, command, width);
          await recover(contextOf(rig));
          for (const [index, one] of fleet.entries()) {
            const state = rig.host(nameOf(index));
            const isAsBefore = state.key === before.get(nameOf(index)) && state.oobeTimer === ORIGINAL_TIMER;
            if (!isAsBefore && !carries(state, one.key))
              broken.push(`${nameOf(index)} is neither as before nor changed`);
            if (state.slots.size > 0) broken.push(`${nameOf(index)} keeps a slot`);
          }
          expect(broken).toEqual([]);
          expect(rig.unannounced).toEqual([]);
          expect((await rig.journal()).openIntents).toEqual([]);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('converges: run again undisturbed it brings every host its key', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stubborn, { minLength: 1, maxLength: 4 }),
        disturbances,
        concurrency,
        async (obstinate, disturbed, width) => {
          const fleet = obstinate.map((one): RandomHost => ({ ...one, answer: 'accepts' }));
          await using rig = await rigOf(fleet);
          for (const { disturbance: how, command } of disturbed) await runDisturbed(rig, how, command, width);
          await apply(contextOf(rig, { concurrency: width }), async () => true);
          for (const [index, one] of fleet.entries())
            expect([index, carries(rig.host(nameOf(index)), one.key)]).toEqual([index, true]);
          expect((await rig.journal()).openIntents).toEqual([]);
          expect((await plan(contextOf(rig))).plan.hosts.filter(({ status }) => status !== 'in-order')).toEqual([]);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

/** One run with a disturbance in it, and the restart of whatever died. */
async function runDisturbed(rig: Rig, how: Disturbance, command: string, width: number): Promise<void> {
  const interruption = new AbortController();
  let events = 0;
  const context = contextOf(rig, {
    concurrency: width,
    signal: interruption.signal,
    emit: () => {
      if (how.kind === 'signal-at-event' && (events += 1) > how.at / 4) interruption.abort();
    },
  });
  rig.world.moments.length = 0;
  rig.world.decide = ({ index }) => {
    if (index !== how.at) return 'go';
    if (how.kind === 'signal-at-moment') interruption.abort();
    return how.kind === 'fate' ? how.fate : 'go';
  };
  try {
    await (command === 'apply' ? apply(context, async () => true) : recover(context));
  } catch (error) {
    if (!rig.world.isDead) throw error;
  }
  await rig.restart();
}

/** What somebody does to a plan file. */
interface FileEdit {
  readonly kind: 'swap-hosts' | 'swap-steps' | 'relabel' | 'restrategy' | 'forget' | 'to-settle' | 'forge';
  readonly one: number;
  readonly other: number;
}

/** What happens to one host, or to what the inventory says of it, after the plan was saved. */
interface FleetEdit {
  readonly at: number;
  readonly to: RandomHost;
  readonly what: 'the host' | 'the inventory' | 'both' | 'undeclared';
}

describe('a saved plan, after arbitrary edits of fleet, inventory and file', () => {
  const fileEdit: fc.Arbitrary<FileEdit> = fc.record({
    kind: fc.constantFrom<FileEdit['kind']>(
      'swap-hosts',
      'swap-steps',
      'relabel',
      'restrategy',
      'forget',
      'to-settle',
      'forge',
    ),
    one: fc.nat({ max: 5 }),
    other: fc.nat({ max: 5 }),
  });
  const fleetEdit: fc.Arbitrary<FleetEdit> = fc.record({
    at: fc.nat({ max: 5 }),
    to: peaceful,
    what: fc.constantFrom<FleetEdit['what']>('the host', 'the inventory', 'both', 'undeclared'),
  });

  it('never does a step that differs from today’s plan, nor one that is not in the file', async () => {
    await fc.assert(
      fc.asyncProperty(
        fleets,
        fc.array(fleetEdit, { maxLength: 3 }),
        fc.array(fileEdit, { maxLength: 4 }),
        async (fleet, fleetEdits, fileEdits) => {
          await using rig = await rigOf(fleet);
          const made = toSavedPlan((await plan(contextOf(rig), 'save')).plan, '2026-11-18T16:15:30.000Z', '0.1.0');
          const today = editFleet(rig, fleet, fleetEdits);
          const due = stepsOf((await plan(today)).plan.hosts);
          const file = await through(editFile(made, fileEdits, due));
          const asked = stepsOf(file.hosts);
          const run = await apply(today, async () => true, file);
          for (const [name, one] of rig.hosts) {
            const [wanted, now] = [asked.get(name), due.get(name)];
            const isDue = wanted !== undefined && now !== undefined && isSameStep(wanted, now);
            expect([name, one.writes > 0]).toEqual([name, isDue]);
          }
          for (const outcome of run.outcomes ?? []) {
            expect(file.hosts.find(({ host }) => host === outcome.host)?.status).toMatch(/^(?:change|settle)$/);
            const now = due.get(outcome.host);
            const isWrong = outcome.status === 'verified' && (now === undefined || !isSameStep(outcome.step, now));
            expect(isWrong).toBe(false);
          }
          expect(run.outcomes?.filter(({ status }) => status === 'undone' || status === 'unsettled')).toEqual([]);
        },
      ),
      { numRuns: RUNS },
    );
  });

  /** Edits hosts and inventory, and gives the context of a run of that day. */
  function editFleet(rig: Rig, fleet: readonly RandomHost[], edits: readonly FleetEdit[]): RunContext {
    const specs = new Map(fleet.map((one, index) => [nameOf(index), specOf(one, index)]));
    for (const { at, to, what } of edits) {
      const spec = specs.get(nameOf(at));
      if (spec === undefined) continue;
      if (what === 'undeclared') specs.delete(nameOf(at));
      if (what === 'the inventory' || what === 'both') specs.set(nameOf(at), { ...spec, os: to.os, key: KEYS[to.key] });
      if (what === 'the host' || what === 'both') {
        const state = rig.host(nameOf(at));
        Object.assign(state, { os: osFacts(to.os, spec.computerName), shows: {}, isOff: false });
        arrange(state, to);
      }
    }
    const hosts = [...specs.values()];
    return contextOf(rig, { hosts, inventory: inventory(hosts, { digest: 'e'.repeat(64) }) });
  }

  function editFile(saved: SavedPlan, edits: readonly FileEdit[], due: ReadonlyMap<string, Step>): SavedPlan {
    const hosts = [...saved.hosts];
    for (const { kind, one, other } of edits) {
      const [a, b] = [hosts[one], hosts[other]];
      if (a === undefined || b === undefined) continue;
      const [first, second] = edited(kind, a, b, due);
      hosts[one] = first;
      if (one !== other) hosts[other] = second;
    }
    return { ...saved, hosts };
  }

  function edited(
    kind: FileEdit['kind'],
    a: HostPlan,
    b: HostPlan,
    due: ReadonlyMap<string, Step>,
  ): readonly [HostPlan, HostPlan] {
    switch (kind) {
      case 'swap-hosts':
        return [
          { ...a, host: b.host },
          { ...b, host: a.host },
        ];
      case 'swap-steps':
        return a.status === 'change' && b.status === 'change'
          ? [
              { ...a, step: b.step },
              { ...b, step: a.step },
            ]
          : [a, b];
      case 'relabel':
        return [withStep(a, ({ keyLabel: label }) => ({ keyLabel: label === 'xp-en' ? 'xp-da' : 'xp-en' })), b];
      case 'restrategy':
        return [withStep(a, ({ strategy }) => ({ strategy: strategy === 'sp1' ? 'pre-sp1' : 'sp1' })), b];
      case 'forget':
        return [{ host: a.host, status: 'in-order' }, b];
      case 'to-settle':
        return [{ host: a.host, status: 'settle', intents: [] }, b];
      case 'forge': {
        const step = due.get(a.host);
        return [step === undefined ? a : { host: a.host, status: 'change', step }, b];
      }
    }
  }
});

/** Before every write, each host must be one that can be put back: the host itself, whatever the controller knows. */
function watch(rig: Rig, broken: string[]): void {
  for (const [name, one] of rig.hosts) {
    const check = one.onWrite;
    one.onWrite = (intent, what) => {
      check(intent, what);
      if (!canBePutBack(one)) broken.push(`${name} has lost its OOBETimer before ${what}`);
    };
  }
}

function canBePutBack({ oobeTimer, slots }: SimulatedHost): boolean {
  const isSaved = [...slots.values()].some((kept) => kept.complete && kept.savedTimer === ORIGINAL_TIMER);
  return oobeTimer === ORIGINAL_TIMER || isSaved;
}

function withStep(entry: HostPlan, change: (step: Step) => Partial<Step>): HostPlan {
  return entry.status === 'change' ? { ...entry, step: { ...entry.step, ...change(entry.step) } } : entry;
}

function stepsOf(hosts: readonly HostPlan[]): ReadonlyMap<string, Step> {
  return new Map(hosts.flatMap((one) => (one.status === 'change' ? [[one.host, one.step] as const] : [])));
}

async function through(saved: SavedPlan): Promise<SavedPlan> {
  const read = await parseSavedPlan(renderSavedPlan(saved));
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

/** A host of the YAML, and the file it stands in. */
interface Line {
  readonly name: string;
  readonly os: string;
  readonly key: string;
  readonly file: string;
}

function lineAt(lines: readonly Line[], index: number): Line {
  const line = lines[index];
  if (line === undefined) throw new Error(`No line ${index}`);
  return line;
}
