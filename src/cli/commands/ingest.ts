import type { IngestFlags } from '../actions/ingest.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory, withLockTimeout, withState } from '../flags.ts';

/** Adds `ingest`. */
export function addIngest({ program, io, done }: Cli): void {
  withLockTimeout(withState(withInventory(program.command('ingest'), io), io))
    .argument('[path...]', 'folders or files (default: the folders of receipts in the inventory)')
    .description('take in what hosts that nobody reaches have left: receipts, registry exports')
    .option('--verbose', 'every host with what is known of it, and no list cut')
    .addHelpText('after', `${examples(EXAMPLES)}\n${NOTES}`)
    .action(async (paths: readonly string[], flags: IngestFlags) => {
      const { ingestCommand } = await import('../actions/ingest.ts');
      done(await ingestCommand(paths, flags, io));
    });
}

const EXAMPLES: Readonly<Record<string, string>> = {
  'vlkctl ingest': 'then drift and plan know of these hosts',
  'vlkctl ingest /media/usb/receipts': 'what a stick brought back',
  'vlkctl ingest GATE-07.reg': 'a registry export, reduced to evidence',
};

const NOTES = `
Exit codes: 0 all fine, 2 a file was refused, 1 a folder could not be read.
Taken in again it changes nothing. What hosts say of themselves stays marked as
self-reported in every output: docs/receipts.md tells who could forge it.`;
