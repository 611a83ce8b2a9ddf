import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunRefused } from '../model/run-refused.ts';
import { explainSaveError } from '../model/system-error.ts';
import type { ScheduleFile } from '../schedule/schedule.ts';
import type { Io } from './io.ts';

/**
 * Writes files into a folder, which is made if need be, and answers which ones in a line each. What is there and says
 * something else is somebody's: then none is written. Throws RunRefused.
 */
export function saveFiles(folder: string, files: readonly ScheduleFile[], { save }: Pick<Io, 'save'>): string {
  const contents = files.map(({ name, text, encoding }) => ({
    path: join(folder, name),
    text,
    encoding: encoding ?? ('utf8' as const),
  }));
  try {
    mkdirSync(folder, { recursive: true });
    const taken = contents.find(({ path, text, encoding }) => (readIfThere(path, encoding) ?? text) !== text);
    if (taken !== undefined) throw differs(taken.path);
    for (const { path, text, encoding } of contents) save(path, text, encoding);
  } catch (error) {
    if (error instanceof RunRefused) throw error;
    throw unwritable(folder, error);
  }
  return contents.map(({ path }) => `wrote ${path}\n`).join('');
}

function readIfThere(path: string, encoding: BufferEncoding): string | undefined {
  try {
    return readFileSync(path, encoding);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function differs(path: string): RunRefused {
  return new RunRefused(
    'schedule-differs',
    `${path} is there and says something else`,
    'Compare it with what is printed without --out, then remove it or choose another folder.',
  );
}

function unwritable(folder: string, error: unknown): RunRefused {
  const message = `the files cannot be written to ${folder}: ${explainSaveError(error)}`;
  return new RunRefused('schedule-unwritable', message, 'Mend that, or choose another folder with --out.');
}
