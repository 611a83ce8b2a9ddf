import { describe, expect, it } from 'vitest';
import type { HostDrift } from '../../../src/model/drift.ts';
import type { HostOutcome } from '../../../src/model/outcome.ts';
import type { HostPlan, Step } from '../../../src/model/plan.ts';
import type { HostReport, HostStatus } from '../../../src/model/report.ts';
import { holdsKey } from '../../../src/model/secret.ts';
import { driftReport, outcomeReport, planReport, type ReportHead } from '../../../src/reporters/build-report.ts';
import { renderJson } from '../../../src/reporters/json.ts';
import {
  CARRIES_NEW,
  CLOSED,
  DENIED,
  host,
  intent,
  inventory,
  NEW,
  OLD,
  observation,
  WAIVED,
} from '../../support/builders.ts';

const spec = host();
const name = spec.name;
const block = { code: 'key-withheld', message: 'the host keeps no key', help: 'Change it by hand.' } as const;
const why = 'this is why';
const help = 'Do this.';
const settled = [{ intent: intent().id, result: 'restored' }] as const;
const step: Step = {
  strategy: 'sp1',
  os: spec.os,
  keyLabel: 'xp-en',
  before: OLD,
  after: NEW,
  calls: ['set-product-key'],
  cause: 'pending',
};

const HEAD: ReportHead = {
  command: 'apply',
  inventory: inventory([spec]),
  generatedAt: '2026-11-22T16:15:30.000Z',
  undeclared: [intent({ host: 'gone.a.example' })],
  interrupted: false,
};

const DRIFTS: Readonly<Record<HostDrift['status'], HostDrift>> = {
  'in-order': {
    spec,
    status: 'in-order',
    actual: CARRIES_NEW,
    match: { verdict: 'same', basis: 'last-five' },
    observation: observation(),
  },
  drifted: { spec, status: 'drifted', cause: 'drift', actual: OLD, observation: observation() },
  interrupted: { spec, status: 'interrupted', slots: [], observation: observation() },
  blocked: { spec, status: 'blocked', block, observation: observation() },
  waived: { spec, status: 'waived', waiver: WAIVED, observation: observation() },
  unknown: { spec, status: 'unknown', fault: DENIED },
};

/** Every outcome: one that is missing here does not compile. */
const OUTCOMES: { readonly [S in HostOutcome['status']]: HostOutcome } = {
  verified: { host: name, settled: [], status: 'verified', step, actual: CARRIES_NEW },
  'in-order': { host: name, settled: [], status: 'in-order' },
  settled: { host: name, settled, status: 'settled' },
  undone: { host: name, settled: [], status: 'undone', step, why, help },
  'activation-lost': { host: name, settled: [], status: 'activation-lost', why, help },
  'activation-pending': { host: name, settled: [], status: 'activation-pending', why, help },
  unsettled: { host: name, settled: [], status: 'unsettled', why, help },
  'plan-stale': { host: name, settled: [], status: 'plan-stale', why },
  delegated: {
    host: name,
    settled: [],
    status: 'delegated',
    delegated: { code: 'delegated', keyLabel: 'xp-en', message: why, help },
  },
  blocked: { host: name, settled: [], status: 'blocked', block },
  waived: { host: name, settled: [], status: 'waived', waiver: WAIVED },
  unknown: { host: name, settled: [], status: 'unknown', fault: DENIED },
  held: { host: name, settled: [], status: 'held', why },
};

const WELL: readonly HostStatus[] = ['verified', 'in-order', 'settled', 'drifted', 'change', 'waived'];

function needsSomebody({ status }: HostReport): boolean {
  return !WELL.includes(status);
}

function outcomeOf(outcome: HostOutcome): HostReport {
  const [only] = outcomeReport(HEAD, [outcome]).hosts;
  if (only === undefined) throw new Error('no host');
  return only;
}

describe('a report', () => {
  const all = [
    ...Object.values(DRIFTS).flatMap((drift) => driftReport(HEAD, [drift]).hosts),
    ...Object.values(OUTCOMES).map(outcomeOf),
  ];

  it.each(all)('of a host that is $status has a code, a message and help when somebody has to look at it', (one) => {
    const { code, message, help: todo } = one;
    const said = [code, message, todo].map((text) => text !== undefined && text !== '');
    expect(said).toEqual(needsSomebody(one) ? [true, true, true] : [false, false, false]);
  });

  it.each(all)('of a host that is $status names what is declared', (one) => {
    expect(one).toMatchObject({ host: name, os: 'windows-xp-sp3', key: 'xp-en', desired: NEW });
  });

  it('says what it is about', () => {
    expect(outcomeReport(HEAD, [])).toEqual({
      formatVersion: 1,
      command: 'apply',
      simulated: false,
      generatedAt: '2026-11-22T16:15:30.000Z',
      inventoryDigest: HEAD.inventory.digest,
      summary: {},
      hosts: [],
      undeclared: [{ host: 'gone.a.example', intent: intent().id }],
      interrupted: false,
    });
  });

  it('is sorted by host and counts each status, leaving out those nobody has', () => {
    const specs = ['c', 'a', 'b'].map((letter) => host({ name: `${letter}.example` }));
    const head = { ...HEAD, inventory: inventory(specs) };
    const report = driftReport(
      head,
      specs.map((one) => ({ ...DRIFTS.unknown, spec: one })),
    );
    expect(report.hosts.map((one) => one.host)).toEqual(['a.example', 'b.example', 'c.example']);
    expect(report.summary).toEqual({ unknown: 3 });
  });

  it('carries codes of blocks and faults as they are', () => {
    expect(outcomeOf(OUTCOMES.blocked)).toMatchObject({ status: 'blocked', ...block });
    expect(outcomeOf(OUTCOMES.unknown)).toMatchObject({ status: 'unknown', ...DENIED });
  });

  it('shows which key is there and which calls led to it', () => {
    expect(outcomeOf(OUTCOMES.verified)).toMatchObject({
      actual: CARRIES_NEW,
      strategy: 'sp1',
      calls: ['set-product-key'],
    });
    expect(outcomeOf(OUTCOMES.undone)).toMatchObject({ actual: OLD });
    expect(outcomeOf(OUTCOMES.settled)).toMatchObject({ settled });
  });

  it('refuses an outcome of a host that is not in the inventory', () => {
    expect(() => outcomeReport(HEAD, [{ ...OUTCOMES.held, host: 'unheard-of' }])).toThrow('unheard-of');
  });

  it('tells of a held host which window holds it, and that it is worth to come back', () => {
    const held: HostOutcome = { host: name, settled: [], status: 'held', why, window: CLOSED };
    expect(outcomeOf(held)).toMatchObject({ code: 'outside-window', message: why, window: CLOSED });
    expect(outcomeOf(held).help).toContain('--wait');
    expect(outcomeOf(OUTCOMES.held)).not.toHaveProperty('window');
  });

  it('of a plan tells the windows of hosts that would be changed, and of no other', () => {
    const plans: readonly HostPlan[] = [{ host: name, status: 'change', step }];
    const windows = new Map([[name, CLOSED]]);
    expect(planReport(HEAD, [DRIFTS.drifted], plans, windows).hosts).toMatchObject([
      { status: 'change', window: CLOSED },
    ]);
    expect(planReport(HEAD, [DRIFTS.blocked], [], windows).hosts[0]).not.toHaveProperty('window');
  });

  it('of a plan turns drift into the change that would be made, and leaves the rest as drift says it', () => {
    const plans: readonly HostPlan[] = [{ host: name, status: 'change', step }];
    expect(planReport(HEAD, [DRIFTS.drifted], plans).hosts).toMatchObject([
      { status: 'change', strategy: 'sp1', actual: OLD },
    ]);
    for (const drift of [DRIFTS.blocked, DRIFTS.unknown, DRIFTS.interrupted, DRIFTS['in-order']]) {
      expect(planReport(HEAD, [drift], []).hosts).toEqual(driftReport(HEAD, [drift]).hosts);
    }
  });
});

describe('the JSON report', () => {
  it('is the same after a round trip, ends with a line feed, and holds no key', () => {
    const report = outcomeReport(HEAD, Object.values(OUTCOMES));
    const text = renderJson(report);
    expect(JSON.parse(text)).toEqual(report);
    expect(text.endsWith('}\n')).toBe(true);
    expect(holdsKey(text)).toBe(false);
    expect(text).not.toContain('VLK_XP_EN');
  });
});
