import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { err, ok, type Result } from '../model/result.ts';
import type { Rewrite } from './rewrite.ts';

/** Why nothing was written, and what to do about it. */
export interface WriteProblem {
  readonly message: string;
  readonly help: string;
}

interface Prepared {
  readonly place: string;
  readonly temporary: string;
  readonly rewrite: Rewrite;
}

/**
 * Writes the new files, each whole or not at all, with the mode of the old one; a link stays a link. When a file is
 * no longer what it was when it was read, none is written.
 */
export async function writeBack(rewrites: readonly Rewrite[], processId: number): Promise<Result<void, WriteProblem>> {
  const prepared: Prepared[] = [];
  let path = '';
  try {
    for (const rewrite of rewrites) {
      ({ path } = rewrite);
      const place = await realpath(path);
      const temporary = join(dirname(place), `.${basename(place)}.${processId}.tmp`);
      prepared.push({ place, temporary, rewrite });
      await writeToDisk(temporary, rewrite.after, (await stat(place)).mode);
    }
    for (const { place, rewrite } of prepared) {
      if (!Buffer.from(rewrite.before).equals(await readFile(place))) return err(changedMeanwhile(rewrite.path));
    }
    for (const { place, temporary, rewrite } of prepared) {
      ({ path } = rewrite);
      await rename(temporary, place);
    }
    return ok(undefined);
  } catch (error) {
    return err(cannotWrite(path, error));
  } finally {
    for (const { temporary } of prepared) await rm(temporary, { force: true });
  }
}

async function writeToDisk(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  await using file = await open(path, 'w', mode);
  // The mask of the process does not count for a file that was there before.
  await file.chmod(mode);
  await file.writeFile(bytes);
  await file.sync();
}

function changedMeanwhile(path: string): WriteProblem {
  return {
    message: `${path} was changed by somebody else meanwhile; nothing was written`,
    help: 'Run again: it then begins with the new file.',
  };
}

function cannotWrite(path: string, error: unknown): WriteProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return {
    message: `${path} cannot be written (${code})`,
    help: 'Check the permissions of the file and of its folder.',
  };
}
