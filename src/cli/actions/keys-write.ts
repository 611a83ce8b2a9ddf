import { findUnexpectedSecrets, type PlacedText, placeSecrets } from '../../inventory/place-secrets.ts';
import type { Rewrite } from '../../inventory/rewrite.ts';
import type { SourceFile } from '../../inventory/source.ts';
import type { Inventory } from '../../model/inventory.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import type { InventoryOptions } from '../options.ts';
import { showChange } from './adopt-report.ts';
import { askAndWrite, type WritingFlags } from './adopt-write.ts';
import { rewriteInventory } from './rewrite-inventory.ts';

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
  const change = {
    place: (sources: readonly SourceFile[]) => placeSecrets(sources, texts),
    findUnexpected: (after: Inventory) => findUnexpectedSecrets(inventory, after, texts),
  };
  const rewritten = await rewriteInventory(inventory, change, { flags, io });
  if (typeof rewritten === 'number') return rewritten;
  showChange(rewritten.rewrites, flags, io);
  const written = await askAndWrite([...rewritten.rewrites, ...files], { flags, io, question });
  if (written.status === 'not-written') return written.code;
  if (written.status === 'written') io.err('Written.\n');
  return EXIT.ok;
}
