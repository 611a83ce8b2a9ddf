import { createHash } from 'node:crypto';
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LogFile, StateDisk } from '../model/state-disk.ts';
import { codeOf } from '../model/system-error.ts';

/** A state folder on a real disk. Its files are for their owner only. */
export function diskAt(folder: string): StateDisk {
  const at = (name: string): string => join(folder, name);
  return {
    folder,
    makeFolder: async () => void (await mkdir(folder, { recursive: true, mode: 0o700 })),
    list: () => readdir(folder).catch((error: unknown) => orNothing(error, [])),
    read: (name) => readFile(at(name), 'utf8').catch((error: unknown) => orNothing(error, undefined)),
    create: (name, text) => create(at(name), text),
    replace: (name, text) => replace(at(name), text),
    remove: (name) => rm(at(name), { force: true }),
    openLog: (name) => openLog(at(name)),
  };
}

function orNothing<T>(error: unknown, nothing: T): T {
  if (codeOf(error) === 'ENOENT') return nothing;
  throw error;
}

/**
 * The name appears together with the text: a lock without its text, left by a full disk or by whoever dies in between,
 * would keep every later run out.
 */
async function create(file: string, text: string): Promise<boolean> {
  const draft = `${file}.${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flush: true });
    return await becomes(() => link(draft, file));
  } catch (error) {
    if (!ONE_NAME_ONLY.has(codeOf(error))) throw error;
    return await becomes(() => writeFile(file, text, { flag: 'wx', mode: 0o600 }));
  } finally {
    await rm(draft, { force: true });
  }
}

/** What file systems answer on which a file cannot have two names: FAT, some network shares. */
const ONE_NAME_ONLY: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

async function becomes(make: () => Promise<void>): Promise<boolean> {
  try {
    await make();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.new`;
  await rm(draft, { force: true });
  await writeFile(draft, text, { mode: 0o600, flush: true });
  await rename(draft, file);
  await syncFolder(dirname(file));
}

async function openLog(file: string): Promise<LogFile> {
  const handle = await open(file, 'a', 0o600);
  await syncFolder(dirname(file));
  return {
    append: async (line) => {
      await handle.appendFile(line);
      await handle.datasync();
    },
    truncate: (bytes) => handle.truncate(bytes),
    close: () => handle.close(),
  };
}

/** Makes a new file's name survive a power cut; not every system can flush a folder. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // Windows cannot open a folder; NTFS journals the name itself.
  } finally {
    await handle?.close();
  }
}
