import { basename, dirname, normalize } from 'node:path';
import type { InventoryIo } from '../../src/inventory/read.ts';

/** A disk that holds just these files; every folder on the way to one exists. */
export function memoryIo(files: Readonly<Record<string, string | Uint8Array>>): InventoryIo {
  const contents = new Map(
    Object.entries(files).map(([path, content]) => [normalize(path), new Uint8Array(Buffer.from(content))]),
  );
  const namesIn = (folder: string): string[] =>
    [...contents.keys()].filter((path) => dirname(path) === normalize(folder)).map((path) => basename(path));
  return {
    stat: async (path) => {
      const content = contents.get(normalize(path));
      if (content !== undefined) return { kind: 'file', bytes: content.length };
      if (namesIn(path).length > 0) return { kind: 'folder', bytes: 0 };
      throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    },
    readFile: async (path) => contents.get(normalize(path)) ?? new Uint8Array(),
    readFolder: async (path) => namesIn(path),
  };
}
