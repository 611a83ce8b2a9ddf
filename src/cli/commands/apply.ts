import type { ApplyFlags } from '../actions/apply.ts';
import type { Cli } from '../cli.ts';
import { withRun } from '../flags.ts';

/** Adds `apply`. */
export function addApply({ program, io, done }: Cli): void {
  withRun(program.command('apply'), io)
    .description('plan, ask, change, read back; puts a host back when the change does not take')
    .option('--yes', 'do not ask')
    .action(async (flags: ApplyFlags) => {
      const { applyCommand } = await import('../actions/apply.ts');
      done(await applyCommand(flags, io));
    });
}
