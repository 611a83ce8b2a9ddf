import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { err, ok, type Result } from '../model/result.ts';
import { makeDiagnostic } from './make-diagnostic.ts';
import { makeSourceFile, type SourceFile } from './source.ts';

/** The disk, as far as inventories need it. */
export interface InventoryIo {
  stat(path: string): Promise<{ readonly kind: 'file' | 'folder' | 'other'; readonly bytes: number }>;
  readFile(path: string): Promise<Uint8Array>;
  /** Names in a folder, without its path. */
  readFolder(path: string): Promise<readonly string[]>;
}

export interface ReadFiles {
  readonly files: readonly SourceFile[];
  /** SHA-256 over names and contents, hex; the folder they lie in does not count. */
  readonly digest: string;
}

const MAX_BYTES = 64 * 1024 * 1024;

/** The real disk. */
export const diskIo: InventoryIo = {
  async stat(path) {
    const found = await stat(path);
    if (found.isDirectory()) return { kind: 'folder', bytes: 0 };
    return { kind: found.isFile() ? 'file' : 'other', bytes: found.size };
  },
  readFile: async (path) => readFile(path),
  readFolder: async (path) => readdir(path),
};

/**
 * Reads every file that the paths stand for: a file itself, or all `*.yaml` and `*.yml` right in a folder, hidden ones
 * left out. A file that is named twice is read once.
 */
export async function readSourceFiles(
  paths: readonly string[],
  io: InventoryIo,
): Promise<Result<ReadFiles, readonly Diagnostic[]>> {
  const problems: Diagnostic[] = [];
  const files = new Map<string, { file: SourceFile; bytes: Uint8Array }>();
  for (const path of paths) {
    for (const each of await listFiles(path, io, problems)) {
      if (files.has(resolve(each))) continue;
      const read = await readOne(each, io);
      if (read.ok) files.set(resolve(each), read.value);
      else problems.push(read.error);
    }
  }
  if (problems.length > 0) return err(problems);
  return ok({ files: [...files.values()].map(({ file }) => file), digest: digestOf([...files.values()]) });
}

async function listFiles(path: string, io: InventoryIo, problems: Diagnostic[]): Promise<readonly string[]> {
  try {
    if ((await io.stat(path)).kind !== 'folder') return [path];
    const names = (await io.readFolder(path)).filter((name) => /^[^.].*\.ya?ml$/i.test(name)).toSorted();
    if (names.length === 0) problems.push(emptyFolder(path));
    return names.map((name) => join(path, name));
  } catch (cause) {
    problems.push(unreadable(path, reasonOf(cause)));
    return [];
  }
}

async function readOne(
  path: string,
  io: InventoryIo,
): Promise<Result<{ file: SourceFile; bytes: Uint8Array }, Diagnostic>> {
  try {
    const { kind, bytes: size } = await io.stat(path);
    if (kind !== 'file') return err(unreadable(path, 'it is neither a file nor a folder'));
    if (size > MAX_BYTES) return err(unreadable(path, `it is larger than ${MAX_BYTES / 1024 / 1024} MB`));
    const bytes = await io.readFile(path);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return ok({ file: makeSourceFile({ path, folder: dirname(resolve(path)), text }), bytes });
  } catch (cause) {
    return err(unreadable(path, reasonOf(cause)));
  }
}

function emptyFolder(path: string): Diagnostic {
  return makeDiagnostic({
    code: 'empty-inventory',
    message: `${path} holds no *.yaml or *.yml file.`,
    help: 'Name the folder or the file that holds the inventory: `--inventory PATH`.',
  });
}

function unreadable(path: string, reason: string): Diagnostic {
  return makeDiagnostic({
    code: 'unreadable-file',
    message: `Cannot read ${path}: ${reason}.`,
    help: 'Check path and permissions; inventories are UTF-8 text.',
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8',
};

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
  return REASONS[code] ?? code;
}

function digestOf(files: readonly { file: SourceFile; bytes: Uint8Array }[]): string {
  const hash = createHash('sha256');
  for (const { file, bytes } of files.toSorted((a, b) => (a.file.path < b.file.path ? -1 : 1))) {
    hash.update(`${basename(file.path)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}
