import type { WindowsFlags } from '../actions/windows.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory } from '../flags.ts';

/** Adds `windows`. */
export function addWindows({ program, io, done }: Cli): void {
  withInventory(program.command('windows'), io)
    .description('when hosts may be changed, and why; reaches none')
    .argument('[host]', 'name of a host; its first part or beginning will do')
    .option('--at <time>', 'another moment than now, as clocks show it there or in ISO 8601')
    .addHelpText(
      'after',
      examples({
        'vlkctl windows': 'every window, and when it opens next',
        'vlkctl windows gate-07': 'the one of a host, and which line gives it that',
        "vlkctl windows gate-07 --at '2026-12-26 23:00'": 'at another moment',
        'vlkctl windows --output json': 'for a script',
      }),
    )
    .action(async (host: string | undefined, flags: WindowsFlags) => {
      const { windowsCommand } = await import('../actions/windows.ts');
      done(await windowsCommand(host, flags, io));
    });
}
