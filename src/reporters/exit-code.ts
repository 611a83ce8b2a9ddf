import type { HostReport, HostStatus, Report } from '../model/report.ts';

export const EXIT = {
  ok: 0,
  couldNotRun: 1,
  drift: 2,
  refused: 3,
  writeFailed: 4,
  blocked: 5,
  usage: 64,
  interrupted: 130,
} as const;

type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The worst first: what a script must not overlook wins. */
const WORST_FIRST: readonly ExitCode[] = [
  EXIT.writeFailed,
  EXIT.couldNotRun,
  EXIT.interrupted,
  EXIT.refused,
  EXIT.blocked,
  EXIT.drift,
  EXIT.ok,
];

/**
 * The exit code of a report (README has the table). `detailed` lets `plan` answer 2 when there is something to do. As
 * many unknown hosts as the inventory allows do not count.
 */
export function exitCodeOf(report: Report, detailed = false): ExitCode {
  const unknown = report.hosts.filter(({ status }) => status === 'unknown').length;
  const counted = unknown <= (report.unknownAllowed ?? 0) ? report.hosts.filter(isKnown) : report.hosts;
  const codes = new Set(counted.map((host) => codeOf(host, report, detailed)));
  if (report.refusals !== undefined && report.refusals.length > 0) codes.add(EXIT.refused);
  if (report.interrupted) codes.add(EXIT.interrupted);
  return WORST_FIRST.find((code) => codes.has(code)) ?? EXIT.ok;
}

function isKnown({ status }: HostReport): boolean {
  return status !== 'unknown';
}

const CODE_OF: Readonly<Record<HostStatus, ExitCode>> = {
  'in-order': EXIT.ok,
  verified: EXIT.ok,
  settled: EXIT.ok,
  'nothing-to-settle': EXIT.ok,
  held: EXIT.ok,
  waived: EXIT.ok,
  drifted: EXIT.drift,
  interrupted: EXIT.drift,
  change: EXIT.drift,
  delegated: EXIT.drift,
  blocked: EXIT.blocked,
  unknown: EXIT.blocked,
  'plan-stale': EXIT.blocked,
  undone: EXIT.writeFailed,
  unsettled: EXIT.writeFailed,
  'activation-lost': EXIT.writeFailed,
  'activation-pending': EXIT.writeFailed,
};

function codeOf({ status, code }: HostReport, { command }: Report, detailed: boolean): ExitCode {
  // A wrong service pack in the inventory is drift of its own; only planning is blocked by it.
  if (command === 'drift' && code === 'os-level-mismatch') return EXIT.drift;
  if (command === 'plan' && !detailed && CODE_OF[status] === EXIT.drift) return EXIT.ok;
  return CODE_OF[status];
}

/**
 * What a run answers whose document is lost. 1 promises that nothing was written on any host, so after a write it is 4.
 * Codes that tell more than that survive.
 */
export function exitCodeWithoutDocument(code: number, hasWrittenHosts: boolean): number {
  if (SURVIVORS.includes(code)) return code;
  return hasWrittenHosts ? EXIT.writeFailed : EXIT.couldNotRun;
}

const SURVIVORS: readonly number[] = [EXIT.writeFailed, EXIT.interrupted, EXIT.refused, EXIT.usage];

/** Whether a run may have written to some host, as far as its report knows. */
export function hasWritten({ command, hosts }: Pick<Report, 'command' | 'hosts'>): boolean {
  if (command !== 'apply' && command !== 'recover') return false;
  return hosts.some(({ status, settled }) => settled !== undefined || AFTER_WRITE.has(status));
}

const AFTER_WRITE: ReadonlySet<HostStatus> = new Set([
  'verified',
  'settled',
  'undone',
  'unsettled',
  'activation-lost',
  'activation-pending',
]);
