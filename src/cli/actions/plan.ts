import { plan } from '../../engine/run.ts';
import { planReport } from '../../reporters/build-report.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { loadOrExplain, makeContext, type RunFlags } from '../options.ts';
import { reportHead, showReport } from '../show-report.ts';

export interface PlanFlags extends RunFlags {
  readonly detailedExitcode?: boolean;
}

/** Drift and the steps that `apply` would take; writes nothing on hosts and needs no key. */
export async function planCommand(flags: PlanFlags, io: Io): Promise<number> {
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const context = makeContext(inventory, flags, io);
  const run = await plan(context);
  const report = planReport(reportHead('plan', context, run.undeclared), run.drifts, run.plan.hosts);
  return showReport(report, flags, io, flags.detailedExitcode);
}
