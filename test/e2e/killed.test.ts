import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Random, seededRandom } from '../../src/lab/seeded-random.ts';
import { numberFrom } from '../support/number-from.ts';
import { DESIRED, FIRST, missingFor, OOBE_TIMER, Rig } from '../support/wine-rig.ts';

/** How often the controller is killed; more by hand: VLK_KILLS=500. What fails says at which number. */
const KILLS = numberFrom('VLK_KILLS', 20);
vi.setConfig({ testTimeout: 60_000 + KILLS * 20_000 });

/** Long enough for many kills to strike within. */
const SET_KEY_MS = 150;
/** What comes after the announcement takes about so long. */
const MOMENT_MS = 900;
/** A payload that outlived its controller ends by itself. */
const MOST_TRIES = 20;

describe('a controller that is killed at any moment of an apply over ssh, on the class double of XP RTM', () => {
  const reason = missingFor('ssh');
  let rig: Rig;

  beforeAll(async () => {
    if (reason === undefined) rig = await Rig.create('ssh');
  });
  afterAll(async () => {
    if (reason === undefined) await rig[Symbol.asyncDispose]();
  });

  it(`leaves the host as before, OOBETimer byte for byte, or changed, once recover has run, ${KILLS} times`, async (context) => {
    context.skip(reason !== undefined, reason);
    const ends = { killed: 0, changed: 0, asBefore: 0, announced: 0 };
    for (let number = 1; number <= KILLS; number += 1) {
      const random = seededRandom(number);
      await reset(number % 2 === 0);
      const code = await killedApply(random);
      if (code === null) ends.killed += 1;
      if (await isAnnounced()) ends.announced += 1;
      expect({ number, ...(await recovered()) }).toEqual({ number, exitCode: 0 });
      const isChanged = (await rig.storedKey()) === DESIRED.bytes;
      ends[isChanged ? 'changed' : 'asBefore'] += 1;
      expect({ number, ...(await shown()) }).toEqual({ number, ...(isChanged ? CHANGED : AS_BEFORE), open: [] });
    }
    // Kills that are all too early or too late would prove nothing.
    expect(ends.killed).toBeGreaterThan(KILLS / 2);
    expect(ends.announced).toBeGreaterThan(KILLS / 2);
    expect(Math.min(ends.changed, ends.asBefore)).toBeGreaterThan(0);
  });

  /** Windows XP RTM, where SetProductKey takes its time, and now and then refuses the key. */
  async function reset(isRefusing: boolean): Promise<void> {
    const controls = { DelayMs: SET_KEY_MS, ...(isRefusing && { SetKeyError: 0x8004_1001 }) };
    await rig.host.uncontrol('SetKeyError', 'DelayMs');
    await rig.reset('xp-rtm', controls);
  }

  /** Mostly while the host is written to, now and then before; null is what a killed process answers. */
  async function killedApply(random: Random): Promise<number | null> {
    const child = rig.start('apply', '--yes');
    const isOver = once(child, 'close');
    if (random() < 0.8) while (child.exitCode === null && !(await isAnnounced())) await wait(5);
    const kill = setTimeout(() => child.kill('SIGKILL'), random() * MOMENT_MS);
    await isOver;
    clearTimeout(kill);
    return child.exitCode;
  }

  async function isAnnounced(): Promise<boolean> {
    return (await rig.journal()).some(({ type }) => type === 'intent');
  }

  /** Somebody runs `recover` until nothing is left to do: the payload may still be at work when its controller is gone. */
  async function recovered(): Promise<{ readonly exitCode: number }> {
    for (let left = MOST_TRIES; ; left -= 1) {
      const { exitCode } = await rig.report('recover');
      if (exitCode === 0 || left === 0) return { exitCode };
      await wait(250);
    }
  }

  async function shown(): Promise<{
    readonly oobeTimer: string | undefined;
    readonly slots: readonly string[];
    readonly key: string | undefined;
    readonly open: readonly string[];
  }> {
    const lines = await rig.journal();
    return {
      key: await rig.storedKey(),
      oobeTimer: await rig.host.oobeTimer(),
      slots: Object.keys(await rig.host.undoSlots()),
      open: lines
        .flatMap((line) => (line.type === 'intent' ? [idOf(line)] : []))
        .filter((id) => !lines.some((line) => line.type === 'closed' && idOf(line) === id)),
    };
  }
});

const AS_BEFORE = { key: FIRST.bytes, oobeTimer: OOBE_TIMER, slots: [] };
const CHANGED = { key: DESIRED.bytes, oobeTimer: undefined, slots: [] };

function idOf(line: object): string {
  const intent = 'intent' in line ? line.intent : undefined;
  if (typeof intent === 'string') return intent;
  return typeof intent === 'object' && intent !== null && 'id' in intent ? String(intent.id) : '';
}
