import { describe, expect, it } from 'vitest';
import { hostsLeft } from '../../../src/engine/hosts-left.ts';
import { plan } from '../../../src/engine/run.ts';
import type { RunContext } from '../../../src/engine/run-context.ts';
import type { HostSpec } from '../../../src/model/host.ts';
import type { Observation } from '../../../src/model/observation.ts';
import type { HostPlan } from '../../../src/model/plan.ts';
import type { ReportedHost } from '../../../src/model/reported-host.ts';
import type { Wave } from '../../../src/model/rollout.ts';
import { reportedTransport } from '../../../src/transports/reported.ts';
import { CARRIES_NEW, host, inventory, keySpec, OLD, osFacts, slot } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';
import { byReceipt, manualHost, pulledHost, reportedHost } from '../../support/reported-builders.ts';
import { winrmSettings } from '../../support/winrm-settings.ts';

const SSH = host({ name: 'hmi-001.a.example' });
const PULLED = pulledHost({ name: 'hmi-002.a.example' });
const MANUAL = manualHost({ name: 'hmi-003.a.example' });
/** What its start-up script left an hour ago. */
const LEFT = slot({ intent: 'b20261122080000-1', ...osFacts('windows-xp-sp3', PULLED.computerName) });
const NEW_HERE: Partial<Observation> = { key: { state: 'present', value: CARRIES_NEW } };

/** A run in which some hosts are reached and others have reported. */
async function fleet(
  specs: readonly HostSpec[],
  reports: readonly ReportedHost[],
  overrides: Partial<RunContext> = {},
): Promise<{ readonly rig: Rig; readonly context: Partial<RunContext> } & AsyncDisposable> {
  const rig = await Rig.create(specs);
  const byName = new Map(reports.map((each) => [each.host, each]));
  const settings = winrmSettings('', { readReported: () => Promise.resolve(byName) });
  const transportFor: RunContext['transportFor'] = (kind) =>
    kind === 'startup-script' || kind === 'manual'
      ? reportedTransport(kind, settings)
      : rig.context().transportFor(kind);
  return { rig, context: { transportFor, ...overrides }, [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
}

async function planned(
  specs: readonly HostSpec[],
  reports: readonly ReportedHost[] = [],
): Promise<readonly HostPlan[]> {
  await using made = await fleet(specs, reports);
  return (await plan(made.rig.context(made.context))).plan.hosts;
}

describe('a plan', () => {
  it.each<[what: string, reports: readonly ReportedHost[], expected: object]>([
    ['has not reported', [], { status: 'delegated', delegated: { code: 'no-receipt', keyLabel: 'xp-en' } }],
    [
      'carries another key',
      [reportedHost(PULLED)],
      { status: 'delegated', delegated: { code: 'delegated', before: OLD } },
    ],
    [
      'was cut short in a change',
      [reportedHost(PULLED, { undoSlots: [LEFT] })],
      { status: 'delegated', delegated: { code: 'delegated' } },
    ],
    ['is in order', [reportedHost(PULLED, NEW_HERE)], { status: 'in-order' }],
    [
      'has another OS level',
      [reportedHost(PULLED, { os: { csName: 'HMI-002', version: '5.1.2600', servicePack: 0, productType: 1 } })],
      { status: 'blocked', block: { code: 'os-level-mismatch' } },
    ],
    [
      'reported too long ago',
      [reportedHost(PULLED, { ...NEW_HERE, observedAt: '2026-11-01T00:00:00.000Z' })],
      { status: 'unknown', fault: { code: 'receipt-too-old' } },
    ],
  ])('of a host that reports itself and %s', async (_what, reports, expected) => {
    const [only] = await planned([PULLED], reports);
    expect(only).toMatchObject(expected);
  });

  it('leaves a manual host to a person, and says how', async () => {
    const [only] = await planned([MANUAL], [reportedHost(MANUAL, {}, { source: 'person', by: 'jens' })]);
    expect(only).toMatchObject({ status: 'delegated', delegated: { code: 'delegated' } });
    expect(only?.status === 'delegated' && only.delegated.help).toContain('vlkctl runbook --done hmi-003.a.example');
  });

  it('says what the last start said', async () => {
    const report = reportedHost(PULLED, {}, byReceipt({ result: 'no-key', detail: 'key-file' }));
    const [only] = await planned([PULLED], [report]);
    expect(only).toMatchObject({
      delegated: { message: 'at its last start it could not read the file with its key (key-file)' },
    });
  });

  it('blocks a host whose last start lost activation, though it carries its key', async () => {
    const required = { state: 'present', value: { required: true } } as const;
    const report = reportedHost(
      PULLED,
      { ...NEW_HERE, activation: required },
      byReceipt({ result: 'activation-lost' }),
    );
    expect(await planned([PULLED], [report])).toMatchObject([
      { status: 'blocked', block: { code: 'activation-pending' } },
    ]);
  });
});

describe('apply', () => {
  it('changes the hosts it reaches and leaves the others to themselves, marked as self-reported', async () => {
    const reports = [reportedHost(PULLED), reportedHost(MANUAL, NEW_HERE, { source: 'person', by: 'jens' })];
    await using made = await fleet([SSH, PULLED, MANUAL], reports);
    expect(await made.rig.outcomes(made.context)).toMatchObject([
      { host: SSH.name, status: 'verified' },
      { host: PULLED.name, status: 'delegated', reported: { source: 'receipt', result: 'in-order' } },
      { host: MANUAL.name, status: 'in-order', reported: { source: 'person', by: 'jens' } },
    ]);
    expect((await hostsLeft(made.rig.context(made.context), 'resume')).map(({ name }) => name)).toEqual([]);
  });

  it('does not wait for a first wave of hosts that report themselves', async () => {
    const canary = pulledHost({ name: PULLED.name, tags: ['canary'] });
    const waves: readonly Wave[] = [
      { kind: 'label', label: 'canary' },
      { kind: 'percent', percent: 100 },
    ];
    for (const reports of [[], [reportedHost(canary, { observedAt: '2026-01-01T00:00:00.000Z' })]]) {
      await using made = await fleet([SSH, canary], reports);
      const declared = inventory([SSH, canary], { rollout: { waves } });
      const outcomes = await made.rig.outcomes({ ...made.context, inventory: declared });
      expect(outcomes[0]).toMatchObject({ host: SSH.name, status: 'verified' });
    }
  });

  it('counts them where seats are short, and not where a limit speaks of unknown hosts', async () => {
    const scarce = { key: keySpec({ seats: 1 }) };
    const pulled = pulledHost({ name: PULLED.name, ...scarce });
    const declared = inventory([host({ name: SSH.name, ...scarce }), pulled], {
      rollout: { maxUnknown: { kind: 'count', count: 0 } },
    });
    await using made = await fleet(declared.hosts, []);
    const run = await made.rig.apply({ ...made.context, inventory: declared, hosts: [pulled] });
    expect(run.refusals.map(({ code }) => code)).toEqual(['seats-exceeded']);
  });
});

describe('recover', () => {
  it('leaves what is left on a host to its next start, and writes nowhere', async () => {
    const reports = [reportedHost(PULLED, { undoSlots: [LEFT] })];
    await using made = await fleet([PULLED, MANUAL], reports);
    const { outcomes } = await made.rig.recover(undefined, made.context);
    expect(outcomes).toMatchObject([
      { host: PULLED.name, status: 'delegated', reported: { source: 'receipt' } },
      { host: MANUAL.name, status: 'delegated', delegated: { code: 'no-receipt' } },
    ]);
  });

  it('has nothing to do on one that is whole', async () => {
    await using made = await fleet([PULLED], [reportedHost(PULLED)]);
    expect((await made.rig.recover(undefined, made.context)).outcomes).toMatchObject([
      { status: 'settled', settled: [] },
    ]);
  });
});
