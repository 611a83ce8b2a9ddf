import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory } from '../flags.ts';
import type { InventoryOptions } from '../options.ts';
import { addKeysLint } from './keys-lint.ts';

/** Adds `keys` and what it can do. */
export function addKeys({ program, io, done }: Cli): void {
  const keys = program
    .command('keys')
    .description("what the organisation's keys are, without showing one")
    .addHelpText(
      'after',
      examples({
        'vlkctl keys identify xp-da': 'what to write in its place',
        'vlkctl keys identify xp-da --output json': 'for a script',
        'vlkctl keys lint --history': 'keys in clear that git remembers',
      }),
    );
  withInventory(keys.command('identify'), io)
    .description('print what to write into the inventory instead of a key')
    .argument('<label>', 'name of the key in the inventory')
    .addHelpText(
      'after',
      examples({
        'vlkctl keys identify xp-da': 'paste the line it prints below `xp-da`',
        'VLK_XP_DA=$(pass xp-da) vlkctl keys identify xp-da': 'with the key out of a password store',
      }),
    )
    .action(async (label: string, options: InventoryOptions) => {
      const { keysIdentify } = await import('../actions/keys-identify.ts');
      done(await keysIdentify(label, options, io));
    });
  addKeysLint(keys, { io, done });
}
