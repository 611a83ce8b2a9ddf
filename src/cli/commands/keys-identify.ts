import type { Command } from 'commander';
import type { KeysIdentifyFlags } from '../actions/keys-identify.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory, withWriting } from '../flags.ts';

/** Adds `identify` to `keys`. */
export function addKeysIdentify(keys: Command, { io, done }: Pick<Cli, 'io' | 'done'>): void {
  withWriting(withInventory(keys.command('identify'), io))
    .description('write into the inventory what tells a key from others: `identity`')
    .argument('[label]', 'name of the key in the inventory')
    .option('--all', 'every key without an identity')
    .option('--check', 'compare secrets with what is declared, of one key or all; write nothing')
    .addHelpText('after', HELP)
    .action(async (label: string | undefined, flags: KeysIdentifyFlags) => {
      const { keysIdentify } = await import('../actions/keys-identify.ts');
      done(await keysIdentify(label, flags, io));
    });
}

const HELP = `
The secret is read; the last five characters and, for Windows XP, the product ID
are written. Comments and layout of the file stay. After that \`validate\`,
\`hosts\`, \`why\`, \`drift\` and \`plan\` need no secret of a key.
${examples({
  'vlkctl keys identify xp-da': 'the change as a diff, then a question',
  'VLK_XP_DA=$(pass xp-da) vlkctl keys identify xp-da': 'with the key out of a password store',
  'vlkctl keys identify --all --yes': 'every key that has none yet',
  'vlkctl keys identify --check': 'are all secrets the right keys?',
})}

Exit codes:
  0 written, or nothing to write; with --check every secret is what is declared
  1 not written
  5 some secrets could not be read; with --check also: another key, no identity`;
