import type { Inventory } from '../model/inventory.ts';

/** The folders of receipts that accesses name, each once, in order. */
export function receiptFolders({ access }: Inventory): readonly string[] {
  const folders = [...access.values()].flatMap((each) => (each.kind === 'startup-script' ? [each.receipts] : []));
  return [...new Set(folders)].toSorted();
}
