import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskAt } from '../../../src/engine/disk.ts';
import { drift } from '../../../src/engine/run.ts';
import type { RunContext } from '../../../src/engine/run-context.ts';
import {
  findLock,
  forceUnlock,
  isHeldByAnother,
  type LockOwner,
  lockState as lock,
  type Patience,
} from '../../../src/engine/state-lock.ts';
import { seededRandom } from '../../../src/lab/seeded-random.ts';
import type { Clock } from '../../../src/model/clock.ts';
import { containing, host } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';
import { afterRealTime, owner } from '../../support/run-surroundings.ts';

const LOCKED = { name: 'RunRefused', code: 'state-locked' };
const ALIVE = 100;
const GONE = 200;

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-lock-'));
  file = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function process(processId: number): LockOwner {
  return owner(processId, (pid) => pid !== GONE);
}

function lockState(place: string, self: LockOwner, patience?: Patience): Promise<AsyncDisposable> {
  return lock(
    { disk: diskAt(place), self, clock: { now: () => '2026-11-22T22:04:00.000Z', after: afterRealTime } },
    patience,
  );
}

function hold(holder: unknown): Promise<void> {
  return writeFile(file, typeof holder === 'string' ? holder : JSON.stringify(holder));
}

describe('the lock of a state folder', () => {
  it('makes the folder, for its owner only', async () => {
    const inner = join(folder, 'a', 'state');
    await using _lock = await lockState(inner, process(ALIVE));
    expect((await stat(inner)).mode & 0o777).toBe(0o700);
    expect((await stat(join(inner, 'lock'))).mode & 0o777).toBe(0o600);
  });

  it('refuses a second run and says who holds it', async () => {
    await using _lock = await lockState(folder, process(ALIVE));
    await expect(lockState(folder, process(300))).rejects.toMatchObject({
      ...LOCKED,
      message: containing(`jens (process ${ALIVE} on ${hostname()}), since 2026-11-22 22:04 UTC,`),
      help: containing('force-unlock'),
    });
  });

  it('is waited for, once it is said for whom', async () => {
    const first = await lockState(folder, process(ALIVE));
    const told: string[] = [];
    const patience = {
      timeoutMs: 60_000,
      signal: new AbortController().signal,
      tellWaiting: (holder: string): void => {
        told.push(holder);
        void first[Symbol.asyncDispose]();
      },
    };
    await using _lock = await lockState(folder, process(300), patience);
    expect(told).toEqual([containing(`jens (process ${ALIVE} on ${hostname()})`)]);
  });

  it('is free again after the run', async () => {
    await (await lockState(folder, process(ALIVE)))[Symbol.asyncDispose]();
    await using _lock = await lockState(folder, process(300));
    expect(await readdir(folder)).toEqual(['lock']);
  });

  it('is free again after a run that was refused', async () => {
    await using rig = await Rig.create([host()]);
    await expect(rig.apply({ revealKey: () => Promise.reject(new Error('no key')) })).rejects.toThrow('no key');
    expect(await rig.statuses()).toEqual(['verified']);
  });

  it('is taken over from a process that is gone', async () => {
    await hold({ pid: GONE, machine: hostname() });
    await using _lock = await lockState(folder, process(ALIVE));
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: ALIVE, machine: hostname(), user: 'jens' });
    expect(await readdir(folder)).toEqual(['lock']);
  });

  it('is not taken over from another machine: nobody here can tell', async () => {
    await hold({ pid: GONE, machine: 'another-machine' });
    await expect(lockState(folder, process(ALIVE))).rejects.toMatchObject(LOCKED);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ machine: 'another-machine' });
  });

  it.each(['', '{', 'null', '[]', '{"pid":200}', JSON.stringify({ pid: 'x', machine: hostname() })])(
    'is not taken over silently when the lock file says %j',
    async (content) => {
      await hold(content);
      await expect(lockState(folder, process(ALIVE))).rejects.toMatchObject(LOCKED);
      expect(await readFile(file, 'utf8')).toBe(content);
    },
  );

  it('refuses the run where the folder cannot be made, and is no bug', async () => {
    await writeFile(join(folder, 'state'), '');
    const refusal = { name: 'RunRefused', code: 'state-unreadable' };
    await expect(lockState(join(folder, 'state'), process(ALIVE))).rejects.toMatchObject(refusal);
    await expect(lockState(join(folder, 'state', 'inner'), process(ALIVE))).rejects.toMatchObject(refusal);
  });

  it('is not taken over when it is a folder', async () => {
    await mkdir(file);
    await expect(lockState(folder, process(ALIVE))).rejects.toMatchObject(LOCKED);
  });

  it('goes to exactly one of many runs that find a dead one', async () => {
    const random = seededRandom(11);
    for (let round = 0; round < 100; round += 1) {
      const inner = join(folder, String(round));
      await mkdir(inner);
      await writeFile(join(inner, 'lock'), JSON.stringify({ pid: GONE, machine: hostname() }));
      const runs = Array.from({ length: 6 }, async (_, index) => {
        for (let turns = Math.floor(random() * 7); turns > 0; turns -= 1) await new Promise(setImmediate);
        return lockState(inner, process(1000 + index));
      });
      const ends = await Promise.allSettled(runs);
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const refusals = ends.filter((end) => end.status === 'rejected').map((end): unknown => end.reason);
      for (const refusal of refusals) expect(refusal).toMatchObject(LOCKED);
      expect(await readdir(inner)).toEqual(['lock']);
    }
  });

  it('is not taken over while another run is taking it over, and it is said how to get rid of that', async () => {
    await hold({ pid: GONE, machine: hostname() });
    await writeFile(`${file}.takeover`, JSON.stringify({ pid: ALIVE, machine: hostname() }));
    const help = containing('vlkctl force-unlock');
    await expect(lockState(folder, process(300))).rejects.toMatchObject({ ...LOCKED, help });
  });

  it('is waited for as long as was said, by a clock that is set back meanwhile too', async () => {
    await using _lock = await lockState(folder, process(ALIVE));
    const looks: number[] = [];
    const clock: Clock = {
      now: () => new Date(Date.UTC(2026, 10, 22) - 3_600_000 * looks.length).toISOString(),
      after: (ms, callBack) => {
        looks.push(ms);
        const timer = setImmediate(callBack);
        return () => clearImmediate(timer);
      },
    };
    const { signal } = new AbortController();
    const place = { disk: diskAt(folder), self: process(300), clock };
    await expect(lock(place, { timeoutMs: 2500, signal })).rejects.toMatchObject(LOCKED);
    expect(looks).toEqual([1000, 1000, 500]);
  });

  it('keeps apply and recover out, and drift and plan in', async () => {
    await using rig = await Rig.create([host()]);
    await using _lock = await lockState(rig.folder, process(ALIVE));
    await expect(rig.apply()).rejects.toMatchObject(LOCKED);
    await expect(rig.recover()).rejects.toMatchObject(LOCKED);
    expect(rig.world.moments).toEqual([]);
  });
});

describe('a look at the lock', () => {
  it.each([
    ['of nobody', undefined, false],
    ['of a run that goes on', { pid: ALIVE, machine: hostname() }, true],
    ['of this very run', { pid: 300, machine: hostname() }, false],
    ['of a dead run', { pid: GONE, machine: hostname() }, false],
    ['of a run on another machine, which nobody here can look at', { pid: 300, machine: 'another-machine' }, true],
    ['that cannot be understood', '{', false],
  ])('%s says so and takes nothing', async (_title, holder, expected) => {
    if (holder !== undefined) await hold(holder);
    const before = await readdir(folder);
    expect(await isHeldByAnother({ disk: diskAt(folder), self: process(300) })).toBe(expected);
    expect(await readdir(folder)).toEqual(before);
  });

  it('keeps drift from calling a change interrupted that is under way', async () => {
    await using rig = await Rig.create([host({ os: 'windows-xp-rtm' })]);
    const seen: string[] = [];
    const look = async (): Promise<void> => {
      const other = owner(ALIVE);
      const { drifts } = await drift(rig.context({ lockOwner: other, transportFor: quietly(rig) }));
      for (const one of drifts) seen.push(one.status === 'blocked' ? one.block.code : one.status);
    };
    const context = rig.context();
    const transportFor: typeof context.transportFor = (kind) => ({
      ...context.transportFor(kind),
      openWrite: async (spec, signal) => {
        const session = await context.transportFor(kind).openWrite(spec, signal);
        return { ...session, change: async (change, abort) => (await look(), session.change(change, abort)) };
      },
    });
    await rig.apply({ transportFor });
    await look();
    expect(seen).toEqual(['change-in-progress', 'in-order']);
  });

  it('does not hide what a dead run left', async () => {
    await using rig = await Rig.create([host({ os: 'windows-xp-rtm' })]);
    await rig.crashAt('before store the key');
    expect((await drift(rig.context())).drifts).toMatchObject([{ status: 'interrupted' }]);
  });
});

/** Reads a host without passing through its world: somebody else looks at it. */
function quietly(rig: Rig): RunContext['transportFor'] {
  return () => ({
    kind: 'ssh',
    openRead: async ({ name }) => ({
      observe: async () => rig.host(name).observe(),
      [Symbol.asyncDispose]: async () => undefined,
    }),
    openWrite: () => expect.unreachable('drift never writes'),
  });
}

describe('a lock as a person sees it', () => {
  it.each([
    ['of nobody', undefined, { status: 'free' }],
    ['of a run that goes on', { pid: ALIVE, machine: hostname() }, { status: 'alive', holder: { pid: ALIVE } }],
    ['of a dead run', { pid: GONE, machine: hostname() }, { status: 'gone' }],
    [
      'of a run before this machine was started, whose number another process has',
      { pid: ALIVE, machine: hostname(), bootId: 'boot-0' },
      { status: 'gone' },
    ],
    ['of a run on another machine', { pid: ALIVE, machine: 'another-machine' }, { status: 'elsewhere' }],
    ['that cannot be understood', '{', { status: 'unclear' }],
  ])('%s is told, and removed on their word', async (_title, holder, expected) => {
    if (holder !== undefined) await hold(holder);
    const disk = diskAt(folder);
    expect(await findLock({ disk, self: process(300) })).toMatchObject(expected);
    await forceUnlock(disk);
    expect(await findLock({ disk, self: process(300) })).toEqual({ status: 'free' });
  });
});
