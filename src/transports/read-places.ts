import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { groupBy } from '../model/group-by.ts';
import type { IngestRemark } from '../model/ingest.ts';
import type { FoundReport } from '../receipts/found-report.ts';
import { isUnfinished, parseReceiptName, type ReceiptName } from '../receipts/receipt-name.ts';
import { isExportName } from '../receipts/registry-text.ts';
import type { Rejection } from '../receipts/rejection.ts';
import { crowded, FOREIGN, HOLDS_KEY, UNFINISHED, unreadableFolder } from '../receipts/remarks.ts';
import type { ReceiptPlace } from './list-places.ts';
import { readExport, readReceipt } from './read-report.ts';

/** What was read in one place. */
export interface PlaceReading {
  readonly reports: readonly FoundReport[];
  readonly remarks: readonly IngestRemark[];
  /** Receipts that were not read, as a newer one of the same installation was. */
  readonly older: number;
}

/** A host keeps its last three receipts; with this many files in a folder something else is going on. */
const CROWDED = 200;
/** A machine that is set up again, or forgets what is written to its disk, has a new name for its installation. */
const MOST_INSTALLATIONS = 16;
const MOST_TRIED = 3;

/**
 * Reads what one computer left: of each installation the newest receipt that holds together, and registry exports. Those
 * may be large, so they wait for each other.
 */
export function placeReader(): (place: ReceiptPlace) => Promise<PlaceReading> {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn: ReadExport = async (file) => {
    const before = last;
    const reading = before.then(() => readExport(file));
    last = reading;
    return await reading;
  };
  return (place) => (place.kind === 'file' ? readNamedFile(place.path, inTurn) : readComputerFolder(place, inTurn));
}

type ReadExport = typeof readExport;

async function readNamedFile(path: string, exports: ReadExport): Promise<PlaceReading> {
  const isExport = isExportName(path);
  const read = isExport ? await exports({ path }) : await readReceipt({ path });
  if (!read.ok) return { reports: [], remarks: [{ path, ...read.error }], older: 0 };
  return { reports: [read.value], remarks: isExport ? [{ path, ...HOLDS_KEY }] : [], older: 0 };
}

type Folder = Extract<ReceiptPlace, { kind: 'folder' }>;

async function readComputerFolder(place: Folder, exports: ReadExport): Promise<PlaceReading> {
  let names: readonly string[];
  try {
    names = await readdir(place.path);
  } catch (error) {
    return { reports: [], remarks: [{ path: place.path, ...unreadableFolder(error) }], older: 0 };
  }
  const { installations, others } = sortNames(names);
  const remarks: IngestRemark[] = names.length > CROWDED ? [{ path: place.path, ...crowded(names.length) }] : [];
  const reports: FoundReport[] = [];
  // Of a crowd nobody wants to read every name.
  for (const name of others.slice(0, CROWDED)) {
    const path = join(place.path, name);
    const read = isExportName(name) ? await exports({ path, folder: place.folder }) : undefined;
    if (read?.ok === true) reports.push(read.value);
    remarks.push({ path, ...remarkOn(name, read) });
  }
  let older = 0;
  for (const files of await newestOf(place.path, installations)) {
    const found = await readNewest(place, files, remarks);
    if (found === undefined) continue;
    reports.push(found.report);
    older += files.length - 1 - found.tried;
  }
  return { reports, remarks, older };
}

/** What is to be said of a file that is no receipt; an export was read. */
function remarkOn(name: string, read: Awaited<ReturnType<ReadExport>> | undefined): Rejection {
  if (read === undefined) return isUnfinished(name) ? UNFINISHED : FOREIGN;
  return read.ok ? HOLDS_KEY : read.error;
}

interface NamedFile extends ReceiptName {
  readonly file: string;
}

/** Receipts by installation, the highest number first, and the names that are none. */
function sortNames(names: readonly string[]): {
  readonly installations: readonly (readonly NamedFile[])[];
  readonly others: readonly string[];
} {
  const known = names.flatMap((file): readonly NamedFile[] => {
    const name = parseReceiptName(file);
    return name === undefined ? [] : [{ ...name, file }];
  });
  const groups = groupBy(known, ({ installation }) => installation);
  return {
    installations: [...groups.values()].map((files) => files.toSorted((a, b) => b.counter - a.counter)),
    others: names.filter((file) => parseReceiptName(file) === undefined).toSorted(),
  };
}

/** Of many installations those whose last receipt was written last: their numbers say nothing of each other. */
async function newestOf(
  folder: string,
  installations: readonly (readonly NamedFile[])[],
): Promise<readonly (readonly NamedFile[])[]> {
  if (installations.length <= MOST_INSTALLATIONS) return installations;
  const dated: { readonly files: readonly NamedFile[]; readonly writtenMs: number }[] = [];
  for (const files of installations.slice(0, CROWDED)) {
    const written = await lstat(join(folder, files[0]?.file ?? '')).catch(() => undefined);
    dated.push({ files, writtenMs: written?.mtimeMs ?? 0 });
  }
  return dated
    .toSorted((a, b) => b.writtenMs - a.writtenMs)
    .slice(0, MOST_INSTALLATIONS)
    .map(({ files }) => files);
}

async function readNewest(
  { path: folderPath, folder, receipts }: Folder,
  files: readonly NamedFile[],
  remarks: IngestRemark[],
): Promise<{ readonly report: FoundReport; readonly tried: number } | undefined> {
  for (const [tried, name] of files.slice(0, MOST_TRIED).entries()) {
    const path = join(folderPath, name.file);
    const read = await readReceipt({ path, folder, name, ...(receipts !== undefined && { receipts }) });
    if (read.ok) return { report: read.value, tried };
    remarks.push({ path, ...read.error });
  }
  return undefined;
}
