import { createHash } from 'node:crypto';
import type { JournalEntry, JournalRecord } from '../model/journal-entry.ts';
import { RunRefused } from '../model/run-refused.ts';
import { isEntry } from './check-entry.ts';

/** The head of a journal without a line. */
export const NO_LINE: string = '0'.repeat(64);

/** What the whole lines of a journal say. */
export interface ReadLines {
  readonly entries: readonly JournalEntry[];
  /** SHA-256 of each line, hexadecimal. */
  readonly heads: readonly string[];
  /** Bytes of the whole lines. */
  readonly bytes: number;
}

/** A record as the line that follows another one, and its own hash. */
export function toLine(
  prev: string,
  at: string,
  record: JournalRecord,
): { readonly line: string; readonly head: string } {
  const line = JSON.stringify({ prev, at, ...record });
  return { line: `${line}\n`, head: hashOf(line) };
}

/**
 * The entries of a journal. A last line without a line feed is a write that never ended: it announced nothing and is
 * left out. A broken line anywhere else, or one that does not follow the one before it, means damage, and then nothing
 * may be changed on its word: throws RunRefused. `name` is the file, for the message; `after` the hash of the line that
 * the first one has to follow, where that is known.
 */
export function readLines(text: string, name: string, after?: string): ReadLines {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const heads: string[] = [];
  const entries = whole
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      const entry = parseLine(line);
      if (entry === undefined) throw damaged(`${name}:${index + 1}: this line of the journal is damaged`);
      const before = heads.at(-1) ?? after ?? (entry.type === 'carried-over' ? entry.prev : NO_LINE);
      if (entry.prev !== before) {
        throw damaged(`${name}:${index + 1}: a line is missing before this one, or was changed`);
      }
      heads.push(hashOf(line));
      return entry;
    });
  return { entries, heads, bytes: Buffer.byteLength(whole) };
}

function hashOf(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}

function parseLine(line: string): JournalEntry | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

function damaged(message: string): RunRefused {
  return new RunRefused(
    'state-unreadable',
    message,
    'Put the journal back from a backup. Without it, leftover changes are only settled after 15 minutes.',
  );
}
