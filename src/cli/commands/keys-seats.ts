import type { Command } from 'commander';
import type { KeysSeatsFlags } from '../actions/keys-seats.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withRun } from '../flags.ts';

/** Adds `seats` to `keys`. */
export function addKeysSeats(keys: Command, { io, done }: Pick<Cli, 'io' | 'done'>): void {
  withRun(keys.command('seats'), io, ['text', 'json', 'markdown'])
    .description('count seats of every key: purchased, declared, observed')
    .option('--observe', 'also read the hosts, and count those that carry the key')
    .addHelpText('after', HELP)
    .action(async (flags: KeysSeatsFlags) => {
      const { keysSeats } = await import('../actions/keys-seats.ts');
      done(await keysSeats(flags, io));
    });
}

const HELP = `
Purchased is \`seats\` of the key, declared are hosts of the whole inventory. No
host is reached without --observe.
${examples({
  'vlkctl keys seats': 'purchased and declared',
  'vlkctl keys seats --observe': 'and what hosts really carry',
  'vlkctl keys seats --output markdown': 'a table for an audit',
})}

Exit codes:
  0 enough seats   2 too few seats   5 some hosts could not be seen`;
