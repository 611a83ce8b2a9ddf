import { apply } from '../../engine/run.ts';
import type { RunContext } from '../../engine/run-context.ts';
import { outcomeReport } from '../../reporters/build-report.ts';
import { confirmPlan } from '../confirm.ts';
import { EXIT } from '../exit-code.ts';
import { explainBrokenRun } from '../explain-broken-run.ts';
import { type Io, UsageError } from '../io.ts';
import { loadOrExplain, makeContext, type RunFlags } from '../options.ts';
import { reportHead, showReport } from '../show-report.ts';

export interface ApplyFlags extends RunFlags {
  readonly yes?: boolean;
}

/** Plans, asks, changes, settles, reads back. */
export async function applyCommand(flags: ApplyFlags, io: Io): Promise<number> {
  if (flags.yes !== true && !io.canAsk) {
    throw new UsageError('apply changes hosts and nobody is here to ask', 'Add --yes once you have read the plan.');
  }
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  return run(makeContext(inventory, flags, io), flags, io);
}

async function run(context: RunContext, flags: ApplyFlags, io: Io): Promise<number> {
  let begun = false;
  try {
    const made = await apply(context, async (plan) => {
      begun = flags.yes === true || (await confirmPlan(plan, io));
      return begun;
    });
    if (made.outcomes === undefined) {
      io.err('Nothing was written.\n');
      return context.signal.aborted ? EXIT.interrupted : EXIT.couldNotRun;
    }
    return showReport(outcomeReport(reportHead('apply', context, made.undeclared), made.outcomes), flags, io);
  } catch (error) {
    if (!begun) throw error;
    return explainBrokenRun(error, io);
  }
}
