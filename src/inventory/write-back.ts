import { readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { err, ok, type Result } from '../model/result.ts';
import { explainReadError } from '../model/system-error.ts';
import type { Rewrite } from './rewrite.ts';
import { writeToDisk } from './write-to-disk.ts';

/** Why not everything was written, what was, and what to do about it. */
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
 * no longer what it was when it was read, none is written; when one cannot take its place, those before it are named.
 */
export async function writeBack(rewrites: readonly Rewrite[], processId: number): Promise<Result<void, WriteProblem>> {
  const prepared: Prepared[] = [];
  const written: string[] = [];
  let path = '';
  try {
    for (const rewrite of rewrites) {
      ({ path } = rewrite);
      const place = await realpath(path);
      const temporary = join(dirname(place), `.${basename(place)}.${processId}.tmp`);
      prepared.push({ place, temporary, rewrite });
      writeToDisk(temporary, rewrite.after, (await stat(place)).mode);
    }
    for (const { place, rewrite } of prepared) {
      if (!Buffer.from(rewrite.before).equals(await readFile(place))) return err(changedMeanwhile(rewrite.path));
    }
    for (const { place, temporary, rewrite } of prepared) {
      ({ path } = rewrite);
      await rename(temporary, place);
      written.push(path);
    }
    return ok(undefined);
  } catch (error) {
    return err(cannotWrite(path, error, written));
  } finally {
    for (const { temporary } of prepared) await rm(temporary, { force: true });
  }
}

function changedMeanwhile(path: string): WriteProblem {
  return {
    message: `${path} was changed by somebody else meanwhile; nothing was written`,
    help: 'Run again: it then begins with the new file.',
  };
}

function cannotWrite(path: string, error: unknown, written: readonly string[]): WriteProblem {
  const done = written.length === 0 ? 'nothing was written' : `written already: ${written.join(', ')}`;
  const rest = written.length === 0 ? '' : ', then run again for what is left';
  return {
    message: `${path} cannot be written: ${explainReadError(error)}; ${done}`,
    help: `Check the permissions of the file and of its folder${rest}.`,
  };
}
