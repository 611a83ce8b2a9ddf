import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { RunRefused } from '../model/run-refused.ts';

/** Who holds the lock; kept in the lock file. */
interface Holder {
  readonly pid: number;
  readonly machine: string;
}

/** The process that wants the lock, and what it can find out about another. */
export interface LockOwner {
  readonly processId: number;
  readonly isProcessAlive: (pid: number) => boolean;
}

/**
 * Takes the one writing run of a state folder, which it makes. A lock whose process is gone, on this machine, is taken
 * over; on another machine nobody can tell, so a person must remove it.
 */
export async function lockState(folder: string, self: LockOwner): Promise<AsyncDisposable> {
  await makeFolder(folder);
  const file = join(folder, 'lock');
  const mine: Holder = { pid: self.processId, machine: hostname() };
  if (!(await create(file, mine))) {
    await removeStale(folder, mine, self);
    if (!(await create(file, mine))) throw locked(folder, file, await readHolder(file));
  }
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
}

/**
 * Whether another run holds the lock of a state folder, as far as this machine can tell; only looks. A lock that
 * cannot be understood says nothing about a run.
 */
export async function isHeldByAnother(folder: string, self: LockOwner): Promise<boolean> {
  const holder = await readHolder(join(folder, 'lock'));
  if (holder === undefined || isGone(holder, self)) return false;
  return holder.pid !== self.processId || holder.machine !== hostname();
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch {
    throw new RunRefused(
      'state-unreadable',
      `the state folder ${folder} cannot be made`,
      'Check the permissions of the folder above it, or choose another with --state.',
    );
  }
}

/**
 * Removes the lock of a process that is gone. Only one run at a time may do that, and it looks at the lock once it is
 * alone: else it might remove the lock of another run that has just taken over.
 */
async function removeStale(folder: string, mine: Holder, self: LockOwner): Promise<void> {
  const file = join(folder, 'lock');
  const guard = join(folder, 'lock.takeover');
  if (!(await create(guard, mine))) throw locked(folder, guard, await readHolder(guard));
  try {
    const holder = await readHolder(file);
    if (holder === undefined || !isGone(holder, self)) throw locked(folder, file, holder);
    await rm(file);
  } finally {
    await rm(guard, { force: true });
  }
}

async function create(file: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw new RunRefused('state-unreadable', `${file} cannot be written`, 'Check the permissions of the state folder.');
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('machine' in value)) return undefined;
    return { pid: Number(value.pid), machine: String(value.machine) };
  } catch {
    return undefined;
  }
}

function isGone(holder: Holder, self: LockOwner): boolean {
  return holder.machine === hostname() && Number.isInteger(holder.pid) && !self.isProcessAlive(holder.pid);
}

function locked(folder: string, file: string, holder: Holder | undefined): RunRefused {
  const who = holder === undefined ? 'another run' : `process ${holder.pid} on ${holder.machine}`;
  return new RunRefused(
    'state-locked',
    `${who} is changing hosts with the state folder ${folder}`,
    `Wait until it has ended. If it is certainly gone, remove ${file}.`,
  );
}
