import { diskAt } from '../../engine/disk.ts';
import { describeHolder, type FoundLock, findLock, forceUnlock } from '../../engine/state-lock.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { stateFolderOf } from '../../runtime.ts';
import { type Io, UsageError } from '../io.ts';
import { type InventoryOptions, loadOrExplain } from '../options.ts';

export interface ForceUnlockFlags extends InventoryOptions {
  readonly state?: string;
  readonly yes?: boolean;
}

/** Removes a lock on a person's word. Not that of a process that is alive on this machine. */
export async function forceUnlockCommand(flags: ForceUnlockFlags, io: Io): Promise<number> {
  if (flags.yes !== true && !io.canAsk) {
    throw new UsageError('force-unlock asks, and nobody is here to answer', 'Add --yes once it is certain.');
  }
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const disk = diskAt(stateFolderOf(inventory, flags, io.surroundings));
  const lock = await findLock({ disk, self: io.surroundings });
  if (lock.status === 'free') {
    io.out(`No run holds the lock of ${disk.folder}.\n`);
    return EXIT.ok;
  }
  if (lock.status === 'alive') {
    io.err(`${describeHolder(lock.holder)} is at work on this machine: nothing is removed.\n`);
    io.err(`  -> Let it end, or end it with Ctrl-C: it then finishes what it has begun.\n`);
    return EXIT.couldNotRun;
  }
  io.err(`${describe(lock)} holds the lock of ${disk.folder}.\n`);
  if (flags.yes !== true && !(await io.ask(`${ASK[lock.status]} Type yes: `))) {
    io.err('Nothing was removed.\n');
    return EXIT.couldNotRun;
  }
  await forceUnlock(disk);
  io.out('The lock is removed. Next: `vlkctl recover`, which settles what that run may have left.\n');
  return EXIT.ok;
}

type Removable = Exclude<FoundLock['status'], 'free' | 'alive'>;

function describe(lock: Exclude<FoundLock, { status: 'free' | 'alive' }>): string {
  if (lock.status === 'unclear') return 'Somebody who cannot be told';
  return `${describeHolder(lock.holder)}${lock.status === 'gone' ? ' which is gone,' : ' which nobody here can look at,'}`;
}

/** What a person has to be sure of. */
const ASK: Readonly<Record<Removable, string>> = {
  gone: 'Remove it?',
  elsewhere: 'Two runs at once can spoil a host. Is that run certainly gone, on that machine?',
  unclear: 'Two runs at once can spoil a host. Is no run at work, on any machine?',
};
