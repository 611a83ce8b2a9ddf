import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory } from '../flags.ts';
import type { InventoryOptions } from '../options.ts';

/** Adds `validate`. */
export function addValidate({ program, io, done }: Cli): void {
  withInventory(program.command('validate'), io)
    .description('report every problem of the inventory; reaches no host')
    .addHelpText(
      'after',
      examples({
        'vlkctl validate': 'the folder ./inventories',
        'vlkctl validate -i plant.yaml -i keys.yaml': 'several files make one inventory',
        'vlkctl validate --output json': 'for an editor or a pipeline',
        'vlkctl explain unknown-key': 'more on one of the codes',
      }),
    )
    .action(async (flags: InventoryOptions) => {
      const { validate } = await import('../actions/validate.ts');
      done(await validate(flags, io));
    });
}
