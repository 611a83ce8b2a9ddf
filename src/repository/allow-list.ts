import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RunRefused } from '../model/run-refused.ts';

/** Read where it lies at the root of a repository; in git itself, so that whoever reviews sees what is allowed. */
export const ALLOW_FILE = '.vlkctl-allowed-keys';

const LINE = /^(?<lastFive>[BCDFGHJKMNPQRTVWXY2346789]{5})(?:\s|$)/i;

/**
 * Reads which keys may stand in clear: on each line the last five characters of one, as they are printed, and then why,
 * in any words. Two keys in eight million share them, so a list as long as this one needs to be hides no third. Without
 * `path` the list of the repository is read, where there is one.
 */
export async function readAllowList(path: string | undefined, root: string): Promise<ReadonlySet<string>> {
  const file = resolve(root, path ?? ALLOW_FILE);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (path === undefined && isMissing) return '';
    throw refused(`${file} cannot be read`, 'Check the path and the permissions.');
  });
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return new Set(
    lines.flatMap((line, index) => (line.trim() === '' ? [] : [lastFiveIn(line, `${file}:${index + 1}`)])),
  );
}

function lastFiveIn(line: string, place: string): string {
  const lastFive = LINE.exec(line)?.groups?.['lastFive'];
  if (lastFive !== undefined) return lastFive.toUpperCase();
  throw refused(
    `${place}: this line does not begin with the last five characters of a key`,
    'Write them as `vlkctl keys lint` prints them, then a space and why the key may stand in clear.',
  );
}

function refused(message: string, help: string): RunRefused {
  return new RunRefused('allow-list-unreadable', message, help);
}
