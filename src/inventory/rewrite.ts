import { resolve } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Inventory } from '../model/inventory.ts';
import { err, ok, type Result } from '../model/result.ts';
import { loadInventory } from './load.ts';
import { diskIo, type InventoryIo, readSourceFiles } from './read.ts';
import { showEdits } from './show-edits.ts';
import type { SourceFile } from './source.ts';
import { applyEdits, type TextEdit } from './text-edit.ts';

/** The files of an inventory as they were read, to be edited. */
export interface OpenInventory {
  readonly paths: readonly string[];
  readonly files: readonly SourceFile[];
  /** By absolute path. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
}

/** One file, before and after. */
export interface Rewrite {
  readonly path: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly diff: string;
}

/** New files that were loaded before anything is written, and what they declare. */
export interface Rewritten {
  readonly rewrites: readonly Rewrite[];
  readonly inventory: Inventory;
}

/** Reads the files of a loaded inventory again; undefined when they are no longer what was loaded. */
export async function openInventory(
  paths: readonly string[],
  inventory: Inventory,
  io: InventoryIo = diskIo,
): Promise<OpenInventory | undefined> {
  const bytes = new Map<string, Uint8Array>();
  const read = await readSourceFiles(paths, {
    ...io,
    readFile: async (path) => {
      const content = await io.readFile(path);
      bytes.set(resolve(path), content);
      return content;
    },
  });
  return read.ok && read.value.digest === inventory.digest ? { paths, files: read.value.files, bytes } : undefined;
}

/** Edits the files and loads the outcome as it would be read from the disk. Nothing is written. */
export async function tryRewrite(
  open: OpenInventory,
  edits: ReadonlyMap<string, readonly TextEdit[]>,
  { today, io = diskIo }: { readonly today: string; readonly io?: InventoryIo },
): Promise<Result<Rewritten, readonly Diagnostic[]>> {
  const rewrites = open.files.flatMap((file) => {
    const own = edits.get(file.path) ?? [];
    const before = open.bytes.get(resolve(file.path));
    return own.length === 0 || before === undefined ? [] : [toRewrite(file, before, own)];
  });
  const changed = new Map(rewrites.map(({ path, after }) => [resolve(path), after]));
  const readFile = async (path: string): Promise<Uint8Array> =>
    changed.get(resolve(path)) ?? open.bytes.get(resolve(path)) ?? (await io.readFile(path));
  const loaded = await loadInventory(open.paths, { today, io: { ...io, readFile } });
  return loaded.ok ? ok({ rewrites, inventory: loaded.value }) : err(loaded.error);
}

function toRewrite({ path, text }: SourceFile, before: Uint8Array, edits: readonly TextEdit[]): Rewrite {
  const after = new TextEncoder().encode(`${hasMark(before) ? '\uFEFF' : ''}${applyEdits(text, edits)}`);
  return { path, before, after, diff: showEdits(path, text, edits) };
}

/** The byte order mark that some editors begin UTF-8 with; decoding takes it away. */
function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
