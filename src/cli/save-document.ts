import { accessSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeToDisk } from '../inventory/write-to-disk.ts';
import { explainSaveError } from '../model/system-error.ts';

/**
 * Writes a document whole or not at all: beside its place, to disk, then renamed. A file that was there keeps its mode.
 * What is no ordinary file, such as /dev/null, is written as it is. Throws what the system says.
 */
export function saveDocument(path: string, content: string | Uint8Array, processId: number): void {
  const place = realPath(path);
  if (isSpecial(place)) return writeFileSync(place, content);
  const temporary = `${place}.${processId}.tmp`;
  try {
    writeToDisk(temporary, content, statSync(place, { throwIfNoEntry: false })?.mode);
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

/** A link stays a link: what it points to is replaced. */
function realPath(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync(path);
}

function isSpecial(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile();
}
