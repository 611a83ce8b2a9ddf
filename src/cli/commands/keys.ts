import type { Cli } from '../cli.ts';
import { withInventory } from '../flags.ts';
import type { InventoryOptions } from '../options.ts';

/** Adds `keys` and what it can do. */
export function addKeys({ program, io, done }: Cli): void {
  const keys = program.command('keys').description("the organisation's keys");
  withInventory(keys.command('identify'), io)
    .description('print what to write into the inventory instead of a key')
    .argument('<label>', 'name of the key in the inventory')
    .action(async (label: string, options: InventoryOptions) => {
      const { keysIdentify } = await import('../actions/keys-identify.ts');
      done(await keysIdentify(label, options, io));
    });
}
