import type { JournalEntry } from '../model/journal-entry.ts';
import { RunRefused } from '../model/run-refused.ts';
import type { StateDisk } from '../model/state-disk.ts';
import { explainReadError } from '../model/system-error.ts';
import { readLines } from './journal-lines.ts';
import { GrowingState } from './journal-state.ts';

export const JOURNAL_FILE = 'journal.jsonl';

/** Where a full journal is kept: `journal-000001.jsonl`. */
export function segmentFile(number: number): string {
  return `journal-${String(number).padStart(6, '0')}.jsonl`;
}

/** What the journal of a state folder says; a folder without one says nothing. Safe while another run writes it. */
export async function readJournal(disk: StateDisk): Promise<GrowingState> {
  return (await readSegment(disk)).state;
}

/** The journal that is written now: what it says, its text, and how many bytes of it are whole lines. */
export async function readSegment(
  disk: StateDisk,
): Promise<{ readonly state: GrowingState; readonly text: string; readonly bytes: number }> {
  const text = await readText(disk, JOURNAL_FILE);
  const { entries, heads, bytes } = readLines(text, `${disk.folder}/${JOURNAL_FILE}`);
  const state = new GrowingState();
  for (const [index, entry] of entries.entries()) state.add(entry, heads[index] ?? '');
  return { state, text, bytes };
}

/**
 * Every line there ever was, oldest first, over all files. Throws RunRefused when one of them is damaged, or does not go
 * on where the one before it ended.
 */
export async function readWholeJournal(disk: StateDisk): Promise<readonly JournalEntry[]> {
  // Of those files only that the journal of today goes on from: a copy whose making was cut short is none of them.
  const { state } = await readSegment(disk);
  const full = Array.from({ length: state.segment }, (_, index) => segmentFile(index + 1));
  const all: JournalEntry[] = [];
  let last: string | undefined;
  for (const name of [...full, JOURNAL_FILE]) {
    const { entries, heads } = readLines(await readText(disk, name), `${disk.folder}/${name}`, last);
    for (const entry of entries) all.push(entry);
    last = heads.at(-1) ?? last;
  }
  return all;
}

async function readText(disk: StateDisk, name: string): Promise<string> {
  try {
    return (await disk.read(name)) ?? '';
  } catch (error) {
    const message = `${disk.folder}/${name} cannot be read: ${explainReadError(error)}`;
    throw new RunRefused('state-unreadable', message, 'Check its permissions.');
  }
}
