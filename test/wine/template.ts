import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from './run-to-end.ts';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/vlkctl-wine/', import.meta.url));
const BUILD_TIMEOUT_MS = 240_000;

/** The folder of the shell scripts and sources of the double. */
export const DOUBLE: string = fileURLToPath(new URL('./double/', import.meta.url));

/** The level a fresh copy of the template plays. */
export const TEMPLATE_LEVEL = 'xp-rtm';

let template: Promise<string> | undefined;

/** Gives the folder of a stopped, seeded host to be copied; builds it when no run did before. */
export async function ensureTemplate(): Promise<string> {
  template ??= findOrBuild();
  return await template;
}

async function findOrBuild(): Promise<string> {
  const folder = join(CACHE, await fingerprint());
  if (!existsSync(folder)) await build(folder);
  return folder;
}

/** Another Wine or another source is another template. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(await mustRun('wine', ['--version'], { env: { WINEDEBUG: '-all' } }));
  const sources = (await readdir(join(DOUBLE, 'src'))).toSorted().map((name) => join('src', name));
  for (const name of ['build.sh', 'host.sh', 'wine.sh', ...sources]) {
    hash.update(name).update(await readFile(join(DOUBLE, name)));
  }
  hash.update(await readFile(fileURLToPath(import.meta.url)));
  return hash.digest('hex').slice(0, 16);
}

/** Two processes may build at once: each does in a folder of its own, the first to finish wins. */
async function build(folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const scratch = await mkdtemp(join(CACHE, 'building-'));
  const host = join(scratch, 'host');
  const dll = join(scratch, 'wlwpa.dll');
  try {
    await mustRun(join(DOUBLE, 'build.sh'), [dll], { timeoutMs: BUILD_TIMEOUT_MS });
    await mustRun(join(DOUBLE, 'host.sh'), ['create', host, TEMPLATE_LEVEL, dll], { timeoutMs: BUILD_TIMEOUT_MS });
    await stopServer(host);
    await cutLinksToHome(host);
    await rename(host, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    await stopServer(host);
    await rm(scratch, { recursive: true, force: true });
  }
}

async function stopServer(host: string): Promise<void> {
  if (existsSync(join(host, 'prefix'))) await mustRun(join(DOUBLE, 'host.sh'), ['stop', host]);
}

/** Wine links Desktop, Documents and the like to the user's home, which is no part of a host. */
async function cutLinksToHome(host: string): Promise<void> {
  const users = join(host, 'prefix', 'drive_c', 'users');
  for (const user of await readdir(users)) {
    for (const entry of await readdir(join(users, user), { withFileTypes: true })) {
      if (!entry.isSymbolicLink()) continue;
      const path = join(users, user, entry.name);
      await unlink(path);
      await mkdir(path);
    }
  }
}
