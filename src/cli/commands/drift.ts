import type { Cli } from '../cli.ts';
import { withRun } from '../flags.ts';
import type { RunFlags } from '../options.ts';

/** Adds `drift`. */
export function addDrift({ program, io, done }: Cli): void {
  withRun(program.command('drift'), io)
    .description('observe the hosts and compare; changes nothing, needs no key')
    .action(async (flags: RunFlags) => {
      const { driftCommand } = await import('../actions/drift.ts');
      done(await driftCommand(flags, io));
    });
}
