import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withLockTimeout, withOut, withRun } from '../flags.ts';
import type { RunFlags } from '../options.ts';

/** Adds `drift`. */
export function addDrift({ program, io, done }: Cli): void {
  withLockTimeout(withOut(withRun(program.command('drift'), io), io))
    .description('observe and compare; changes nothing, needs no key')
    .option('--record', 'keep in the journal how the hosts stand, and since when')
    .addHelpText(
      'after',
      examples({
        'vlkctl drift': 'every host of ./inventories',
        "vlkctl drift --on '@plant-a,!hmi-07*'": 'a group without some hosts',
        'vlkctl drift --output markdown --out drift.md': 'for a ticket or a wiki',
        'vlkctl drift --output ndjson': 'each host as it is read',
        'vlkctl drift --record --quiet': 'on a schedule, for `vlkctl runs`',
      }),
    )
    .action(async (flags: RunFlags) => {
      const { driftCommand } = await import('../actions/drift.ts');
      done(await driftCommand(flags, io));
    });
}
