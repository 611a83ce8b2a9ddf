import type { PlanFlags } from '../actions/plan.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withRun } from '../flags.ts';

/** Adds `plan`. */
export function addPlan({ program, io, done }: Cli): void {
  withRun(program.command('plan'), io)
    .description('what apply would do; changes nothing, needs no key')
    .option('--out <file>', 'save the plan there too, to be reviewed and carried out by `apply --plan`')
    .option('--detailed-exitcode', 'exit code 2 when there is something to do')
    .addHelpText(
      'after',
      examples({
        'vlkctl plan': 'what apply would do to every host',
        "vlkctl plan --on '@canary'": 'to some of them',
        'vlkctl plan --out plan.json': 'to be reviewed, then: apply --plan plan.json',
        'vlkctl plan --output markdown': 'for a pull request',
      }),
    )
    .action(async (flags: PlanFlags) => {
      const { planCommand } = await import('../actions/plan.ts');
      done(await planCommand(flags, io, program.version()));
    });
}
