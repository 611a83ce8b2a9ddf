import { describe, expect, it } from 'vitest';
import { apply, drift } from '../../../src/engine/run.ts';
import type { HostOutcome } from '../../../src/model/outcome.ts';
import { CARRIES_NEW, containing, host, intent, OLD, THIRD, unidentifiedKey } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';
import { type AnswerToKey, ORIGINAL_TIMER } from '../../support/simulated-host.ts';
import { faultOf, lost } from '../../support/world.ts';

const FIRST = 'hmi-001.a.example';
const RTM = 'windows-xp-rtm';
const SP3 = 'windows-xp-sp3';

function numbered(count: number, os: typeof RTM | typeof SP3 = SP3): Promise<Rig> {
  return Rig.create(Array.from({ length: count }, (_, index) => host({ name: `hmi-00${index + 1}.a.example`, os })));
}

function statusOf(outcomes: readonly HostOutcome[]): Readonly<Record<string, string>> {
  return Object.fromEntries(outcomes.map((outcome) => [outcome.host.slice(0, 7), outcome.status]));
}

describe('a run that meets trouble', () => {
  it.each<AnswerToKey>(['refuses', 'ignores', 'garbles', 'accepts-not-activated'])(
    'stops after a host that %s the key and holds the rest, but tells the truth about hosts it would not touch',
    async (answer) => {
      await using rig = await numbered(6);
      rig.host('hmi-001.a.example').key = CARRIES_NEW;
      rig.host('hmi-002.a.example').answerToKey = answer;
      rig.host('hmi-004.a.example').key = CARRIES_NEW;
      rig.host('hmi-005.a.example').key = { state: 'withheld', channel: 'volume' };
      rig.host('hmi-006.a.example').shows = { key: { state: 'unknown', fault: faultOf('provider-failed') } };
      const outcomes = statusOf(await rig.outcomes());
      expect(outcomes).toMatchObject({
        'hmi-001': 'in-order',
        'hmi-003': 'held',
        'hmi-004': 'in-order',
        'hmi-005': 'blocked',
        'hmi-006': 'unknown',
      });
      expect(rig.host('hmi-003.a.example').writes).toBe(0);
      expect(rig.events).toContainEqual({ type: 'run-stopped', host: 'hmi-002.a.example', why: outcomes['hmi-002'] });
    },
  );

  it('settles unfinished changes before any key is changed', async () => {
    await using rig = await numbered(2, RTM);
    await rig.crashAt('hmi-002.a.example reaches SetProductKey', 'controller-dies');
    const [first, second] = [rig.host(FIRST), rig.host('hmi-002.a.example')];
    Object.assign(first, { key: OLD, oobeTimer: ORIGINAL_TIMER, answerToKey: 'refuses' });
    expect(await rig.statuses()).toEqual(['undone', 'in-order']);
    expect(second.slots.size).toBe(0);
  });

  it('goes on after hosts that are unknown or blocked: nothing was written there', async () => {
    await using rig = await numbered(3);
    rig.host('hmi-001.a.example').shows = { key: { state: 'unknown', fault: faultOf('provider-failed') } };
    rig.host('hmi-002.a.example').key = { state: 'withheld', channel: 'volume' };
    expect(await rig.statuses()).toEqual(['unknown', 'blocked', 'verified']);
  });

  it('lets hosts that are begun come to their end', async () => {
    await using rig = await numbered(4);
    rig.host('hmi-002.a.example').answerToKey = 'refuses';
    const outcomes = statusOf(await rig.outcomes({ concurrency: 2 }));
    expect(outcomes).toMatchObject({ 'hmi-001': 'verified', 'hmi-002': 'undone' });
    expect((await rig.journal()).openIntents).toEqual([]);
  });

  it('takes a host that answers no more for unknown and goes on', async () => {
    await using rig = await numbered(2);
    let opened = 0;
    rig.world.decide = ({ label }) => (label === `${FIRST} open` && (opened += 1) === 2 ? 'connection-lost' : 'go');
    expect(await rig.outcomes()).toMatchObject([
      { status: 'unknown', fault: { code: 'connection-lost' } },
      { status: 'verified' },
    ]);
  });
});

describe('a host that changes after the plan was made', () => {
  it('is stale when it carries a third key', async () => {
    await using rig = await numbered(1);
    const run = await apply(rig.context(), async () => {
      rig.only.key = THIRD;
      return true;
    });
    expect(run.outcomes).toMatchObject([{ status: 'plan-stale' }]);
    expect(rig.writes).toBe(0);
    expect(rig.entries()).toEqual([]);
  });

  it('is in order when somebody else changed it as desired', async () => {
    await using rig = await numbered(1);
    const run = await apply(rig.context(), async () => {
      rig.only.key = CARRIES_NEW;
      return true;
    });
    expect(run.outcomes).toMatchObject([{ status: 'in-order' }]);
    expect(rig.writes).toBe(0);
  });

  it('is blocked when it has another name by then', async () => {
    await using rig = await numbered(1);
    const run = await apply(rig.context(), async () => {
      rig.only.os = { ...rig.only.os, csName: 'SOMEBODY-ELSE' };
      return true;
    });
    expect(run.outcomes).toMatchObject([{ status: 'blocked', block: { code: 'other-host' } }]);
  });

  it('is unknown when it cannot be read any more', async () => {
    await using rig = await numbered(1);
    const run = await apply(rig.context(), async () => {
      rig.only.shows = { key: { state: 'unknown', fault: faultOf('provider-failed') } };
      return true;
    });
    expect(run.outcomes).toMatchObject([{ status: 'unknown' }]);
    expect(rig.writes).toBe(0);
  });

  it.each([RTM, SP3] as const)('between looking and writing is stale, and its intent on %s is closed', async (os) => {
    await using rig = await numbered(1, os);
    rig.world.decide = ({ label }) => {
      if (label === `${FIRST} begins`) rig.only.key = THIRD;
      return 'go';
    };
    expect(await rig.outcomes()).toMatchObject([{ status: 'plan-stale', why: containing('key') }]);
    expect(rig.writes).toBe(0);
    expect(rig.entries().map((entry) => entry.type)).toEqual(['intent', 'closed']);
    expect(rig.entries()[1]).toMatchObject({ result: 'not-begun' });
  });

  it('by a payload that is already writing is blocked, and the intent is closed', async () => {
    await using rig = await numbered(1);
    rig.world.decide = ({ label }) => (label.endsWith('begins') ? 'hangs' : 'go');
    await rig.apply();
    rig.world.decide = () => 'go';
    rig.only.shows = { changeInProgress: false }; // it begins between looking and writing
    expect(await rig.outcomes()).toMatchObject([{ status: 'blocked', block: { code: 'change-in-progress' } }]);
    expect(rig.entries().findLast((entry) => entry.type === 'closed')).toMatchObject({ result: 'not-begun' });
    expect(rig.writes).toBe(0);
  });
});

describe('a change whose answer came', () => {
  it('while the host is busy all the same sends nobody to force it: the write may still come', async () => {
    await using rig = await numbered(1);
    rig.only.answerToKey = 'refuses-unsure';
    rig.world.decide = ({ label }) => {
      if (label.endsWith('changed')) rig.only.shows = { changeInProgress: true };
      return 'go';
    };
    const [outcome] = await rig.outcomes();
    expect(outcome).toMatchObject({ status: 'unsettled', help: 'Wait until it is over and run again.' });
  });
});

describe('an unfinished change of an earlier run', () => {
  it('is put back although its key has no identity any more, and keeps no other host from its key', async () => {
    await using rig = await numbered(2, RTM);
    await rig.crashAt(`${FIRST} reaches SetProductKey`);
    const context = rig.context();
    const hosts = context.hosts.map((spec) =>
      spec.name === FIRST ? { ...spec, key: { ...unidentifiedKey(), label: 'xp-old' } } : spec,
    );
    const inventory = { ...context.inventory, hosts };
    const revealKey: typeof context.revealKey = async (key) => {
      if (key.identity === undefined) throw new Error('a key without identity cannot be checked');
      return context.revealKey(key);
    };
    expect(await rig.outcomes({ hosts, inventory, revealKey })).toMatchObject([
      { status: 'blocked', block: { code: 'identity-missing' }, settled: [{ result: 'restored' }] },
      { status: 'verified' },
    ]);
    expect(rig.host(FIRST).oobeTimer).toBe(ORIGINAL_TIMER);
  });

  it('is reported as settled even when the host cannot be read again after that', async () => {
    await using rig = await numbered(1, RTM);
    await rig.crashAt('reaches SetProductKey');
    let changes = 0;
    rig.world.decide = ({ label }) => {
      if (label.endsWith('changed')) changes += 1;
      return changes > 0 && label.endsWith(' observe') ? 'connection-lost' : 'go';
    };
    expect(await rig.outcomes()).toMatchObject([{ status: 'unknown', settled: [{ result: 'restored' }] }]);
    expect(rig.only.oobeTimer).toBe(ORIGINAL_TIMER);
  });

  it.each(['recover', 'apply'] as const)('is reported by %s when its host is no longer declared', async (command) => {
    await using rig = await numbered(1);
    await rig.crashAt('store the key');
    const other = host({ name: 'hmi-009.a.example' });
    const context = rig.context();
    const forgotten = { hosts: [], inventory: { ...context.inventory, hosts: [other] } };
    const run = command === 'apply' ? await rig.apply(forgotten) : await rig.recover(undefined, forgotten);
    expect(run.undeclared).toMatchObject([{ host: FIRST, new: intent().new }]);
    const selected = await rig.recover(undefined, { hosts: [] });
    expect(selected.undeclared).toEqual([]);
  });

  it('is settled before the key is changed again, and both are reported', async () => {
    await using rig = await numbered(1, RTM);
    await rig.crashAt('reaches SetProductKey');
    expect(rig.only.oobeTimer).toBeUndefined();
    expect(await rig.outcomes()).toMatchObject([{ status: 'verified', settled: [{ result: 'restored' }] }]);
  });

  it('that cannot be settled makes the host unsettled and stops the run', async () => {
    await using rig = await numbered(2, RTM);
    await rig.crashAt(`${FIRST} reaches SetProductKey`);
    rig.world.decide = ({ label }) => {
      if (label === `${FIRST} change`) rig.only.os = { ...rig.only.os, servicePack: 1 };
      if (label === `${FIRST} changed`) rig.only.os = { ...rig.only.os, servicePack: 0 };
      return 'go';
    };
    expect(await rig.outcomes()).toMatchObject([
      {
        status: 'unsettled',
        settled: [{ result: 'unsettled', why: containing('servicepack') }],
      },
      { status: 'held' },
    ]);
  });
});

describe('a settling whose answer is lost', () => {
  it.each(['apply', 'recover'] as const)(
    'is not taken by %s for a host that could not be read: a write may have failed',
    async (command) => {
      await using rig = await numbered(2, RTM);
      await rig.crashAt(`${FIRST} reaches SetProductKey`);
      rig.world.decide = ({ label }) => (label === `${FIRST} before restore OOBETimer` ? 'connection-lost' : 'go');
      const { outcomes } = command === 'apply' ? await rig.apply() : await rig.recover();
      expect(outcomes).toMatchObject([
        { status: 'unsettled', why: containing('not known') },
        { status: command === 'apply' ? 'held' : 'settled' },
      ]);
      expect(await rig.statuses()).toEqual(['verified', 'verified']);
    },
  );
});

describe('a bug', () => {
  it('ends the run as an error, not as trouble of a host', async () => {
    await using rig = await numbered(1);
    rig.world.decide = () => {
      throw new TypeError('a bug');
    };
    await expect(drift(rig.context())).rejects.toThrow(TypeError);
  });

  it('is told from trouble of a host by its class alone', async () => {
    await using rig = await numbered(1);
    rig.world.decide = () => {
      throw lost('auth-denied');
    };
    expect((await drift(rig.context())).drifts).toMatchObject([{ status: 'unknown', fault: { code: 'auth-denied' } }]);
  });
});
