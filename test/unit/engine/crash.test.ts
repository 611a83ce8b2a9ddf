import { describe, expect, it, vi } from 'vitest';
import type { OsLevel } from '../../../src/model/os-level.ts';
import { CARRIES_NEW, host, OLD } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';
import { type AnswerToKey, ORIGINAL_TIMER } from '../../support/simulated-host.ts';
import type { Fate, Moment, Place } from '../../support/world.ts';

// Hundreds of runs over real state folders; a busy disk must not make that red.
vi.setConfig({ testTimeout: 60_000 });

interface Scenario {
  readonly os: OsLevel;
  readonly answerToKey: AnswerToKey;
}

type FollowUp = 'apply' | 'recover';

const SCENARIOS: readonly Scenario[] = (['windows-xp-rtm', 'windows-xp-sp3'] as const).flatMap((os) =>
  (['accepts', 'refuses', 'refuses-unsure', 'ignores'] as const).map((answerToKey) => ({ os, answerToKey })),
);

/** Where each fate can strike. */
const FATES: readonly (readonly [Exclude<Fate, 'go'>, readonly Place[]])[] = [
  ['all-die', ['session', 'payload', 'journal']],
  ['controller-dies', ['session', 'payload', 'journal']],
  ['dies-writing', ['journal']],
  ['host-dies', ['session', 'payload']],
  ['connection-lost', ['session', 'payload']],
  ['timed-out', ['session', 'payload']],
  ['hangs', ['payload']],
];

/** The rarer answers differ from a refusal in what the payload does at the end only, so two fates do for them. */
function fatesFor({ answerToKey }: Scenario): typeof FATES {
  if (answerToKey === 'accepts' || answerToKey === 'refuses') return FATES;
  return FATES.filter(([fate]) => fate === 'all-die' || fate === 'connection-lost');
}

async function makeRig({ os, answerToKey }: Scenario): Promise<Rig> {
  const rig = await Rig.create([host({ os })]);
  rig.only.answerToKey = answerToKey;
  const { only } = rig;
  const check = only.onWrite;
  only.onWrite = (intent, what) => {
    check(intent, what);
    if (what === 'delete OOBETimer' && !isSaved(rig)) rig.unannounced.push('OOBETimer deleted without a complete slot');
  };
  return rig;
}

function isSaved({ only }: Rig): boolean {
  return [...only.slots.values()].some((kept) => kept.complete && kept.savedTimer === only.oobeTimer);
}

/** Every moment of an undisturbed run at which a fate can strike. */
async function momentsOf(scenario: Scenario, places: readonly Place[]): Promise<readonly Moment[]> {
  await using rig = await makeRig(scenario);
  await rig.apply();
  return rig.world.moments.filter(({ place }) => places.includes(place));
}

/** Runs apply until fate strikes; what is thrown by a process that is dead says nothing. */
async function runInto(rig: Rig, index: number, fate: Fate, run: FollowUp = 'apply'): Promise<void> {
  rig.world.failAt(index, fate);
  try {
    await (run === 'apply' ? rig.apply() : rig.recover());
  } catch (error) {
    if (!rig.world.isDead) throw error;
  }
  expect(rig.world.moments.length).toBeGreaterThan(index);
  await rig.restart();
}

/** What is wrong with the host and the journal once everything is settled; nothing, hopefully. */
async function problemsOf(rig: Rig, { os, answerToKey }: Scenario, followUp: FollowUp): Promise<readonly string[]> {
  const { only } = rig;
  const { openIntents } = await rig.journal();
  const isNew = JSON.stringify(only.key) === JSON.stringify(CARRIES_NEW);
  const isAsBefore = JSON.stringify(only.key) === JSON.stringify(OLD) && only.oobeTimer === ORIGINAL_TIMER;
  const mustBeNew = answerToKey === 'accepts' && followUp === 'apply';
  return [
    ...(isNew || isAsBefore
      ? []
      : [`neither as before nor changed: ${JSON.stringify(only.key)}, timer ${only.oobeTimer}`]),
    ...(isNew && answerToKey !== 'accepts' ? ['carries a key that was never accepted'] : []),
    ...(mustBeNew && !isNew ? ['apply did not converge'] : []),
    ...(os !== 'windows-xp-rtm' && only.oobeTimer !== ORIGINAL_TIMER ? ['OOBETimer touched after SP1'] : []),
    ...(only.slots.size > 0 ? ['a slot is left'] : []),
    ...(openIntents.length > 0 ? ['an intent is open'] : []),
    ...rig.unannounced,
  ];
}

describe.each(SCENARIOS)('a run on $os that $answerToKey the key', (scenario) => {
  describe.each(fatesFor(scenario))('and at any moment %s', (fate, places) => {
    it.each(['apply', 'recover'] as const)(
      'is as before or changed after %s, with nothing left over',
      async (followUp) => {
        const found: string[] = [];
        const moments = await momentsOf(scenario, places);
        for (const { index, label } of moments) {
          await using rig = await makeRig(scenario);
          await runInto(rig, index, fate);
          await (followUp === 'apply' ? rig.apply() : rig.recover());
          for (const problem of await problemsOf(rig, scenario, followUp)) found.push(`${index} ${label}: ${problem}`);
        }
        expect(moments.length).toBeGreaterThan(1);
        expect(found).toEqual([]);
      },
    );
  });
});

describe('a second crash, while the first is being settled', () => {
  it.each(SCENARIOS.filter(({ answerToKey }) => answerToKey === 'accepts' || answerToKey === 'refuses'))(
    'changes nothing about that on $os that $answerToKey the key',
    async (scenario) => {
      const found: string[] = [];
      for (const first of await momentsOf(scenario, ['payload', 'journal'])) {
        let second = 0;
        for (let isOver = false; !isOver; second += 1) {
          await using rig = await makeRig(scenario);
          await runInto(rig, first.index, 'all-die');
          isOver = await crashRecover(rig, second);
          await rig.apply();
          for (const problem of await problemsOf(rig, scenario, 'apply'))
            found.push(`${first.label}, ${second}: ${problem}`);
        }
        expect(second).toBeGreaterThan(3);
      }
      expect(found).toEqual([]);
    },
  );
});

/** Kills `recover` at a moment; true when it had ended before that. */
async function crashRecover(rig: Rig, index: number): Promise<boolean> {
  rig.world.failAt(index, 'all-die');
  try {
    await rig.recover();
    return true;
  } catch (error) {
    if (!rig.world.isDead) throw error;
    return false;
  } finally {
    await rig.restart();
  }
}

describe('a payload that hangs', () => {
  it('is waited for by everybody: nothing is restored or closed under its hands', async () => {
    const scenario = { os: 'windows-xp-rtm', answerToKey: 'accepts' } as const;
    const moments = await momentsOf(scenario, ['payload']);
    for (const { index, label } of moments) {
      await using rig = await makeRig(scenario);
      rig.world.failAt(index, 'hangs');
      expect([label, ...(await rig.statuses())]).toEqual([label, 'unsettled']);
      const { writes } = rig;
      expect((await rig.recover()).outcomes.map(({ status }) => status)).toEqual(['unsettled']);
      expect(await rig.statuses()).toEqual(['blocked']);
      expect(rig.writes).toBe(writes);
      expect((await rig.journal()).openIntents).toHaveLength(1);
      await rig.restart();
      await rig.recover();
      expect([label, ...(await problemsOf(rig, scenario, 'recover'))]).toEqual([label]);
    }
  });
});
