import { describe, expect, it } from 'vitest';
import { apply, drift } from '../../../src/engine/run.ts';
import type { ReadSession } from '../../../src/model/transport.ts';
import { CARRIES_NEW, host, OLD, THIRD } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';
import { type AnswerToKey, ORIGINAL_TIMER } from '../../support/simulated-host.ts';
import { lost } from '../../support/world.ts';

const FIRST = 'hmi-001.a.example';
const SPECS = [1, 2, 3].map((number) => host({ name: `hmi-00${number}.a.example`, os: 'windows-xp-rtm' }));

/** The signal of a run that is interrupted at the first moment with this label. */
function interruptedAt(rig: Rig, label: string): AbortSignal {
  const interruption = new AbortController();
  rig.world.decide = (moment) => {
    if (moment.label === label) interruption.abort();
    return 'go';
  };
  return interruption.signal;
}

describe('an interruption', () => {
  it.each([
    `${FIRST} change`,
    `${FIRST} begins`,
    `${FIRST} before delete OOBETimer`,
    `${FIRST} reaches SetProductKey`,
    `${FIRST} before store the key`,
    `${FIRST} answers`,
    `${FIRST} changed`,
  ])('at "%s" lets that host be finished, read back and settled, and holds the others', async (label) => {
    await using rig = await Rig.create(SPECS);
    const signal = interruptedAt(rig, label);
    expect(await rig.outcomes({ signal })).toMatchObject([
      { host: FIRST, status: 'verified', actual: CARRIES_NEW },
      { status: 'held', why: 'the run was interrupted' },
      { status: 'held' },
    ]);
    expect(signal.aborted).toBe(true);
    expect((await rig.journal()).openIntents).toEqual([]);
  });

  it.each<AnswerToKey>(['refuses', 'refuses-unsure', 'ignores'])(
    'while the host %s the key lets it be put back as it was',
    async (answer) => {
      await using rig = await Rig.create(SPECS);
      const signal = interruptedAt(rig, `${FIRST} reaches SetProductKey`);
      rig.host(FIRST).answerToKey = answer;
      expect(await rig.statuses({ signal })).toEqual(['undone', 'held', 'held']);
      expect(rig.host(FIRST)).toMatchObject({ key: OLD, oobeTimer: ORIGINAL_TIMER });
      expect(rig.host(FIRST).slots.size).toBe(0);
    },
  );

  it('while the connection breaks lets the host be looked at over a new one', async () => {
    await using rig = await Rig.create(SPECS);
    const interruption = new AbortController();
    rig.world.decide = ({ label }) => {
      if (label !== `${FIRST} reaches SetProductKey`) return 'go';
      interruption.abort();
      return 'host-dies';
    };
    expect(await rig.statuses({ signal: interruption.signal })).toEqual(['unsettled', 'held', 'held']);
    await rig.recover();
    expect(rig.host(FIRST)).toMatchObject({ key: OLD, oobeTimer: ORIGINAL_TIMER });
  });

  it.each([`${FIRST} open`, `${FIRST} observe`, `${FIRST} observed`])(
    'at "%s", when nothing was written yet, holds that host as well',
    async (label) => {
      await using rig = await Rig.create(SPECS);
      const interruption = new AbortController();
      const run = await apply(rig.context({ signal: interruption.signal }), async () => {
        rig.world.decide = (moment) => {
          if (moment.label === label) interruption.abort();
          return 'go';
        };
        return true;
      });
      expect(run.outcomes?.map(({ status }) => status)).toEqual(['held', 'held', 'held']);
      expect(rig.writes).toBe(0);
      expect(rig.entries()).toEqual([]);
    },
  );

  it.each(['apply', 'recover'] as const)('of %s reports what was settled before it', async (command) => {
    await using rig = await Rig.create(SPECS);
    await rig.crashAt(`${FIRST} reaches SetProductKey`);
    const interruption = new AbortController();
    rig.world.decide = ({ label }) => {
      if (label === `${FIRST} before restore OOBETimer`) interruption.abort();
      return 'go';
    };
    const { signal } = interruption;
    const run = command === 'apply' ? await rig.apply({ signal }) : await rig.recover(undefined, { signal });
    expect(run.outcomes).toMatchObject([
      { status: command === 'apply' ? 'held' : 'settled', settled: [{ result: 'restored' }] },
      { status: 'held' },
      { status: 'held' },
    ]);
    expect(rig.host(FIRST)).toMatchObject({ key: OLD, oobeTimer: ORIGINAL_TIMER });
  });

  it('does not hide that an earlier change could not be settled', async () => {
    await using rig = await Rig.create(SPECS);
    await rig.crashAt(`${FIRST} reaches SetProductKey`);
    const interruption = new AbortController();
    rig.world.decide = ({ label }) => {
      if (label !== `${FIRST} begins`) return 'go';
      interruption.abort();
      rig.host(FIRST).key = THIRD;
      return 'go';
    };
    expect(await rig.statuses({ signal: interruption.signal })).toEqual(['unsettled', 'held', 'held']);
  });

  it('before the question keeps anything from being asked or written', async () => {
    await using rig = await Rig.create(SPECS);
    const signal = interruptedAt(rig, `${FIRST} observed`);
    const run = await apply(rig.context({ signal }), () => expect.unreachable('nothing may be asked'));
    expect(run.outcomes).toBeUndefined();
    expect(rig.writes).toBe(0);
  });

  it('while hosts are read leaves the others unknown, not in order and not drifted', async () => {
    await using rig = await Rig.create(SPECS);
    const signal = interruptedAt(rig, `${FIRST} observed`);
    const { drifts } = await drift(rig.context({ signal }));
    expect(drifts).toMatchObject([
      { status: 'drifted' },
      { status: 'unknown', fault: { code: 'aborted' } },
      { status: 'unknown', fault: { code: 'aborted' } },
    ]);
  });

  it('of recover holds the hosts that are not begun', async () => {
    await using rig = await Rig.create(SPECS);
    const signal = interruptedAt(rig, `${FIRST} dispose`);
    const { outcomes } = await rig.recover(undefined, { signal });
    expect(outcomes.map(({ status }) => status)).toEqual(['settled', 'held', 'held']);
  });

  it('ends a read that would take for ever, and so does the time for one read', async () => {
    await using rig = await Rig.create(SPECS.slice(0, 1));
    const interruption = new AbortController();
    const endless: ReadSession = {
      observe: (signal) =>
        new Promise((_resolve, reject) => {
          setTimeout(() => interruption.abort(), 50);
          signal.addEventListener('abort', () => reject(lost(isTimeout(signal) ? 'timed-out' : 'aborted')));
        }),
      [Symbol.asyncDispose]: async () => undefined,
    };
    const context = rig.context();
    const transportFor: typeof context.transportFor = (kind) => ({
      ...context.transportFor(kind),
      openRead: async () => endless,
    });
    const interrupted = await drift(rig.context({ transportFor, signal: interruption.signal }));
    expect(interrupted.drifts).toMatchObject([{ status: 'unknown', fault: { code: 'aborted' } }]);
    const slow = await drift(rig.context({ transportFor, timeoutMs: 1 }));
    expect(slow.drifts).toMatchObject([{ status: 'unknown', fault: { code: 'timed-out' } }]);
  });
});

function isTimeout(signal: AbortSignal): boolean {
  return signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
}
