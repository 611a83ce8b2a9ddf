import { describe, expect, it } from 'vitest';
import type { NextWave, RunContext } from '../../../src/engine/run-context.ts';
import type { HostSpec } from '../../../src/model/host.ts';
import type { Limit } from '../../../src/model/limit.ts';
import type { HostOutcome } from '../../../src/model/outcome.ts';
import type { Rollout, Wave } from '../../../src/model/rollout.ts';
import { host, inventory } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';

const CANARY: Wave = { kind: 'label', label: 'canary' };
const ALL: Wave = { kind: 'percent', percent: 100 };
const WAVES: readonly Wave[] = [CANARY, { kind: 'percent', percent: 50 }, ALL];

const SIGNS: Readonly<Partial<Record<HostOutcome['status'], string>>> = {
  verified: 'v',
  held: 'h',
  undone: 'u',
  unknown: '?',
  unsettled: 'X',
  'in-order': 'o',
};

/** So many hosts; 3 and 5 are canaries. */
function fleet(hosts: number): readonly HostSpec[] {
  return Array.from({ length: hosts }, (_, index) =>
    host({ name: nameOf(index), tags: index === 3 || index === 5 ? ['canary'] : [] }),
  );
}

function nameOf(index: number): string {
  return `hmi-${index}.a.example`;
}

function rolling(hosts: readonly HostSpec[], rollout: Rollout): Partial<RunContext> {
  return { inventory: inventory(hosts, { rollout }), concurrency: 3 };
}

async function run(
  rig: Rig,
  hosts: readonly HostSpec[],
  rollout: Rollout,
  more: Partial<RunContext> = {},
): Promise<string> {
  const outcomes = await rig.outcomes({ ...rolling(hosts, rollout), ...more });
  return outcomes.map(({ status }) => SIGNS[status] ?? status).join('');
}

/** The hosts in the order in which their keys were written. */
function written(rig: Rig): readonly string[] {
  return rig.entries().flatMap((entry) => (entry.type === 'intent' ? [entry.intent.host] : []));
}

describe('waves', () => {
  it('begin one after the other, each once the one before has ended', async () => {
    const hosts = fleet(8);
    await using rig = await Rig.create(hosts);
    expect(await run(rig, hosts, { waves: WAVES })).toBe('vvvvvvvv');
    const order = written(rig);
    expect(new Set(order.slice(0, 2))).toEqual(new Set([nameOf(3), nameOf(5)]));
    expect(new Set(order.slice(2, 4))).toEqual(new Set([nameOf(0), nameOf(1)]));
    expect(rig.events.flatMap((event) => (event.type === 'wave-started' ? [[event.wave, event.hosts]] : []))).toEqual([
      ['@canary', 2],
      ['50%', 2],
      ['100%', 4],
    ]);
  });

  it('hold everything behind a wave in which a host fails', async () => {
    const hosts = fleet(8);
    await using rig = await Rig.create(hosts);
    rig.host(nameOf(5)).answerToKey = 'refuses';
    expect(await run(rig, hosts, { waves: WAVES })).toBe('hhhvhuhh');
    expect(await rig.outcomes(rolling(hosts, { waves: WAVES }))).toHaveLength(8);
  });

  it('hold what no wave reaches, and say so', async () => {
    const hosts = fleet(4);
    await using rig = await Rig.create(hosts);
    const outcomes = await rig.outcomes(rolling(hosts, { waves: [CANARY] }));
    expect(outcomes.map(({ status }) => status)).toEqual(['held', 'held', 'held', 'verified']);
    expect(outcomes[0]).toMatchObject({ why: 'no wave of the roll-out reaches it' });
  });

  it('do not go on when none of the canaries could be reached', async () => {
    const hosts = fleet(6);
    await using rig = await Rig.create(hosts);
    for (const index of [3, 5]) rig.host(nameOf(index)).isOff = true;
    const outcomes = await rig.outcomes(rolling(hosts, { waves: WAVES }));
    expect(outcomes.map(({ status }) => status)).toEqual(['held', 'held', 'held', 'unknown', 'held', 'unknown']);
    expect(outcomes[0]).toMatchObject({ why: 'none of @canary could be reached: it proves nothing' });
    expect(rig.writes).toBe(0);
  });

  it('go on when some of the canaries could not be reached, or had their key already', async () => {
    const hosts = fleet(6);
    await using rig = await Rig.create(hosts);
    rig.host(nameOf(3)).isOff = true;
    expect(await run(rig, hosts, { waves: WAVES })).toBe('vvv?vv');
    rig.host(nameOf(3)).isOff = false;
    expect(await run(rig, hosts, { waves: WAVES })).toBe('ooovoo');
  });

  it('do not go on behind a wave whose hosts were all lost between plan and write', async () => {
    const hosts = fleet(6);
    await using rig = await Rig.create(hosts);
    let openings = 0;
    rig.world.decide = ({ label }) => {
      if (label === `${nameOf(3)} open` || label === `${nameOf(5)} open`) openings += 1;
      return openings > 2 && /hmi-[35].*open/.test(label) ? 'connection-lost' : 'go';
    };
    expect(await run(rig, hosts, { waves: WAVES })).toBe('hhh?h?');
  });

  it('settle what an earlier change left first, whatever its wave', async () => {
    const hosts = fleet(4);
    await using rig = await Rig.create(hosts);
    await rig.crashAt(`${nameOf(0)} reaches SetProductKey`, 'controller-dies');
    rig.host(nameOf(3)).answerToKey = 'refuses';
    const outcomes = await rig.outcomes(rolling(hosts, { waves: WAVES }));
    expect(outcomes[3]).toMatchObject({ status: 'undone' });
    expect(outcomes[0]?.settled).toHaveLength(1);
    expect((await rig.journal()).openIntents).toEqual([]);
  });
});

describe('the question before a wave', () => {
  it('is asked before every wave but the first, and a no holds the rest', async () => {
    const hosts = fleet(8);
    await using rig = await Rig.create(hosts);
    const asked: NextWave[] = [];
    const agreeToWave = async (next: NextWave): Promise<boolean> => (asked.push(next), next.number < 3);
    expect(await run(rig, hosts, { waves: WAVES }, { agreeToWave })).toBe('vvhvhvhh');
    expect(asked).toEqual([
      { number: 2, of: 3, name: '50%', hosts: 2, changed: 2 },
      { number: 3, of: 3, name: '100%', hosts: 4, changed: 4 },
    ]);
  });

  it('is not asked after a run that stopped', async () => {
    const hosts = fleet(8);
    await using rig = await Rig.create(hosts);
    rig.host(nameOf(3)).answerToKey = 'refuses';
    expect(await run(rig, hosts, { waves: WAVES }, { agreeToWave: nothingToAgreeTo })).toMatch(/^hhhuh[vh]hh$/);
  });
});

describe('maxFailures', () => {
  it.each([
    ['none is allowed unless declared', undefined, [2], 'vvuhhhhhhh'],
    ['two of two allowed', count(2), [2, 4], 'vvuvuvvvvv'],
    ['three of two allowed', count(2), [2, 4, 6], 'vvuvuvuhhh'],
    ['a share of all that are tried', { kind: 'percent', percent: 20 } as const, [0, 1], 'uuvvvvvvvv'],
    ['more than a share', { kind: 'percent', percent: 20 } as const, [0, 1, 2], 'uuuhhhhhhh'],
  ])('%s', async (_what, limit, failing, expected) => {
    expect(await withFailing(limit, failing)).toBe(expected);
  });

  it('as a share is one of the hosts tried up to the end of the wave, not of the fleet', async () => {
    expect(await withFailing({ kind: 'percent', percent: 20 }, [3], WAVES)).toBe('hhhuhhhhhh');
    expect(await withFailing({ kind: 'percent', percent: 50 }, [3], WAVES)).toBe('vvvuvvvvvv');
  });

  it('never allows a host of which nobody knows how it stands', async () => {
    const hosts = fleet(4);
    await using rig = await Rig.create(hosts);
    rig.host(nameOf(1)).answerToKey = 'garbles';
    expect(await run(rig, hosts, { maxFailures: count(3) }, { concurrency: 1 })).toBe('vXhh');
  });
});

function nothingToAgreeTo(): Promise<boolean> {
  return expect.unreachable('nothing is left to agree to');
}

function count(number: number): Limit {
  return { kind: 'count', count: number };
}

async function withFailing(
  maxFailures: Limit | undefined,
  failing: readonly number[],
  waves?: readonly Wave[],
): Promise<string> {
  const hosts = fleet(10);
  await using rig = await Rig.create(hosts);
  for (const index of failing) rig.host(nameOf(index)).answerToKey = 'refuses';
  const rollout = { ...(maxFailures !== undefined && { maxFailures }), ...(waves !== undefined && { waves }) };
  return await run(rig, hosts, rollout, { concurrency: 1 });
}
