import type { HostReport, Report } from '../model/report.ts';

export const EXIT = {
  ok: 0,
  couldNotRun: 1,
  drift: 2,
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
  EXIT.blocked,
  EXIT.drift,
  EXIT.ok,
];

/** The exit code of a report (README has the table). `detailed` lets `plan` answer 2 when there is something to do. */
export function exitCodeOf(report: Report, detailed = false): ExitCode {
  const codes = new Set(report.hosts.map((host) => codeOf(host, report, detailed)));
  if (report.interrupted) codes.add(EXIT.interrupted);
  return WORST_FIRST.find((code) => codes.has(code)) ?? EXIT.ok;
}

function codeOf(host: HostReport, report: Report, detailed: boolean): ExitCode {
  switch (host.status) {
    case 'in-order':
    case 'verified':
    case 'settled':
    case 'held':
      return EXIT.ok;
    case 'undone':
    case 'unsettled':
    case 'activation-lost':
    case 'activation-pending':
      return EXIT.writeFailed;
    case 'blocked':
      // A wrong service pack in the inventory is drift of its own; only planning is blocked by it.
      return report.command === 'drift' && host.code === 'os-level-mismatch' ? EXIT.drift : EXIT.blocked;
    case 'unknown':
    case 'plan-stale':
      return EXIT.blocked;
    case 'drifted':
    case 'interrupted':
    case 'change':
      return report.command === 'plan' && !detailed ? EXIT.ok : EXIT.drift;
  }
}
