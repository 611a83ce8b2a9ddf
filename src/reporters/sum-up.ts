import type { RunCommand } from '../model/event.ts';
import type { FaultCode } from '../model/fault.ts';
import type { HostStanding } from '../model/journal-entry.ts';
import type { HostReport, HostStatus, Report } from '../model/report.ts';
import type { RunEnd, RunFacts } from '../model/run-facts.ts';
import { driftReport, outcomeReport, planReport, type ReportHead } from './build-report.ts';
import { exitCodeOf } from './exit-code.ts';

/** A run in a line: its exit code, how many hosts stand how, and each of them. */
export function sumUp(
  command: RunCommand,
  facts: RunFacts,
  around: Pick<ReportHead, 'inventory' | 'generatedAt' | 'interrupted'>,
): RunEnd {
  const { undeclared, refusals = [] } = facts;
  const report = toReport({ ...around, command, undeclared, refusals }, facts);
  const compared = report.hosts.filter(({ status, code }) => !NOT_COMPARED.has(status) && code !== NOT_LOOKED_AT);
  const hosts = new Map(compared.map((host) => [host.host, standingOf(host)]));
  return { exitCode: exitCodeOf(report), counts: report.summary, hosts };
}

function toReport(head: ReportHead, { drifts = [], plan, outcomes }: RunFacts): Report {
  if (outcomes !== undefined) return outcomeReport(head, outcomes);
  return plan === undefined ? driftReport(head, drifts) : planReport(head, drifts, plan.hosts);
}

/** `recover` does not ask whether a host carries its declared key. */
const NOT_COMPARED: ReadonlySet<HostStatus> = new Set(['settled', 'nothing-to-settle']);

/** Of a host that an interrupted run did not come to nothing is known that was not known before. */
const NOT_LOOKED_AT: FaultCode = 'aborted';

function standingOf({ status, code, cause }: HostReport): HostStanding {
  const stands = STANDS[status] ?? status;
  const isTrouble = stands !== 'in-order';
  return {
    status: stands,
    ...(isTrouble && code !== undefined && { code }),
    ...(isTrouble && cause !== undefined && { cause }),
  };
}

/** A host that was just given its key stands as one that had it all along; one that would be changed has drifted. */
const STANDS: Partial<Record<HostStatus, HostStatus>> = { verified: 'in-order', change: 'drifted' };
