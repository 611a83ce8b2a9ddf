import { findUnexpectedSecrets, type PlacedText, placeSecrets } from '../../inventory/place-secrets.ts';
import type { Rewrite } from '../../inventory/rewrite.ts';
import type { Inventory } from '../../model/inventory.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import type { Io } from '../io.ts';
import type { InventoryOptions } from '../options.ts';
import type { WritingFlags } from './ask-and-write.ts';
import { changeInventory, exitCodeOfChange, openOrExplain } from './change-inventory.ts';

export type KeyWritingFlags = InventoryOptions & WritingFlags;

/** What is to be written: texts into the inventory, and files of age that it refers to. */
export interface Encrypted {
  readonly texts: readonly PlacedText[];
  readonly files: readonly Rewrite[];
  readonly question: string;
}

/** Shows the change, asks, and writes all of it or nothing; answers the exit code. */
export async function writeEncrypted(
  { texts, files, question }: Encrypted,
  inventory: Inventory,
  { flags, io }: { readonly flags: KeyWritingFlags; readonly io: Io },
): Promise<number> {
  const open = await openOrExplain(inventory, { flags, io });
  if (open === undefined) return EXIT.couldNotRun;
  const change = {
    edits: placeSecrets(open.files, texts),
    findUnexpected: (after: Inventory) => findUnexpectedSecrets(inventory, after, texts),
    question: () => question,
    besides: files,
  };
  const changed = await changeInventory(open, change, { flags, io });
  if (changed?.written.status === 'written') io.err('Written.\n');
  return exitCodeOfChange(changed);
}
