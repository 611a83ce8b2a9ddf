import { close, constants, fstat, open, read } from 'node:fs';
import { err, ok, type Result } from '../model/result.ts';
import { explainReadError } from '../model/system-error.ts';
import type { Rejection } from '../receipts/rejection.ts';

/** A file that somebody nobody vouches for has left. */
export interface PlainFile {
  readonly bytes: Uint8Array;
  /** ISO 8601. */
  readonly modifiedAt: string;
}

/** Neither follows a link nor waits for a pipe; Windows knows neither flag and needs neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

type Read = Result<PlainFile, Rejection>;

/**
 * Reads a whole file of at most so many bytes. A larger one is not read at all, and nothing but a file is. With callbacks:
 * of 100,000 small files the promises of a FileHandle are half the work.
 */
export function readPlainFile(path: string, mostBytes: number): Promise<Read> {
  return new Promise((resolve) => {
    open(path, FLAGS, (error, file) => {
      if (error !== null) return resolve(err(error.code === 'ELOOP' ? NOT_PLAIN : unreadable(error)));
      return readOpen(file, mostBytes, (end) => close(file, () => resolve(end)));
    });
  });
}

function readOpen(file: number, mostBytes: number, done: (end: Read) => void): void {
  fstat(file, (error, stats) => {
    if (error !== null) return done(err(unreadable(error)));
    if (!stats.isFile()) return done(err(NOT_PLAIN));
    if (stats.size > mostBytes) return done(err(tooLarge(stats.size, mostBytes)));
    // One more byte than there should be: a file that grows meanwhile is not whole.
    const room = new Uint8Array(stats.size + 1);
    return read(file, room, 0, room.length, 0, (problem, bytesRead) => {
      if (problem !== null) return done(err(unreadable(problem)));
      return done(ok({ bytes: room.subarray(0, bytesRead), modifiedAt: toInstant(stats.mtimeMs) }));
    });
  });
}

/** A file system may hold a time that no calendar has. */
function toInstant(mtimeMs: number): string {
  const time = new Date(mtimeMs);
  return Number.isNaN(time.getTime()) ? new Date(0).toISOString() : time.toISOString();
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
