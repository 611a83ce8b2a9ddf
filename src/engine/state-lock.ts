import type { Clock } from '../model/clock.ts';
import { RunRefused } from '../model/run-refused.ts';
import type { StateDisk } from '../model/state-disk.ts';
import { explainSaveError } from '../model/system-error.ts';
import { utcTime } from '../model/zone-time.ts';
import { sleep } from './sleep.ts';

/** Who holds the lock; kept in the lock file. */
export interface LockHolder {
  readonly pid: number;
  readonly machine: string;
  readonly user: string;
  /** ISO 8601. */
  readonly since: string;
  readonly bootId: string;
}

/** The process that wants the lock, and what it can find out about another. */
export interface LockOwner {
  readonly processId: number;
  readonly machine: string;
  readonly user: string;
  /** Differs after each start of the machine; '' where that is not known. */
  readonly bootId: string;
  readonly isProcessAlive: (pid: number) => boolean;
}

/** The lock of a state folder, and who asks. */
export interface LockPlace {
  readonly disk: StateDisk;
  readonly self: LockOwner;
  readonly clock: Clock;
}

/** How long somebody waits for the lock. */
export interface Patience {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told once for whom it is waited. */
  readonly tellWaiting?: (holder: string) => void;
}

const LOCK_FILE = 'lock';
/** Held for a moment, by whoever removes the lock of a process that is gone. */
const TAKEOVER_FILE = 'lock.takeover';
const LOOK_AGAIN_MS = 1000;

/**
 * Takes the one writing run of a state folder, which it makes. A lock whose process is gone, on this machine, is taken
 * over; on another machine nobody can tell, so a person must remove it. Throws RunRefused when it is not free in time.
 */
export async function lockState(place: LockPlace, patience?: Patience): Promise<AsyncDisposable> {
  const { disk, clock } = place;
  await refusingTrouble(disk, () => disk.makeFolder());
  // Counted down, and not read off a clock that may be set meanwhile.
  let leftMs = patience?.timeoutMs ?? 0;
  for (let isTold = false; ; isTold = true) {
    const taken = await tryLock(place);
    if (taken.ok) return { [Symbol.asyncDispose]: () => disk.remove(LOCK_FILE) };
    if (patience === undefined || leftMs <= 0 || patience.signal.aborted) throw locked(disk, taken.file, taken.holder);
    if (!isTold) patience.tellWaiting?.(describeHolder(taken.holder));
    const pauseMs = Math.min(leftMs, LOOK_AGAIN_MS);
    await sleep(pauseMs, clock, patience.signal);
    leftMs -= pauseMs;
  }
}

/**
 * Whether another run holds the lock of a state folder, as far as this machine can tell; only looks. A lock that
 * cannot be understood says nothing about a run.
 */
export async function isHeldByAnother({ disk, self }: Pick<LockPlace, 'disk' | 'self'>): Promise<boolean> {
  const holder = await readHolder(disk, LOCK_FILE);
  if (holder === undefined || isGone(holder, self)) return false;
  return holder.pid !== self.processId || holder.machine !== self.machine;
}

/** A lock as a person sees it who thinks of removing it. */
export type FoundLock =
  | { readonly status: 'free' }
  /** `gone`: its process is no more. `alive`: it is, on this machine. `elsewhere`: nobody here can tell. */
  | { readonly status: 'gone' | 'elsewhere'; readonly holder: LockHolder }
  | { readonly status: 'alive'; readonly holder: LockHolder }
  /** The lock file says nothing that can be understood. */
  | { readonly status: 'unclear' };

/** Looks at the lock of a state folder, and takes nothing. */
export async function findLock({ disk, self }: Pick<LockPlace, 'disk' | 'self'>): Promise<FoundLock> {
  const files = await refusingTrouble(disk, () => disk.list());
  if (!files.includes(LOCK_FILE) && !files.includes(TAKEOVER_FILE)) return { status: 'free' };
  const holder = (await readHolder(disk, LOCK_FILE)) ?? (await readHolder(disk, TAKEOVER_FILE));
  if (holder === undefined) return { status: 'unclear' };
  if (isGone(holder, self)) return { status: 'gone', holder };
  return { status: holder.machine === self.machine ? 'alive' : 'elsewhere', holder };
}

/** A person's word that nobody holds the lock any more. */
export async function forceUnlock(disk: StateDisk): Promise<void> {
  await refusingTrouble(disk, async () => {
    await disk.remove(LOCK_FILE);
    await disk.remove(TAKEOVER_FILE);
  });
}

type Taken = { readonly ok: true } | { readonly ok: false; readonly file: string; readonly holder?: LockHolder };

async function tryLock(place: LockPlace): Promise<Taken> {
  const { disk, self } = place;
  const mine = toHolder(place);
  if (await create(disk, LOCK_FILE, mine)) return { ok: true };
  const holder = await readHolder(disk, LOCK_FILE);
  if (holder === undefined || !isGone(holder, self)) return refusedBy(LOCK_FILE, holder);
  const inTheWay = await removeStale(place, mine);
  if (inTheWay !== undefined) return inTheWay;
  if (await create(disk, LOCK_FILE, mine)) return { ok: true };
  return refusedBy(LOCK_FILE, await readHolder(disk, LOCK_FILE));
}

/**
 * Removes the lock of a process that is gone. Only one run at a time may do that, and it looks at the lock once it is
 * alone: else it might remove the lock of another run that has just taken over.
 */
async function removeStale({ disk, self }: LockPlace, mine: LockHolder): Promise<Taken | undefined> {
  if (!(await create(disk, TAKEOVER_FILE, mine)))
    return refusedBy(TAKEOVER_FILE, await readHolder(disk, TAKEOVER_FILE));
  try {
    const holder = await readHolder(disk, LOCK_FILE);
    if (holder === undefined || !isGone(holder, self)) return refusedBy(LOCK_FILE, holder);
    await disk.remove(LOCK_FILE);
    return undefined;
  } finally {
    await disk.remove(TAKEOVER_FILE);
  }
}

function refusedBy(file: string, holder: LockHolder | undefined): Taken {
  return { ok: false, file, ...(holder !== undefined && { holder }) };
}

function toHolder({ self, clock }: LockPlace): LockHolder {
  return { pid: self.processId, machine: self.machine, user: self.user, since: clock.now(), bootId: self.bootId };
}

function create(disk: StateDisk, file: string, holder: LockHolder): Promise<boolean> {
  return refusingTrouble(disk, () => disk.create(file, JSON.stringify(holder)));
}

async function readHolder(disk: StateDisk, file: string): Promise<LockHolder | undefined> {
  try {
    const value: unknown = JSON.parse((await disk.read(file)) ?? '');
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('machine' in value)) return undefined;
    const { pid, machine, user = '', since = '', bootId = '' }: Partial<Record<string, unknown>> = { ...value };
    return {
      pid: Number(pid),
      machine: String(machine),
      user: String(user),
      since: String(since),
      bootId: String(bootId),
    };
  } catch {
    return undefined;
  }
}

/** After a restart of the machine the number may be another process's. Clocks are not asked: they are set. */
function isGone({ machine, pid, bootId }: LockHolder, self: LockOwner): boolean {
  if (machine !== self.machine || !Number.isInteger(pid)) return false;
  return !self.isProcessAlive(pid) || (bootId !== '' && self.bootId !== '' && bootId !== self.bootId);
}

async function refusingTrouble<T>(disk: StateDisk, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new RunRefused(
      'state-unreadable',
      `the state folder ${disk.folder} cannot be used: ${explainSaveError(error)}`,
      'Mend that, or choose another with --state.',
    );
  }
}

function locked({ folder }: StateDisk, file: string, holder: LockHolder | undefined): RunRefused {
  return new RunRefused(
    'state-locked',
    `${describeHolder(holder)} is changing hosts with the state folder ${folder}`,
    holder === undefined
      ? `Wait until it has ended. If it is certainly gone: \`vlkctl force-unlock\` (it removes ${folder}/${file}).`
      : 'Wait until it has ended, or let this run wait with --lock-timeout. If it is certainly gone: `vlkctl force-unlock`.',
  );
}

/** `jens (process 4711 on ctl1), since 2026-11-22 22:04 UTC,`. */
export function describeHolder(holder: LockHolder | undefined): string {
  if (holder === undefined) return 'another run';
  const { pid, machine, user, since } = holder;
  const process = `process ${pid} on ${machine}`;
  const who = user === '' ? process : `${user} (${process})`;
  return since === '' ? who : `${who}, since ${utcTime(since)},`;
}
