import { apply } from '../../engine/run.ts';
import type { RunContext } from '../../engine/run-context.ts';
import type { Plan } from '../../model/plan.ts';
import { RunRefused } from '../../model/run-refused.ts';
import { outcomeReport } from '../../reporters/build-report.ts';
import { EXIT } from '../exit-code.ts';
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
      begun = await confirm(plan, flags, io);
      return begun;
    });
    if (made.outcomes === undefined) {
      io.err('Nothing was written.\n');
      return context.signal.aborted ? EXIT.interrupted : EXIT.couldNotRun;
    }
    return showReport(outcomeReport(reportHead('apply', context, made.undeclared), made.outcomes), flags, io);
  } catch (error) {
    if (!begun || error instanceof RunRefused) throw error;
    io.err(`The run broke after it had begun: ${error instanceof Error ? error.message : String(error)}\n`);
    io.err('  -> Run `vlkctl recover`: it looks at every host first and settles what is left.\n');
    return EXIT.writeFailed;
  }
}

/** Nothing to do needs no question. */
async function confirm(plan: Plan, flags: ApplyFlags, io: Io): Promise<boolean> {
  const changes = plan.hosts.filter((host) => host.status === 'change');
  const settles = plan.hosts.filter((host) => host.status === 'settle');
  if (flags.yes === true || changes.length + settles.length === 0) return true;
  for (const { host, step } of changes) {
    const before = step.before.state === 'present' ? step.before.lastFive : 'withheld';
    io.err(`  ${host}  ${before} -> ${step.after.lastFive} (${step.keyLabel})  by ${step.strategy}\n`);
  }
  for (const { host } of settles)
    io.err(`  ${host}  settle an interrupted change, then set the declared key if it is not there\n`);
  return io.ask(`${question(changes.length, settles.length)} Type yes: `);
}

function question(changes: number, settles: number): string {
  const change = changes === 0 ? [] : [`change the key of ${hostCount(changes)}`];
  const settle = settles === 0 ? [] : [`settle an interrupted change on ${hostCount(settles)} and then set its key`];
  const text = [...change, ...settle].join(' and ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}?`;
}

function hostCount(count: number): string {
  return `${count} ${count === 1 ? 'host' : 'hosts'}`;
}
