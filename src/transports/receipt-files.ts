import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { IngestRemark } from '../model/ingest.ts';
import { ok, type Result } from '../model/result.ts';
import { explainReadError } from '../model/system-error.ts';
import type { FoundReport } from '../receipts/found-report.ts';
import { MOST_BYTES, parseReceipt } from '../receipts/parse-receipt.ts';
import { MOST_EXPORT_BYTES, parseRegistryExport } from '../receipts/parse-registry-export.ts';
import { isUnfinished, parseReceiptName, type ReceiptName } from '../receipts/receipt-name.ts';
import { isExportName } from '../receipts/registry-text.ts';
import type { Rejection } from '../receipts/rejection.ts';
import { type PlainFile, readPlainFile } from './plain-file.ts';

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

/**
 * Reads what one computer left: of each installation the newest receipt that holds together, and registry exports. Those
 * may be large, so they wait for each other.
 */
export function placeReader(): (place: ReceiptPlace) => Promise<PlaceReading> {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = async (file: ReceiptFile): Promise<PlaceReading> => {
    const before = last;
    const reading = before.then(() => readExport(file));
    last = reading;
    return await reading;
  };
  return (place) => (place.kind === 'file' ? readNamedFile(place.path, inTurn) : readComputerFolder(place, inTurn));
}

type ReadExport = (file: ReceiptFile) => Promise<PlaceReading>;

async function readNamedFile(path: string, exports: ReadExport): Promise<PlaceReading> {
  if (isExportName(path)) return await exports({ path });
  const read = await readReceipt({ path });
  if (!read.ok) return { reports: [], remarks: [{ path, ...read.error }], older: 0 };
  return { reports: [read.value], remarks: [], older: 0 };
}

async function readExport(place: ReceiptFile): Promise<PlaceReading> {
  const { path } = place;
  const read = await readPlainFile(path, MOST_EXPORT_BYTES);
  if (!read.ok) return { reports: [], remarks: [{ path, ...read.error }], older: 0 };
  const { bytes, modifiedAt } = read.value;
  const parsed = parseRegistryExport(bytes, basename(path));
  if (!parsed.ok) return { reports: [], remarks: [{ path, ...parsed.error }], older: 0 };
  const observation = parsed.value;
  // Of what it says, not of its bytes: who has a hash of a key and all that stands around it could try keys out.
  const digest = createHash('sha256')
    .update(JSON.stringify([observation, modifiedAt]))
    .digest('hex');
  const { csName: computerName } = observation.os;
  const reported = { source: 'registry-export' } as const;
  const report = { ...place, computerName, observation, reported, seenAs: 'registry-export', digest, modifiedAt };
  return { reports: [report], remarks: [{ path, ...HOLDS_KEY }], older: 0 };
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
  // Of a crowd nobody wants to read every name.
  const reports: FoundReport[] = [];
  for (const name of others.slice(0, CROWDED)) {
    if (isExportName(name)) {
      const { path, folder } = place;
      const read = await exports({ path: join(path, name), folder });
      reports.push(...read.reports);
      remarks.push(...read.remarks);
      continue;
    }
    remarks.push({ path: join(place.path, name), ...(isUnfinished(name) ? UNFINISHED : FOREIGN) });
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

interface NamedFile extends ReceiptName {
  readonly file: string;
}

/** Receipts by installation, the highest number first, and the names that are none. */
function sortNames(names: readonly string[]): {
  readonly installations: readonly (readonly NamedFile[])[];
  readonly others: readonly string[];
} {
  const byInstallation = new Map<string, NamedFile[]>();
  const others: string[] = [];
  for (const file of names) {
    const name = parseReceiptName(file);
    if (name === undefined) {
      others.push(file);
      continue;
    }
    const same = byInstallation.get(name.installation);
    if (same === undefined) byInstallation.set(name.installation, [{ ...name, file }]);
    else same.push({ ...name, file });
  }
  const installations = [...byInstallation.values()].map((files) => files.toSorted((a, b) => b.counter - a.counter));
  return { installations, others: others.toSorted() };
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

interface ReceiptFile {
  readonly path: string;
  readonly folder?: string;
  readonly receipts?: string;
  readonly name?: ReceiptName;
}

async function readReceipt(file: ReceiptFile): Promise<Result<FoundReport, Rejection>> {
  const read = await readPlainFile(file.path, MOST_BYTES);
  return read.ok ? toReport(file, read.value) : read;
}

function toReport({ name, ...place }: ReceiptFile, { bytes, modifiedAt }: PlainFile): Result<FoundReport, Rejection> {
  const parsed = parseReceipt(bytes);
  if (!parsed.ok) return parsed;
  const { facts, observation } = parsed.value;
  if (name !== undefined && (name.counter !== facts.counter || name.installation !== facts.installation)) {
    return { ok: false, error: RENAMED };
  }
  return ok({
    ...place,
    computerName: observation.os.csName,
    observation,
    reported: { source: 'receipt', receipt: facts },
    seenAs: facts.installation,
    digest: createHash('sha256').update(bytes).digest('hex'),
    modifiedAt,
  });
}

const RENAMED: Rejection = {
  code: 'receipt-renamed',
  message: 'its name and what it holds do not have the same number and installation',
  help: 'A host never names it so: look who can write there. The next start of the host leaves a new one.',
};

const HOLDS_KEY: Rejection = {
  code: 'export-holds-key',
  message: 'whoever has this file has the product key; vlkctl has kept no copy of it',
  help: 'Delete it, wherever it lay: on the stick, in the mail, in the recycle bin.',
};

const FOREIGN: Rejection = {
  code: 'file-foreign',
  message: 'it is no receipt by its name and was not read',
  help: 'Nothing has to be done; a folder of receipts needs nothing else in it.',
};

const UNFINISHED: Rejection = {
  code: 'file-unfinished',
  message: 'a host is writing it, or was cut short when it did',
  help: 'Nothing has to be done; remove it if it is still there tomorrow.',
};

/** Beside the folders of the computers others may write too, and who makes a file there speaks for any host. */
const LOOSE_EXPORT: Rejection = {
  code: 'host-mismatch',
  message: 'it lies in no folder of a computer, so nobody can tell who left it',
  help: 'Put it into the folder of its computer; if you made it yourself, name it: `vlkctl ingest FILE`.',
};
const NO_FOLDER: Rejection = {
  code: 'file-not-plain',
  message: 'it is a link or a device, and neither a file nor a folder',
  help: 'No host makes these: look who can write there, and remove it.',
};

function crowded(files: number): Rejection {
  return {
    code: 'folder-crowded',
    message: `it holds ${files} files, where a host keeps three`,
    help: 'Only the newest were read. Look at the host: its clock, its disk image or somebody makes new ones all the time.',
  };
}

function unreadableFolder(error: unknown): Rejection {
  return {
    code: 'folder-unreadable',
    message: `it cannot be looked into: ${explainReadError(error)}`,
    help: 'Check that the share is there and that your account may read it. Where this controller has it elsewhere, name that place: `vlkctl ingest PATH`.',
  };
}
