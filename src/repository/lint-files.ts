import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LintFinding, TooLarge } from '../model/lint.ts';
import type { Git } from './git.ts';
import { type Looking, MAX_BYTES } from './looked-into.ts';
import { readObjects } from './read-objects.ts';
import { readSizes } from './read-sizes.ts';
import { withoutDigest } from './without-digest.ts';

/** What was found, and what was not looked into. */
export interface Linted {
  readonly findings: readonly LintFinding[];
  readonly tooLarge: readonly TooLarge[];
  readonly unreadable: readonly string[];
}

/** The files of the working tree, new ones too; those that git ignores are left out, since no commit takes them. */
export async function lintWorkingTree(git: Git, looking: Looking): Promise<Linted> {
  const listed = await git.ask('ls-files', '-z', '--cached', '--others', '--exclude-standard');
  // In a merge a file is listed once for each side.
  const files = [...new Set(listed.split('\0').filter((file) => file !== ''))].toSorted();
  const findings: LintFinding[] = [];
  const tooLarge: TooLarge[] = [];
  const unreadable: string[] = [];
  for (const file of files) {
    git.settings.signal.throwIfAborted();
    const read = await readOne(join(git.settings.folder, file));
    if (read === 'unreadable') unreadable.push(file);
    else if (typeof read === 'number') tooLarge.push({ file, bytes: read });
    else if (read !== undefined) findings.push(...looking.look(read).map((key) => ({ file, ...withoutDigest(key) })));
  }
  return { findings, tooLarge, unreadable };
}

/** The content of a file, or its size when that is too large; undefined for what is gone, and for links and folders. */
async function readOne(path: string): Promise<Uint8Array | number | 'unreadable' | undefined> {
  try {
    const found = await lstat(path);
    if (!found.isFile()) return undefined;
    return found.size > MAX_BYTES ? found.size : await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : 'unreadable';
  }
}

const SUBMODULE = '160000';

/** What the next commit brings: the staged content of every file that differs from the last commit. */
export async function lintStaged(git: Git, looking: Looking): Promise<Linted> {
  const changed = await git.ask('diff', '--cached', '--raw', '-z', '--no-abbrev', '--no-renames', '--diff-filter=ACMT');
  const files = new Map<string, string[]>();
  const tokens = changed.split('\0');
  for (let at = 0; at + 1 < tokens.length; at += 2) {
    const [, mode, , id = ''] = tokens[at]?.split(' ') ?? [];
    if (mode !== SUBMODULE) files.set(id, [...(files.get(id) ?? []), tokens[at + 1] ?? '']);
  }
  const { small, tooLarge } = await splitBySize(git, files);
  const findings: LintFinding[] = [];
  await readObjects(git, small, ({ id, content }) => {
    const found = looking.look(content).map(withoutDigest);
    for (const file of files.get(id) ?? []) findings.push(...found.map((key) => ({ file, ...key })));
  });
  return { findings, tooLarge, unreadable: [] };
}

async function splitBySize(
  git: Git,
  files: ReadonlyMap<string, readonly string[]>,
): Promise<{ readonly small: readonly string[]; readonly tooLarge: readonly TooLarge[] }> {
  if (files.size === 0) return { small: [], tooLarge: [] };
  const sizes = await readSizes(git, [...files.keys()]);
  const large = sizes.filter(({ bytes }) => bytes > MAX_BYTES);
  const isLarge = new Set(large.map(({ id }) => id));
  return {
    small: [...files.keys()].filter((id) => !isLarge.has(id)),
    tooLarge: large.flatMap(({ id, bytes }) => (files.get(id) ?? []).map((file) => ({ file, bytes }))),
  };
}
