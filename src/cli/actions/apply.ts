import { resolve } from 'node:path';
import { hostsLeft } from '../../engine/hosts-left.ts';
import { readPlanFile } from '../../engine/read-plan-file.ts';
import { type ApplyRun, apply } from '../../engine/run.ts';
import type { RunContext } from '../../engine/run-context.ts';
import type { SavedPlan } from '../../model/plan.ts';
import { outcomeReport, planReport } from '../../reporters/build-report.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { confirmPlan } from '../confirm.ts';
import { endEventStream, endingStream } from '../event-stream.ts';
import { explainBrokenRun } from '../explain-broken-run.ts';
import { type Io, UsageError } from '../io.ts';
import { loadOrExplain, makeContext, type ReportFlags } from '../options.ts';
import { reportHead, showReport } from '../show-report.ts';
import { agreeToWaves, type WaveFlags } from '../waves.ts';

export interface ApplyFlags extends ReportFlags, WaveFlags {
  readonly resume?: boolean;
  readonly retryFailed?: boolean;
  readonly wait?: boolean;
}

/** Plans or takes a saved plan, asks, changes, settles, reads back. */
export async function applyCommand(flags: ApplyFlags, io: Io): Promise<number> {
  if (flags.yes !== true && !io.canAsk) {
    throw new UsageError('apply changes hosts and nobody is here to ask', 'Add --yes once you have read the plan.');
  }
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const saved = flags.plan === undefined ? undefined : await readPlan(flags.plan, io);
  const context = await narrow(makeContext(inventory, flags, io, { waitsForWindows: flags.wait === true }), flags);
  if (context.hosts.length === 0) {
    io.err('The last apply has left none of the selected hosts. Nothing was read or written.\n');
    return EXIT.ok;
  }
  return endingStream(context, flags, io, (streamed) =>
    run({ ...streamed, agreeToWave: agreeToWaves(flags, streamed, io) }, flags, io, saved),
  );
}

/** Leaves the hosts that an earlier run was not through with. */
async function narrow(context: RunContext, { resume, retryFailed }: ApplyFlags): Promise<RunContext> {
  if (resume === true && retryFailed === true) {
    throw new UsageError('--resume and --retry-failed exclude each other', '--retry-failed takes the others along.');
  }
  if (resume !== true && retryFailed !== true) return context;
  return { ...context, hosts: await hostsLeft(context, resume === true ? 'resume' : 'retry-failed') };
}

/** A plan file, and what it was called on the command line. */
interface PlanSource {
  readonly file: string;
  readonly plan: SavedPlan;
}

async function readPlan(file: string, { surroundings: { folder } }: Io): Promise<PlanSource> {
  return { file, plan: await readPlanFile(resolve(folder, file)) };
}

async function run(context: RunContext, flags: ApplyFlags, io: Io, source: PlanSource | undefined): Promise<number> {
  let begun = false;
  try {
    const made = await apply(
      context,
      async (due, stale, windows) => {
        const origin = source && { file: source.file, savedAt: source.plan.savedAt, now: context.clock.now() };
        begun =
          flags.yes === true || (await confirmPlan(due, { stale, origin, windows, waits: flags.wait === true }, io));
        return begun;
      },
      source?.plan,
    );
    return conclude(made, context, flags, io);
  } catch (error) {
    if (!begun) throw error;
    return explainBrokenRun(error, flags, io);
  }
}

function conclude(made: ApplyRun, context: RunContext, flags: ApplyFlags, io: Io): number {
  const head = { ...reportHead('apply', context, made), refusals: made.refusals };
  if (made.outcomes !== undefined) return showReport(outcomeReport(head, made.outcomes), flags, io);
  const planned = planReport(head, made.drifts, made.plan.hosts, made.windows);
  if (made.refusals.length > 0) return showReport(planned, flags, io);
  io.err('Nothing was written.\n');
  const exitCode = context.signal.aborted ? EXIT.interrupted : EXIT.couldNotRun;
  if (flags.output === 'ndjson') endEventStream(planned, exitCode, io, true);
  return exitCode;
}
