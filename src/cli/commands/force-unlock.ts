import type { ForceUnlockFlags } from '../actions/force-unlock.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory, withState } from '../flags.ts';

/** Adds `force-unlock`. */
export function addForceUnlock({ program, io, done }: Cli): void {
  withState(withInventory(program.command('force-unlock'), io, ['text']), io)
    .description('remove the lock that a run which is certainly gone has left')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      examples({
        'vlkctl force-unlock': 'says who holds it since when, and asks',
        'vlkctl recover': 'afterwards: settles what that run left',
      }),
    )
    .action(async (flags: ForceUnlockFlags) => {
      const { forceUnlockCommand } = await import('../actions/force-unlock.ts');
      done(await forceUnlockCommand(flags, io));
    });
}
