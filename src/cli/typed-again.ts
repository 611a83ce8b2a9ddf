import { isAbsolute, relative } from 'node:path';
import type { Io } from './io.ts';
import type { RunFlags } from './options.ts';

/** What a command is about. */
type Selected = Pick<RunFlags, 'inventory' | 'on' | 'state'>;

/** Inventory, selection and state of a run as words of a command line, so that the next one is about the same hosts. */
export function typedAgain({ inventory, on, state }: Selected, { surroundings: { env, folder } }: Io): string {
  const isDefault = inventory.length === 1 && inventory[0] === (env['VLKCTL_INVENTORY'] ?? 'inventories');
  const words = [
    ...(isDefault ? [] : inventory.flatMap((path) => ['-i', shorten(path, folder)])),
    ...(on === undefined ? [] : ['--on', on]),
    ...(state === undefined || state === env['VLKCTL_STATE'] ? [] : ['--state', state]),
  ];
  return words.map(quoteWord).join(' ');
}

/** A path below the folder one is in, as one would type it there. */
function shorten(path: string, folder: string): string {
  const below = relative(folder, path);
  return isAbsolute(path) && below !== '' && !below.startsWith('..') && !isAbsolute(below) ? below : path;
}

/**
 * A word as it has to be typed. Single quotes: POSIX shells and PowerShell take them away, and `--on` itself does where
 * cmd.exe does not.
 */
export function quoteWord(word: string): string {
  return /^[\w./\\:@%+=-]+$/.test(word) && !word.startsWith('@') ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
