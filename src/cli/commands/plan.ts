import type { PlanFlags } from '../actions/plan.ts';
import type { Cli } from '../cli.ts';
import { withRun } from '../flags.ts';

/** Adds `plan`. */
export function addPlan({ program, io, done }: Cli): void {
  withRun(program.command('plan'), io)
    .description('drift and what apply would do; changes nothing, needs no key')
    .option('--detailed-exitcode', 'exit code 2 when there is something to do')
    .action(async (flags: PlanFlags) => {
      const { planCommand } = await import('../actions/plan.ts');
      done(await planCommand(flags, io));
    });
}
