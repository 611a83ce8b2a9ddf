import { closeSync, fchmodSync, fsyncSync, openSync, writeFileSync } from 'node:fs';

/**
 * Writes a file and waits until it is on disk. A mode is set before the content is there to be read, and the mask of the
 * process does not count for it: it is that of a file which this one will replace.
 */
export function writeToDisk(path: string, content: string | Uint8Array, mode: number | undefined): void {
  const file = openSync(path, 'w', mode);
  try {
    if (mode !== undefined) fchmodSync(file, mode);
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
