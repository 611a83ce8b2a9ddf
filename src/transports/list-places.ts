import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { IngestRemark } from '../model/ingest.ts';
import { isUnfinished, parseReceiptName } from '../receipts/receipt-name.ts';
import { isExportName } from '../receipts/registry-text.ts';
import { FOREIGN, LOOSE_EXPORT, NO_FOLDER, unreadableFolder } from '../receipts/remarks.ts';

/** Something that may hold reports. */
export type ReceiptPlace =
  /** The folder of one computer; its name says of which, unless somebody named just this file. */
  | { readonly kind: 'folder'; readonly path: string; readonly folder: string; readonly receipts?: string }
  | { readonly kind: 'file'; readonly path: string };

/** What lies at a path. */
export interface Places {
  readonly places: readonly ReceiptPlace[];
  readonly remarks: readonly IngestRemark[];
}

/**
 * Lists the folders and files at a path: a folder of receipts, the folder of one computer, or a file. `receipts` when the
 * inventory names it. Reads nothing yet.
 */
export async function listPlaces(path: string, receipts?: string): Promise<Places> {
  try {
    if ((await stat(path)).isFile()) return { places: [{ kind: 'file', path }], remarks: [] };
    const entries = await readdir(path, { withFileTypes: true });
    return sortOut(
      path,
      entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      receipts,
    );
  } catch (error) {
    return { places: [], remarks: [{ path, ...unreadableFolder(error) }] };
  }
}

function sortOut(path: string, entries: readonly Dirent[], receipts: string | undefined): Places {
  const places: ReceiptPlace[] = [];
  const remarks: IngestRemark[] = [];
  let holdsReceipts = false;
  for (const entry of entries) {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) {
      places.push({ kind: 'folder', path: inside, folder: entry.name, ...(receipts !== undefined && { receipts }) });
    } else if (isOfReceipts(entry.name)) holdsReceipts = true;
    else if (entry.isFile() && isExportName(entry.name)) {
      if (receipts === undefined) places.push({ kind: 'file', path: inside });
      else remarks.push({ path: inside, ...LOOSE_EXPORT });
    } else if (!entry.isFile()) remarks.push({ path: inside, ...NO_FOLDER });
    else remarks.push({ path: inside, ...FOREIGN });
  }
  if (holdsReceipts) places.push({ kind: 'folder', path, folder: basename(path) });
  return { places, remarks };
}

function isOfReceipts(name: string): boolean {
  return parseReceiptName(name) !== undefined || isUnfinished(name);
}
