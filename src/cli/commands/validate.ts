import type { Cli } from '../cli.ts';
import { withInventory } from '../flags.ts';
import type { InventoryOptions } from '../options.ts';

/** Adds `validate`. */
export function addValidate({ program, io, done }: Cli): void {
  withInventory(program.command('validate'), io)
    .description('report every problem of the inventory; reaches no host')
    .action(async (flags: InventoryOptions) => {
      const { validate } = await import('../actions/validate.ts');
      done(await validate(flags, io));
    });
}
