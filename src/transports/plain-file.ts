import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { err, ok, type Result } from '../model/result.ts';
import { codeOf, explainReadError } from '../model/system-error.ts';
import type { Rejection } from '../receipts/rejection.ts';

/** A file that somebody nobody vouches for has left. */
export interface PlainFile {
  readonly bytes: Uint8Array;
  /** ISO 8601. */
  readonly modifiedAt: string;
}

/** Neither follows a link nor waits for a pipe; Windows knows neither flag and needs neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads a whole file of at most so many bytes. A larger one is not read at all, and nothing but a file is. */
export async function readPlainFile(path: string, mostBytes: number): Promise<Result<PlainFile, Rejection>> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, FLAGS);
    return await readOpen(handle, mostBytes);
  } catch (error) {
    return err(codeOf(error) === 'ELOOP' ? NOT_PLAIN : unreadable(error));
  } finally {
    await handle?.close();
  }
}

async function readOpen(handle: FileHandle, mostBytes: number): Promise<Result<PlainFile, Rejection>> {
  const stat = await handle.stat();
  if (!stat.isFile()) return err(NOT_PLAIN);
  if (stat.size > mostBytes) return err(tooLarge(stat.size, mostBytes));
  // One more byte than there should be: a file that grows meanwhile is not whole.
  const room = new Uint8Array(stat.size + 1);
  const { bytesRead } = await handle.read(room, 0, room.length, 0);
  const time = stat.mtime;
  // A file system may hold a time that no calendar has.
  const modifiedAt = Number.isNaN(time.getTime()) ? new Date(0).toISOString() : time.toISOString();
  return ok({ bytes: room.subarray(0, bytesRead), modifiedAt });
}

const NOT_PLAIN: Rejection = {
  code: 'file-not-plain',
  message: 'it is a link, a folder or a device, and not a file',
  help: 'No host makes these: look who can write there, and remove it.',
};

function tooLarge(bytes: number, most: number): Rejection {
  return {
    code: 'file-too-large',
    message: `it has ${bytes} bytes and was not read; at most ${most} are`,
    help: 'No receipt is that large: look who can write there. Of the registry export only the keys that docs/receipts.md names.',
  };
}

function unreadable(error: unknown): Rejection {
  return {
    code: 'file-unreadable',
    message: `it cannot be read: ${explainReadError(error)}`,
    help: 'Check the rights of the account that runs vlkctl, or whether somebody is just moving it.',
  };
}
