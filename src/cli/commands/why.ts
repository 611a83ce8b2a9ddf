import type { WhyFlags } from '../actions/why.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory, withState } from '../flags.ts';

/** Adds `why`. */
export function addWhy({ program, io, done }: Cli): void {
  withState(withInventory(program.command('why'), io), io)
    .description('where the settings of a host come from; reaches none')
    .argument('<host>', 'name of a host; its first part or beginning will do')
    .addHelpText(
      'after',
      examples({
        'vlkctl why gate-07.b.example': 'each setting with its file and line',
        'vlkctl why gate-07': 'the same: no other host is called gate-07.*',
        'vlkctl why gate-07 --output json': 'for a script',
      }),
    )
    .action(async (host: string, flags: WhyFlags) => {
      const { whyCommand } = await import('../actions/why.ts');
      done(await whyCommand(host, flags, io));
    });
}
