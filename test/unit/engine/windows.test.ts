import { describe, expect, it } from 'vitest';
import { apply, plan } from '../../../src/engine/run.ts';
import type { RunContext } from '../../../src/engine/run-context.ts';
import type { Clock } from '../../../src/model/clock.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import type { HostSpec } from '../../../src/model/host.ts';
import type { ChangeWindow } from '../../../src/model/rollout.ts';
import { toSavedPlan } from '../../../src/reporters/saved-plan.ts';
import { CARRIES_NEW, changeWindow, containing, host, inventory, OLD } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';

const [A, B, C] = ['hmi-001.a.example', 'hmi-002.a.example', 'hmi-003.a.example'] as const;
/** The night of the 28th in Copenhagen, which has six hours. */
const [OPENS, CLOSES] = ['2026-11-28T21:00:00.000Z', '2026-11-29T03:00:00.000Z'] as const;
const SUNDAY = '2026-11-22T16:15:00.000Z';
const BEFORE_CLOSING = '2026-11-29T02:59:30.000Z';

const saturday = changeWindow();
const lunch = changeWindow({ label: 'lunch', cron: '0 12 * * MON-FRI', durationMs: 3_600_000, timeZone: 'UTC' });
const always = host({ name: A });
const onSaturday = host({ name: B, window: 'saturday' });
const atLunch = host({ name: C, window: 'lunch' });

/** Time that passes only while somebody sleeps, or when it is set. */
class FakeClock implements Clock {
  /** Milliseconds since 1970. */
  time: number;
  /** Called before each sleep, with the moment. */
  onSleep: (now: string) => void = () => undefined;

  constructor(now: string) {
    this.time = Date.parse(now);
  }

  readonly now = (): string => new Date(this.time).toISOString();
  readonly after = (ms: number, callBack: () => void): (() => void) => {
    const timer = setImmediate(() => {
      this.onSleep(this.now());
      this.time += ms;
      callBack();
    });
    return () => clearImmediate(timer);
  };
}

function within(
  specs: readonly HostSpec[],
  clock: Clock,
  windows: readonly ChangeWindow[] = [saturday, lunch],
): Partial<RunContext> {
  return { inventory: inventory(specs, { windows: new Map(windows.map((each) => [each.label, each])) }), clock };
}

function waits(events: readonly RunEvent[]): readonly string[] {
  const untils = events.flatMap((event) => (event.type === 'waiting' ? [event.until] : []));
  return [...new Set(untils)];
}

function finished(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'host-finished' ? [event.host] : [])).toSorted();
}

describe('outside the window of a host', () => {
  it('apply holds it, says when it opens, and changes the others', async () => {
    const specs = [always, onSaturday];
    await using rig = await Rig.create(specs);
    expect(await rig.outcomes(within(specs, new FakeClock(SUNDAY)))).toMatchObject([
      { host: A, status: 'verified' },
      {
        host: B,
        status: 'held',
        why: 'its window saturday opens 2026-11-28 22:00 Europe/Copenhagen',
        window: { label: 'saturday', opensAt: OPENS },
      },
    ]);
    expect(rig.host(B).writes).toBe(0);
    expect(rig.world.moments.filter(({ label }) => label === `${B} open`)).toHaveLength(1);
    expect(finished(rig.events)).toEqual([A, B]);
  });

  it('apply holds it also when it opens while the question is answered: nobody was asked about it', async () => {
    const specs = [always, onSaturday];
    await using rig = await Rig.create(specs);
    const clock = new FakeClock('2026-11-28T20:59:00.000Z');
    const agreeAfterOpening = async (): Promise<boolean> => {
      clock.time = Date.parse(OPENS);
      return true;
    };
    const run = await apply(rig.context(within(specs, clock)), agreeAfterOpening);
    expect(run.outcomes?.map(({ status }) => status)).toEqual(['verified', 'held']);
    expect(rig.host(B).writes).toBe(0);
    expect(await rig.statuses(within(specs, clock))).toEqual(['in-order', 'verified']);
  });

  it('plan says what would be done, and when', async () => {
    const specs = [always, onSaturday];
    await using rig = await Rig.create(specs);
    const made = await plan(rig.context(within(specs, new FakeClock(SUNDAY))));
    expect(made.plan.hosts.map(({ status }) => status)).toEqual(['change', 'change']);
    expect([...made.windows]).toEqual([
      [B, { label: 'saturday', timeZone: 'Europe/Copenhagen', state: 'closed', opensAt: OPENS }],
    ]);
    expect(JSON.stringify(made.plan)).not.toContain('saturday');
  });

  it('a plan of Wednesday is done on Saturday', async () => {
    const specs = [onSaturday];
    await using rig = await Rig.create(specs);
    const wednesday = rig.context(within(specs, new FakeClock('2026-11-25T09:00:00.000Z')));
    const saved = toSavedPlan((await plan(wednesday, 'save')).plan, '2026-11-25T09:00:00.000Z', '0.1.0');
    expect((await apply(wednesday, async () => true, saved)).outcomes).toMatchObject([{ status: 'held' }]);
    const onTime = rig.context(within(specs, new FakeClock(OPENS)));
    expect((await apply(onTime, async () => true, saved)).outcomes).toMatchObject([{ status: 'verified' }]);
  });

  it('an interrupted change is settled all the same, and its key waits', async () => {
    const specs = [host({ name: B, os: 'windows-xp-rtm', window: 'saturday' })];
    await using rig = await Rig.create(specs);
    await rig.crashAt(`${B} before store the key`);
    expect(await rig.outcomes(within(specs, new FakeClock(SUNDAY)))).toMatchObject([
      { status: 'held', settled: [{ result: 'restored' }], window: { opensAt: OPENS } },
    ]);
    expect(rig.host(B)).toMatchObject({ key: OLD, slots: new Map() });
  });

  it('recover settles too', async () => {
    const specs = [host({ name: B, os: 'windows-xp-rtm', window: 'saturday' })];
    await using rig = await Rig.create(specs);
    await rig.crashAt(`${B} before store the key`);
    const run = await rig.recover(undefined, within(specs, new FakeClock(SUNDAY)));
    expect(run.outcomes).toMatchObject([{ status: 'settled' }]);
  });
});

describe('at the end of a window', () => {
  const specs = [A, B, C].map((name) => host({ name, window: 'saturday' }));

  it('the host in flight is finished and no further one is begun', async () => {
    await using rig = await Rig.create(specs);
    const clock = new FakeClock(BEFORE_CLOSING);
    rig.world.decide = ({ label }) => {
      if (label === `${B} before store the key`) clock.time = Date.parse(CLOSES);
      return 'go';
    };
    expect(await rig.statuses(within(specs, clock))).toEqual(['verified', 'verified', 'held']);
    expect(rig.host(C).writes).toBe(0);
  });

  it('a host that took until then to be read is not written to', async () => {
    await using rig = await Rig.create(specs);
    const clock = new FakeClock(BEFORE_CLOSING);
    let opened = 0;
    rig.world.decide = ({ label }) => {
      if (label === `${A} open` && (opened += 1) === 2) clock.time = Date.parse(CLOSES);
      return 'go';
    };
    const opensNext = { window: { opensAt: '2026-12-05T21:00:00.000Z' } };
    expect(await rig.outcomes(within(specs, clock))).toMatchObject([
      { status: 'held', ...opensNext },
      { status: 'held', ...opensNext },
      { status: 'held', ...opensNext },
    ]);
    expect(rig.writes).toBe(0);
  });
});

describe('apply --wait', () => {
  it('waits for one window after the other, until nothing is held any more', async () => {
    const specs = [always, onSaturday, atLunch];
    await using rig = await Rig.create(specs);
    const clock = new FakeClock(SUNDAY);
    const outcomes = await rig.outcomes({ ...within(specs, clock), waitsForWindows: true });
    expect(outcomes.map(({ host: name, status }) => [name, status])).toEqual([
      [A, 'verified'],
      [B, 'verified'],
      [C, 'verified'],
    ]);
    expect(waits(rig.events)).toEqual(['2026-11-23T12:00:00.000Z', OPENS]);
    expect(clock.now() >= OPENS && clock.now() < CLOSES).toBe(true);
    expect(finished(rig.events)).toEqual([A, B, C]);
    expect(rig.revealed).toEqual(['xp-en']);
  });

  it('does not wait where nothing is held, nor without being told', async () => {
    await using rig = await Rig.create([always]);
    expect(await rig.statuses({ ...within([always], new FakeClock(SUNDAY)), waitsForWindows: true })).toEqual([
      'verified',
    ]);
    expect(waits(rig.events)).toEqual([]);
  });

  it('does not wait for a window that never opens again', async () => {
    const specs = [onSaturday];
    await using rig = await Rig.create(specs);
    const never = { openWindows: async () => () => ({ state: 'closed' }) as const, waitsForWindows: true };
    expect(await rig.outcomes({ ...within(specs, new FakeClock(SUNDAY)), ...never })).toMatchObject([
      { status: 'held', why: 'its window saturday never opens again' },
    ]);
  });

  it('looks at each host again: one that somebody changed since is stale', async () => {
    const specs = [onSaturday, host({ name: C, window: 'saturday' })];
    await using rig = await Rig.create(specs);
    const clock = new FakeClock(SUNDAY);
    clock.onSleep = () => (rig.host(B).key = { ...OLD, lastFive: 'RRRRR' });
    expect(await rig.outcomes({ ...within(specs, clock), waitsForWindows: true })).toMatchObject([
      { host: B, status: 'plan-stale', why: containing('RRRRR') },
      { host: C, status: 'verified' },
    ]);
    expect(rig.host(C).key).toEqual(CARRIES_NEW);
  });

  it('is ended by Ctrl-C: what waits stays held', async () => {
    const specs = [always, onSaturday];
    await using rig = await Rig.create(specs);
    const interruption = new AbortController();
    const clock = new FakeClock(SUNDAY);
    clock.onSleep = () => interruption.abort();
    const overrides = { ...within(specs, clock), waitsForWindows: true, signal: interruption.signal };
    expect(await rig.outcomes(overrides)).toMatchObject([
      { status: 'verified' },
      { status: 'held', window: { opensAt: OPENS } },
    ]);
    expect(finished(rig.events)).toEqual([A, B]);
  });

  it('does not go on after a host that failed', async () => {
    const specs = [always, onSaturday];
    await using rig = await Rig.create(specs);
    rig.host(A).answerToKey = 'refuses';
    expect(await rig.statuses({ ...within(specs, new FakeClock(SUNDAY)), waitsForWindows: true })).toEqual([
      'undone',
      'held',
    ]);
    expect(waits(rig.events)).toEqual([]);
  });

  it('settles at once what it finds, tells it at the end too, and sets the key when the window opens', async () => {
    const specs = [host({ name: B, os: 'windows-xp-rtm', window: 'saturday' })];
    await using rig = await Rig.create(specs);
    await rig.crashAt(`${B} before store the key`);
    expect(await rig.outcomes({ ...within(specs, new FakeClock(SUNDAY)), waitsForWindows: true })).toMatchObject([
      { status: 'verified', settled: [{ result: 'restored' }] },
    ]);
  });

  it('notices within a minute that its clock was set', async () => {
    const specs = [onSaturday];
    await using rig = await Rig.create(specs);
    const clock = new FakeClock(SUNDAY);
    clock.onSleep = () => (clock.time = Date.parse(OPENS));
    await rig.outcomes({ ...within(specs, clock), waitsForWindows: true });
    expect(rig.events.filter(({ type }) => type === 'waiting')).toHaveLength(1);
    expect(rig.host(B).key).toEqual(CARRIES_NEW);
  });

  it('waits for the next Saturday when its clock was a year ahead and is set back', async () => {
    const specs = [onSaturday];
    await using rig = await Rig.create(specs);
    const clock = new FakeClock('2027-11-24T12:00:00.000Z');
    const tooLong = new AbortController();
    clock.onSleep = () => {
      if (clock.time > Date.parse('2027-01-01')) clock.time = Date.parse(SUNDAY);
      else if (clock.time > Date.parse(CLOSES)) tooLong.abort();
    };
    await rig.outcomes({ ...within(specs, clock), waitsForWindows: true, signal: tooLong.signal });
    expect(rig.host(B).key).toEqual(CARRIES_NEW);
    expect(clock.time).toBeLessThan(Date.parse(CLOSES));
  });

  it('waits for the next Saturday when its clock is set back between that host and the wait', async () => {
    const specs = [host({ name: A, window: 'saturday' }), host({ name: B })];
    await using rig = await Rig.create(specs);
    const clock = new FakeClock('2027-11-24T12:00:00.000Z');
    const tooLong = new AbortController();
    clock.onSleep = () => clock.time > Date.parse(CLOSES) && tooLong.abort();
    const emit = ({ type }: RunEvent): void => {
      if (type === 'host-finished') clock.time = Math.min(clock.time, Date.parse(SUNDAY));
    };
    await rig.outcomes({ ...within(specs, clock), waitsForWindows: true, signal: tooLong.signal, emit });
    expect(rig.host(A).key).toEqual(CARRIES_NEW);
  });
});

describe('waves and windows', () => {
  const specs = [always, host({ name: B, window: 'saturday', tags: ['canary'] })];

  function inWaves(clock: Clock): Partial<RunContext> {
    const { inventory: declared = inventory(specs) } = within(specs, clock);
    const waves = [{ kind: 'label', label: 'canary' } as const, { kind: 'percent', percent: 100 } as const];
    return { inventory: { ...declared, rollout: { waves } }, clock };
  }

  it('a wave whose window is closed keeps the next one from beginning', async () => {
    await using rig = await Rig.create(specs);
    expect(await rig.outcomes(inWaves(new FakeClock(SUNDAY)))).toMatchObject([
      { host: A, status: 'held', why: 'wave @canary changed no host, its windows are closed: it proves nothing' },
      { host: B, status: 'held', window: { opensAt: OPENS } },
    ]);
    expect(rig.writes).toBe(0);
  });

  it('a run that waits changes the first wave in its window, and only then the next one', async () => {
    await using rig = await Rig.create(specs);
    const clock = new FakeClock(SUNDAY);
    expect(await rig.statuses({ ...inWaves(clock), waitsForWindows: true })).toEqual(['verified', 'verified']);
    const order = rig.events.flatMap((event) => (event.type === 'host-finished' ? [event.host] : []));
    expect(order).toEqual([B, A]);
  });
});
