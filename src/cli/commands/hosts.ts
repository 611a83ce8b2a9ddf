import type { HostsFlags } from '../actions/hosts.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory, withSelector } from '../flags.ts';

/** Adds `hosts`. */
export function addHosts({ program, io, done }: Cli): void {
  withSelector(withInventory(program.command('hosts'), io, ['text', 'json', 'ndjson', 'markdown']))
    .description('list the hosts, defaults applied; reaches none')
    .addHelpText(
      'after',
      examples({
        'vlkctl hosts': 'every host with its settings',
        "vlkctl hosts --on '@plant-a,!@line-2'": 'what a selector stands for',
        'vlkctl hosts --output json': 'everything, for a script',
        'vlkctl hosts --output markdown': 'a table for a pull request',
      }),
    )
    .action(async (flags: HostsFlags) => {
      const { hostsCommand } = await import('../actions/hosts.ts');
      done(await hostsCommand(flags, io));
    });
}
