import { describe, expect, it } from 'vitest';
import type { RunCommand } from '../../../src/model/event.ts';
import type { HostReport, HostStatus, Report } from '../../../src/model/report.ts';
import { exitCodeOf, exitCodeWithoutDocument, hasWritten } from '../../../src/reporters/exit-code.ts';
import { entriesOf } from '../../support/builders.ts';

interface Seen {
  readonly status: HostStatus;
  readonly code?: string;
}

function codeFor(
  command: RunCommand,
  hosts: readonly Seen[],
  overrides: Partial<Report> = {},
  detailed = false,
): number {
  const report: Report = {
    formatVersion: 1,
    command,
    simulated: false,
    generatedAt: '2026-11-22T16:15:30.000Z',
    inventoryDigest: '',
    summary: {},
    hosts: hosts.map((seen, index): HostReport => ({ host: `h${index}`, os: 'windows-xp-sp3', key: 'xp-en', ...seen })),
    undeclared: [],
    interrupted: false,
    ...overrides,
  };
  return exitCodeOf(report, detailed);
}

/** The code of one host in drift, plan, plan --detailed-exitcode, apply, recover; a missing status does not compile. */
const TABLE: Readonly<
  Record<HostStatus, readonly [drift: number, plan: number, detailed: number, apply: number, recover: number]>
> = {
  'in-order': [0, 0, 0, 0, 0],
  verified: [0, 0, 0, 0, 0],
  settled: [0, 0, 0, 0, 0],
  'nothing-to-settle': [0, 0, 0, 0, 0],
  held: [0, 0, 0, 0, 0],
  waived: [0, 0, 0, 0, 0],
  drifted: [2, 0, 2, 2, 2],
  interrupted: [2, 0, 2, 2, 2],
  change: [2, 0, 2, 2, 2],
  delegated: [2, 0, 2, 2, 2],
  undone: [4, 4, 4, 4, 4],
  unsettled: [4, 4, 4, 4, 4],
  'activation-lost': [4, 4, 4, 4, 4],
  'activation-pending': [4, 4, 4, 4, 4],
  blocked: [5, 5, 5, 5, 5],
  'plan-stale': [5, 5, 5, 5, 5],
  unknown: [5, 5, 5, 5, 5],
};

describe('the exit code', () => {
  it.each(entriesOf(TABLE))('of a host that is %s is %j', (status, expected) => {
    const hosts = [{ status }];
    expect([
      codeFor('drift', hosts),
      codeFor('plan', hosts),
      codeFor('plan', hosts, {}, true),
      codeFor('apply', hosts),
      codeFor('recover', hosts),
    ]).toEqual(expected);
  });

  it('is 0 without hosts', () => {
    expect(codeFor('drift', [])).toBe(0);
  });

  it('is 2 for a wrong OS level in drift, where it is drift of its own, and 5 where it keeps from acting', () => {
    const hosts = [{ status: 'blocked', code: 'os-level-mismatch' }] as const;
    expect(codeFor('drift', hosts)).toBe(2);
    expect(codeFor('plan', hosts)).toBe(5);
    expect(codeFor('apply', hosts)).toBe(5);
    expect(codeFor('drift', [{ status: 'blocked', code: 'other-host' }])).toBe(5);
  });

  it('is 3 for what the guard refuses, whatever the flags, unless something worse happened', () => {
    const refusals = [{ code: 'max-unknown', message: 'm', help: 'h' }] as const;
    for (const command of ['plan', 'apply'] as const) {
      expect(codeFor(command, [{ status: 'change' }, { status: 'unknown' }], { refusals })).toBe(3);
      expect(codeFor(command, [{ status: 'in-order' }], { refusals }, true)).toBe(3);
      expect(codeFor(command, [], { refusals, interrupted: true })).toBe(130);
      expect(codeFor(command, [{ status: 'undone' }], { refusals })).toBe(4);
      expect(codeFor(command, [], { refusals: [] })).toBe(0);
    }
  });

  it('does not count unknown hosts up to what the inventory allows, and counts all of them beyond', () => {
    const hosts = [{ status: 'unknown' }, { status: 'unknown' }, { status: 'in-order' }] as const;
    for (const command of ['drift', 'plan', 'apply', 'recover'] as const) {
      expect(codeFor(command, hosts, { unknownAllowed: 2 })).toBe(0);
      expect(codeFor(command, hosts, { unknownAllowed: 1 })).toBe(5);
      expect(codeFor(command, hosts)).toBe(5);
    }
    expect(codeFor('drift', [...hosts, { status: 'drifted' }], { unknownAllowed: 2 })).toBe(2);
    expect(codeFor('drift', [...hosts, { status: 'blocked' }], { unknownAllowed: 2 })).toBe(5);
  });

  it('is 130 when the run was interrupted, also when every host is in order', () => {
    expect(codeFor('apply', [{ status: 'in-order' }, { status: 'held' }], { interrupted: true })).toBe(130);
    expect(codeFor('drift', [], { interrupted: true })).toBe(130);
  });

  it.each([
    [4, ['undone', 'unknown', 'drifted', 'in-order'], true],
    [130, ['unknown', 'drifted', 'in-order'], true],
    [4, ['in-order', 'unknown', 'unsettled'], false],
    [5, ['drifted', 'unknown', 'in-order'], false],
    [2, ['in-order', 'drifted', 'held'], false],
    [0, ['in-order', 'held', 'verified'], false],
  ] as const)('is the worst: %i for %j, interrupted %s', (expected, statuses, interrupted) => {
    const hosts = statuses.map((status) => ({ status }));
    expect(codeFor('apply', hosts, { interrupted })).toBe(expected);
    expect(codeFor('apply', hosts.toReversed(), { interrupted })).toBe(expected);
  });
});

describe('the exit code of a run whose document is lost', () => {
  it.each([
    [0, false, 1],
    [2, false, 1],
    [5, false, 1],
    [0, true, 4],
    [1, true, 4],
    [5, true, 4],
    [3, false, 3],
    [4, true, 4],
    [130, false, 130],
    [130, true, 130],
    [64, false, 64],
  ])('that would be %i, after a write: %s, is %i', (code, written, expected) => {
    expect(exitCodeWithoutDocument(code, written)).toBe(expected);
  });

  it.each<[RunCommand, Partial<HostReport>, boolean]>([
    ['apply', { status: 'verified' }, true],
    ['apply', { status: 'undone' }, true],
    ['apply', { status: 'in-order' }, false],
    ['apply', { status: 'blocked', settled: [{ intent: 'i', result: 'restored' }] }, true],
    ['apply', { status: 'held' }, false],
    ['recover', { status: 'settled' }, true],
    ['recover', { status: 'nothing-to-settle' }, false],
    ['recover', { status: 'unknown' }, false],
    ['drift', { status: 'drifted' }, false],
    ['plan', { status: 'change' }, false],
  ])('knows of %s with %j whether hosts were written to: %s', (command, seen, expected) => {
    const host = { host: 'h', os: 'windows-xp-sp3', key: 'xp-en', status: 'in-order', ...seen } as const;
    expect(hasWritten({ command, hosts: [host] })).toBe(expected);
  });
});
