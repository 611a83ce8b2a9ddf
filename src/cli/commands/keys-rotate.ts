import type { Command } from 'commander';
import type { KeysRotateFlags } from '../actions/keys-rotate.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory, withState, withTimeout, withWriting } from '../flags.ts';

/** Adds `rotate` to `keys`. */
export function addKeysRotate(keys: Command, { io, done }: Pick<Cli, 'io' | 'done'>): void {
  withWriting(withTimeout(withState(withInventory(keys.command('rotate'), io), io)))
    .description('have every host of one key carry another one')
    // The words in the brackets are what completion goes by.
    .argument('<label>', 'the old key')
    .argument('<label>', 'the new key, for the same product')
    .option('--status', 'read all hosts: is the old key gone everywhere?')
    .addHelpText('after', HELP)
    .action(async (before: string, after: string, flags: KeysRotateFlags) => {
      const { keysRotate } = await import('../actions/keys-rotate.ts');
      done(await keysRotate({ old: before, new: after }, flags, io));
    });
}

const HELP = `
Every \`key\` of the inventory that names the old one gets the new one, and the
old one gets \`replacedBy\`: that announces the change, so that the guard does not
count hosts that go from the old key to the new one. Hosts are changed by \`plan\`
and \`apply\`. Leave the old key in the inventory until --status answers 0.
${examples({
  'vlkctl keys rotate xp-da xp-da-2 --dry-run': 'whom it reaches, and the change',
  'vlkctl keys rotate xp-da xp-da-2': 'after a question',
  'vlkctl keys rotate xp-da xp-da-2 --status': 'proof, once it is applied',
})}

Exit codes:
  0 written; with --status the old key is on no host, and all were seen
  1 not written   2 the old key is still somewhere
  5 some hosts could not be seen; they are named`;
