import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { err, ok, type Result } from '../model/result.ts';
import { decodeFile } from './decode.ts';
import { makeDiagnostic, type Problem } from './make-diagnostic.ts';
import { suggest } from './nearest.ts';
import type { SourceFile } from './source.ts';

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

const MAX_MEGABYTES = 64;
const MEGABYTE = 1024 * 1024;
/** A folder without inventory files may be any folder at all: so many of what is in it are looked into. */
const MAX_LOOKED_INTO = 50;

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
 * left out. A file that is named twice is read once; one that is too large is not read at all.
 */
export async function readSourceFiles(
  paths: readonly string[],
  io: InventoryIo,
): Promise<Result<ReadFiles, readonly Diagnostic[]>> {
  const problems = new Map<string, Problem>();
  const files = new Map<string, { file: SourceFile; bytes: Uint8Array }>();
  for (const path of paths) {
    for (const each of await listFiles(path, io, problems)) {
      const known = resolve(each);
      if (files.has(known) || problems.has(known)) continue;
      const read = await readOne(each, io);
      if (read.ok) files.set(known, read.value);
      else problems.set(known, read.error);
    }
  }
  if (problems.size > 0) return err([...problems.values()].map(makeDiagnostic));
  return ok({ files: [...files.values()].map(({ file }) => file), digest: digestOf([...files.values()]) });
}

async function listFiles(path: string, io: InventoryIo, problems: Map<string, Problem>): Promise<readonly string[]> {
  try {
    if ((await io.stat(path)).kind !== 'folder') return [path];
    const names = (await io.readFolder(path)).filter(isInventoryFile).toSorted();
    if (names.length === 0) problems.set(resolve(path), await emptyFolder(path, io));
    return names.map((name) => join(path, name));
  } catch (cause) {
    problems.set(resolve(path), await unreadable(path, cause, io));
    return [];
  }
}

function isInventoryFile(name: string): boolean {
  return /^[^.].*\.ya?ml$/i.test(name);
}

async function readOne(
  path: string,
  io: InventoryIo,
): Promise<Result<{ file: SourceFile; bytes: Uint8Array }, Problem>> {
  try {
    const { kind, bytes: size } = await io.stat(path);
    if (kind === 'folder') return err(cannotRead(path, 'it is a folder within a folder', 'Name it on its own.'));
    if (kind === 'other') return err(cannotRead(path, 'it is neither a file nor a folder', CHECK));
    if (size > MAX_MEGABYTES * MEGABYTE) return err(tooLarge(path, size));
    const bytes = await io.readFile(path);
    const file = decodeFile({ path, folder: dirname(resolve(path)) }, bytes);
    return file.ok ? ok({ file: file.value, bytes }) : file;
  } catch (cause) {
    return err(await unreadable(path, cause, io));
  }
}

async function emptyFolder(path: string, io: InventoryIo): Promise<Problem> {
  const inside = await foldersWithFiles(path, io);
  const [first] = inside;
  const message = `${path} holds no *.yaml or *.yml file`;
  if (first === undefined) {
    const help = 'Name the folder or the file that holds the inventory: `--inventory PATH`.';
    return { code: 'empty-inventory', message: `${message}.`, help };
  }
  return {
    code: 'empty-inventory',
    message: `${message}; folders in it are not looked into, and ${inside.join(', ')} would have some.`,
    help: `Name each folder: \`--inventory ${join(path, first)}\`.`,
  };
}

/** Names of the folders right in a folder that hold inventory files. What cannot be read holds none. */
async function foldersWithFiles(path: string, io: InventoryIo): Promise<readonly string[]> {
  const names = (await io.readFolder(path)).filter((name) => !name.startsWith('.')).toSorted();
  const found: string[] = [];
  for (const name of names.slice(0, MAX_LOOKED_INTO)) {
    const content = await io.readFolder(join(path, name)).catch(() => []);
    if (content.some(isInventoryFile)) found.push(name);
  }
  return found;
}

const CHECK = 'Check the path and the permissions.';

function cannotRead(path: string, reason: string, help: string): Problem {
  return { code: 'unreadable-file', message: `Cannot read ${path}: ${reason}.`, help };
}

function tooLarge(path: string, bytes: number): Problem {
  return {
    code: 'file-too-large',
    message: `${path} has ${Math.ceil(bytes / MEGABYTE)} MB; at most ${MAX_MEGABYTES} MB are read.`,
    help: 'Check that this is the inventory. Ranges such as `hmi-[001:180].a.example` keep it short; several files can share it.',
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'the path is too long',
  ERR_INVALID_ARG_VALUE: 'the path is not valid',
};

async function unreadable(path: string, cause: unknown, io: InventoryIo): Promise<Problem> {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
  const help = code === 'ENOENT' ? suggest(basename(path), await neighbours(path, io), CHECK) : CHECK;
  return cannotRead(path, REASONS[code] ?? code, help);
}

/** What lies where something was looked for in vain. */
async function neighbours(path: string, io: InventoryIo): Promise<readonly string[]> {
  return io.readFolder(dirname(path)).catch(() => []);
}

function digestOf(files: readonly { file: SourceFile; bytes: Uint8Array }[]): string {
  const hash = createHash('sha256');
  for (const { file, bytes } of files.toSorted((a, b) => (a.file.path < b.file.path ? -1 : 1))) {
    hash.update(`${basename(file.path)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}
