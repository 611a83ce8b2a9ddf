import { describe, expect, it } from 'vitest';
import type { HostDrift } from '../../../src/model/drift.ts';
import type { HostSpec } from '../../../src/model/host.ts';
import type { Step } from '../../../src/model/plan.ts';
import { holdsKey } from '../../../src/model/secret.ts';
import { diff } from '../../../src/plan/diff.ts';
import { isSameStep, makePlan, planHost } from '../../../src/plan/make-plan.ts';
import { chooseStrategy } from '../../../src/strategies/choose-strategy.ts';
import {
  CARRIES_NEW,
  carrying,
  DENIED,
  host,
  inventory,
  journalState,
  NEW,
  OLD,
  observation,
  osFacts,
  rtmCarrying,
  slot,
} from '../../support/builders.ts';

const names = ['hmi-003.a.example', 'hmi-001.a.example', 'hmi-010.a.example', 'hmi-002.a.example'];

function drifted(spec: HostSpec = host()): HostDrift {
  const os = osFacts(spec.os, spec.computerName);
  return diff({ spec, status: 'observed', observation: carrying(OLD, { os }) }, journalState());
}

function stepOf(spec: HostSpec = host()): Step {
  const plan = planHost(drifted(spec), chooseStrategy);
  if (plan.status !== 'change') throw new Error(`${plan.status}, not change`);
  return plan.step;
}

/** One host of every status. */
function mixed(): readonly HostDrift[] {
  const rtm = host({ name: 'hmi-004.a.example', os: 'windows-xp-rtm' });
  const blocked = host({ name: 'hmi-003.a.example' });
  const found = slot({ csName: 'HMI-004' });
  const interrupted = rtmCarrying(OLD, { os: osFacts(rtm.os, 'HMI-004'), undoSlots: [found] });
  return [
    { spec: host({ name: 'hmi-005.a.example' }), status: 'unknown', fault: DENIED },
    diff({ spec: rtm, status: 'observed', observation: interrupted }, journalState()),
    diff({ spec: blocked, status: 'observed', observation: observation() }, journalState()),
    drifted(host({ name: 'hmi-002.a.example' })),
    diff({ spec: host(), status: 'observed', observation: carrying(CARRIES_NEW) }, journalState()),
  ];
}

describe('makePlan', () => {
  it('is sorted by name, whatever the order of the drifts', () => {
    const drifts = names.map((name) => drifted(host({ name })));
    const plan = makePlan(inventory(), drifts, chooseStrategy);
    expect(plan.hosts.map((one) => one.host)).toEqual(names.toSorted());
    expect(makePlan(inventory(), drifts.toReversed(), chooseStrategy)).toEqual(plan);
  });

  it('says what it was made from', () => {
    const made = makePlan(inventory([], { simulation: true, digest: 'abc' }), [], chooseStrategy);
    expect(made).toEqual({ formatVersion: 1, inventoryDigest: 'abc', simulated: true, hosts: [] });
  });

  it('has one entry for each kind of drift', () => {
    const plan = makePlan(inventory(), mixed(), chooseStrategy);
    expect(plan.hosts.map(({ host: name, status }) => [name, status])).toEqual([
      ['hmi-001.a.example', 'in-order'],
      ['hmi-002.a.example', 'change'],
      ['hmi-003.a.example', 'blocked'],
      ['hmi-004.a.example', 'settle'],
      ['hmi-005.a.example', 'unknown'],
    ]);
    expect(plan.hosts[3]).toMatchObject({ intents: [slot().intent] });
    expect(plan.hosts[4]).toMatchObject({ fault: DENIED });
  });

  it('is the same after a round trip through JSON', () => {
    const plan = makePlan(inventory(), mixed(), chooseStrategy);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('holds no key and not even where it is kept', () => {
    const text = JSON.stringify(makePlan(inventory(), mixed(), chooseStrategy));
    expect(holdsKey(text)).toBe(false);
    expect(text).not.toContain('VLK_XP_EN');
    expect(text).toContain('KKKKK');
  });

  it('plans the key change of the declared OS level', () => {
    expect(stepOf()).toEqual({
      strategy: 'sp1',
      os: 'windows-xp-sp3',
      keyLabel: 'xp-en',
      before: OLD,
      after: NEW,
      calls: ['set-product-key'],
      cause: 'no-history',
    });
    expect(stepOf(host({ os: 'windows-xp-rtm' }))).toMatchObject({
      strategy: 'pre-sp1',
      calls: ['save-oobe-timer', 'delete-oobe-timer', 'set-product-key', 'settle'],
    });
  });

  it('never plans a change from a host that could not be read', () => {
    const plan = planHost({ spec: host(), status: 'unknown', fault: DENIED }, chooseStrategy);
    expect(plan).toEqual({ host: 'hmi-001.a.example', status: 'unknown', fault: DENIED });
  });
});

describe('isSameStep', () => {
  const step = stepOf();

  it('ignores the cause, which is for display', () => {
    expect(isSameStep(step, { ...step, cause: 'drift' })).toBe(true);
  });

  it('is the same after a round trip through JSON', () => {
    const saved: Step = JSON.parse(JSON.stringify(step));
    expect(isSameStep(step, saved)).toBe(true);
  });

  /** Another value for every property but the cause: a property that is missing here does not compile. */
  const changes: { readonly [P in Exclude<keyof Step, 'cause'>]: Step[P] } = {
    strategy: 'pre-sp1',
    os: 'windows-xp-sp2',
    keyLabel: 'xp-da',
    before: { ...OLD, channel: 'oem' },
    after: { lastFive: 'KKKKK' },
    calls: [],
  };

  it.each(Object.entries(changes))('is another step when %s differs', (property, value) => {
    expect(isSameStep(step, { ...step, [property]: value })).toBe(false);
  });
});
