import type { HostDrift } from '../model/drift.ts';
import type { RunCommand } from '../model/event.ts';
import type { GuardRefusal } from '../model/guard.ts';
import type { Intent } from '../model/intent.ts';
import type { HostCounts, HostStanding } from '../model/journal-entry.ts';
import type { HostOutcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { HostReport, HostStatus, Report } from '../model/report.ts';
import { driftReport, outcomeReport, planReport, type ReportHead } from './build-report.ts';
import { exitCodeOf } from './exit-code.ts';

/** What a run found and did. */
interface Facts {
  readonly drifts?: readonly HostDrift[];
  readonly plan?: Plan;
  readonly refusals?: readonly GuardRefusal[];
  readonly outcomes?: readonly HostOutcome[] | undefined;
  readonly undeclared: readonly Intent[];
}

/** A run in a line: its exit code, how many hosts stand how, and each of them. */
export function sumUp(
  command: RunCommand,
  facts: Facts,
  around: Pick<ReportHead, 'inventory' | 'generatedAt' | 'interrupted'>,
): { readonly exitCode: number; readonly counts: HostCounts; readonly hosts: ReadonlyMap<string, HostStanding> } {
  const { undeclared, refusals = [] } = facts;
  const report = toReport({ ...around, command, undeclared, refusals }, facts);
  const hosts = new Map(report.hosts.map((host) => [host.host, standingOf(host)]));
  return { exitCode: exitCodeOf(report), counts: report.summary, hosts };
}

function toReport(head: ReportHead, { drifts = [], plan, outcomes }: Facts): Report {
  if (outcomes !== undefined) return outcomeReport(head, outcomes);
  return plan === undefined ? driftReport(head, drifts) : planReport(head, drifts, plan.hosts);
}

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
