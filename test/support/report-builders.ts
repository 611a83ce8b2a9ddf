import type { HostReport, HostStatus, Report } from '../../src/model/report.ts';
import { NEW, OLD, WAIVED } from './builders.ts';

/** Every status: one that is missing here does not compile. */
export const ALL_STATUSES: Readonly<Record<HostStatus, true>> = {
  'in-order': true,
  drifted: true,
  interrupted: true,
  change: true,
  verified: true,
  settled: true,
  'nothing-to-settle': true,
  undone: true,
  'activation-lost': true,
  'activation-pending': true,
  unsettled: true,
  'plan-stale': true,
  blocked: true,
  delegated: true,
  waived: true,
  unknown: true,
  held: true,
};

/** A host of a report with the key of `host()`; the status is its name unless told. */
export function hostReport(status: HostStatus, overrides: Partial<HostReport> = {}): HostReport {
  const waived = status === 'waived' ? { waiver: WAIVED } : {};
  const settled =
    status === 'settled' ? { settled: [{ intent: 'i20251122110000-00000001', result: 'restored' as const }] } : {};
  return {
    host: `${status}.a.example`,
    status,
    os: 'windows-xp-sp3',
    key: 'xp-en',
    desired: NEW,
    actual: OLD,
    ...settled,
    ...waived,
    ...overrides,
  };
}

/** Hosts that differ in their names only: `hmi-001.a.example` and so on. */
export function hostRange(
  count: number,
  status: HostStatus,
  overrides: Partial<HostReport> = {},
  prefix = 'hmi',
): readonly HostReport[] {
  return Array.from({ length: count }, (_, index) =>
    hostReport(status, { ...overrides, host: `${prefix}-${String(index + 1).padStart(4, '0')}.a.example` }),
  );
}

/** A report of `apply` over these hosts, counted. */
export function reportOf(hosts: readonly HostReport[], overrides: Partial<Report> = {}): Report {
  const counts = new Map<HostStatus, number>();
  for (const { status } of hosts) counts.set(status, (counts.get(status) ?? 0) + 1);
  return {
    formatVersion: 1,
    command: 'apply',
    simulated: false,
    generatedAt: '2026-11-22T16:15:30.000Z',
    inventoryDigest: 'd'.repeat(64),
    summary: Object.fromEntries(counts),
    hosts,
    undeclared: [],
    interrupted: false,
    ...overrides,
  };
}
