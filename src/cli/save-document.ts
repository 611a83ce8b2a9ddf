import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a document whole or not at all: beside its place, to disk, then renamed. A file that was there keeps its mode.
 * What is no ordinary file, such as /dev/null, is written as it is. Throws what the system says.
 */
export function saveDocument(path: string, text: string, processId: number): void {
  const place = realPath(path);
  if (isSpecial(place)) return writeFileSync(place, text);
  const temporary = `${place}.${processId}.tmp`;
  try {
    writeToDisk(temporary, text, statSync(place, { throwIfNoEntry: false })?.mode);
    renameSync(temporary, place);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Why a document could not be saved there, or undefined; asked before a run, so that its report is not lost at the end. */
export function findSaveProblem(path: string): string | undefined {
  try {
    const place = realPath(path);
    if (statSync(place, { throwIfNoEntry: false })?.isDirectory() === true) return 'it is a folder';
    if (!statSync(dirname(place)).isDirectory()) return 'what should hold it is not a folder';
    accessSync(isSpecial(place) ? place : dirname(place), constants.W_OK);
    return undefined;
  } catch (error) {
    return explainSaveError(error);
  }
}

/** What the system says to a write, in words; codes nobody foresaw as they are. */
export function explainSaveError(error: unknown): string {
  return WORDS.get(codeOf(error)) ?? (error instanceof Error ? error.message : String(error));
}

/** What the system says to a read, in words. */
export function explainReadError(error: unknown): string {
  return codeOf(error) === 'ENOENT' ? 'there is no such file' : explainSaveError(error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'no space is left on the disk'],
  ['EDQUOT', 'the quota of the disk is used up'],
  ['EACCES', 'permission is denied'],
  ['EPERM', 'permission is denied'],
  ['EROFS', 'the disk is read-only'],
  ['ENOENT', 'its folder does not exist'],
  ['ENOTDIR', 'what should hold it is not a folder'],
  ['EISDIR', 'it is a folder'],
  ['EEXIST', 'something else has the name of a folder it needs'],
]);

/** A link stays a link: what it points to is replaced. */
function realPath(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync(path);
}

function isSpecial(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile();
}

/** The mode is set before the text is there to be read, and the mask of the process does not count for it. */
function writeToDisk(path: string, text: string, mode: number | undefined): void {
  const file = openSync(path, 'w', mode);
  try {
    if (mode !== undefined) fchmodSync(file, mode);
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
