import type { RecoverFlags } from '../actions/recover.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withLockTimeout, withOut, withRun } from '../flags.ts';

/** Adds `recover`. */
export function addRecover({ program, io, done }: Cli): void {
  withLockTimeout(withOut(withRun(program.command('recover'), io), io))
    .description('settle what an interrupted apply left; needs no key')
    .option('--restore <host>', 'put OOBETimer back on this host, whatever was found there')
    .option('--drop <host>', 'forget the unfinished change of this host and leave it as it is')
    .addHelpText(
      'after',
      examples({
        'vlkctl recover': 'look first, then put back or finish',
        'vlkctl recover --on gate-07.b.example': 'one host',
        'vlkctl recover --drop gate-07.b.example': 'a person looked: leave it so',
      }),
    )
    .action(async (flags: RecoverFlags) => {
      const { recoverCommand } = await import('../actions/recover.ts');
      done(await recoverCommand(flags, io));
    });
}
