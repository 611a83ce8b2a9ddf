import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Check, failed, passed } from '../model/check.ts';
import type { StateDisk } from '../model/state-disk.ts';
import { isHeldByAnother, type LockOwner } from './state-lock.ts';

/** Whether runs can keep their journal in a state folder, and whether one is at it. Makes and takes nothing. */
export async function checkState(disk: StateDisk, self: LockOwner): Promise<readonly Check[]> {
  return [await checkFolder(disk.folder), await checkLock(disk, self)];
}

async function checkFolder(folder: string): Promise<Check> {
  const existing = await nearestExisting(folder);
  if (!(await isWritableFolder(existing))) {
    return failed('state-folder', {
      code: 'state-unreadable',
      message: `${existing} is no folder that this account may write`,
      help: 'Check its permissions, or choose another folder with --state.',
    });
  }
  return passed('state-folder', existing === folder ? folder : `${folder}, made by the first change`);
}

async function nearestExisting(folder: string): Promise<string> {
  const above = dirname(folder);
  return above === folder || (await can(folder, constants.F_OK)) ? folder : nearestExisting(above);
}

async function isWritableFolder(path: string): Promise<boolean> {
  return (await can(path, constants.R_OK | constants.W_OK)) && (await stat(path)).isDirectory();
}

async function can(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch {
    return false;
  }
}

async function checkLock(disk: StateDisk, self: LockOwner): Promise<Check> {
  if (!(await isHeldByAnother({ disk, self }))) return passed('state-lock', 'no other run is changing hosts');
  return failed('state-lock', {
    code: 'state-locked',
    message: 'another run is changing hosts with this state folder',
    help: 'Wait until it has ended: reading goes on meanwhile, changing does not.',
  });
}
