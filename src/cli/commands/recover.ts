import type { RecoverFlags } from '../actions/recover.ts';
import type { Cli } from '../cli.ts';
import { withRun } from '../flags.ts';

/** Adds `recover`. */
export function addRecover({ program, io, done }: Cli): void {
  withRun(program.command('recover'), io)
    .description('settle what an interrupted apply left; needs no key')
    .option('--restore <host>', 'put OOBETimer back on this host, whatever was found there')
    .option('--drop <host>', 'forget the unfinished change of this host and leave it as it is')
    .action(async (flags: RecoverFlags) => {
      const { recoverCommand } = await import('../actions/recover.ts');
      done(await recoverCommand(flags, io));
    });
}
