import { resolve } from 'node:path';
import { type PlanRun, plan } from '../../engine/run.ts';
import type { RunContext } from '../../engine/run-context.ts';
import { RunRefused } from '../../model/run-refused.ts';
import { explainSaveError } from '../../model/system-error.ts';
import { planReport } from '../../reporters/build-report.ts';
import { countOf, showCount } from '../../reporters/counts.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderSavedPlan, toSavedPlan } from '../../reporters/saved-plan.ts';
import { endingStream } from '../event-stream.ts';
import type { Io } from '../io.ts';
import { loadOrExplain, makeContext, type ReportFlags } from '../options.ts';
import { findSaveProblem } from '../save-document.ts';
import { reportHead, showReport } from '../show-report.ts';
import { quoteWord, typedAgain } from '../typed-again.ts';

/** `out` is the file of the plan, not of the report. */
export interface PlanFlags extends ReportFlags {
  readonly detailedExitcode?: boolean;
}

/** Drift and the steps that `apply` would take, to be read or saved; writes nothing on hosts and needs no key. */
export async function planCommand(flags: PlanFlags, io: Io, version = 'unknown'): Promise<number> {
  const { out } = flags;
  const problem = out === undefined ? undefined : findSaveProblem(resolve(io.surroundings.folder, out));
  if (out !== undefined && problem !== undefined) throw unwritable(out, problem);
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const context = makeContext(inventory, flags, io);
  const purpose = out === undefined ? 'apply' : 'save';
  const run = await endingStream(context, flags, io, (streamed) => plan(streamed, purpose));
  const head = { ...reportHead('plan', context, run), refusals: run.refusals, waves: run.waves };
  const isSaved = out !== undefined && !context.signal.aborted;
  const shown = { ...flags, ...(isSaved && { plan: out }) };
  const code = showReport(planReport(head, run.drifts, run.plan.hosts, run.windows), shown, io, flags.detailedExitcode);
  if (out !== undefined) save(run, context, { ...flags, out }, { io, version });
  return code;
}

/** A plan of a part of the hosts would look like one of all of them. */
function save(
  run: PlanRun,
  context: RunContext,
  flags: PlanFlags & { readonly out: string },
  { io, version }: { readonly io: Io; readonly version: string },
): void {
  const { out } = flags;
  if (context.signal.aborted) return io.err(`The run was interrupted: ${out} is not written.\n`);
  try {
    io.save(resolve(io.surroundings.folder, out), renderSavedPlan(toSavedPlan(run.plan, context.clock.now(), version)));
  } catch (error) {
    throw unwritable(out, explainSaveError(error));
  }
  if (flags.quiet !== true) io.err(saved(run, flags, io));
}

function saved({ plan: { hosts } }: PlanRun, flags: PlanFlags & { readonly out: string }, io: Io): string {
  const steps = hosts.filter(({ status }) => status === 'change').length;
  const command = ['vlkctl apply', typedAgain(flags, io), `--plan ${quoteWord(flags.out)}`]
    .filter((word) => word !== '')
    .join(' ');
  return `Saved as ${flags.out}: ${showCount(steps)} of ${countOf(hosts.length, 'host')} to change. Once it is reviewed: ${command}\n`;
}

function unwritable(path: string, reason: string): RunRefused {
  return new RunRefused(
    'plan-unwritable',
    `the plan cannot be saved as ${path}: ${reason}`,
    'Name a file in a folder that exists and that you may write.',
  );
}
