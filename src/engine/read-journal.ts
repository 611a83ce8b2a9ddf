import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Intent } from '../model/intent.ts';
import type { JournalEntry, JournalState } from '../model/journal-entry.ts';
import type { KeyIdentity } from '../model/key.ts';
import { RunRefused } from '../model/run-refused.ts';

export const JOURNAL_FILE = 'journal.jsonl';

/** What the journal of a state folder says; a folder without one says nothing. Safe while another run writes it. */
export async function readJournal(folder: string): Promise<JournalState> {
  return toState(parseJournal(await readText(join(folder, JOURNAL_FILE)), folder));
}

/**
 * The entries of a journal. A last line without a line feed is a write that never ended: it announced nothing and is
 * left out. A broken line anywhere else means damage, and then nothing may be changed on its word.
 */
function parseJournal(text: string, folder: string): readonly JournalEntry[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, index) => {
    const entry = parseLine(line);
    if (entry !== undefined) return entry;
    throw new RunRefused(
      'state-unreadable',
      `${join(folder, JOURNAL_FILE)}:${index + 1}: this line of the journal is damaged`,
      'Put the journal back from a backup. Without it, leftover changes are only settled after 15 minutes.',
    );
  });
}

function parseLine(line: string): JournalEntry | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** Checks what `toState` and settling rely on, so that damage is never taken for an entry. */
function isEntry(value: unknown): value is JournalEntry {
  if (!isRecord(value)) return false;
  switch (value['type']) {
    case 'intent':
      return isIntent(value['intent']);
    case 'settling':
    case 'closed':
      return isText(value['intent']) && isText(value['host']);
    case 'verified':
      return isText(value['host']) && isIdentity(value['identity']);
    case 'retired':
      return Array.isArray(value['hosts']) && value['hosts'].every(isText);
    default:
      return false;
  }
}

function isIntent(value: unknown): boolean {
  if (!isRecord(value) || !isText(value['id']) || !isText(value['host'])) return false;
  const { old, activationRequiredBefore } = value;
  return (
    isRecord(old) && isText(old['state']) && isIdentity(value['new']) && typeof activationRequiredBefore === 'boolean'
  );
}

function isIdentity(value: unknown): boolean {
  return isRecord(value) && isText(value['lastFive']);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function toState(entries: readonly JournalEntry[]): JournalState {
  const open = new Map<string, Intent>();
  const knownIntents = new Set<string>();
  const lastVerified = new Map<string, KeyIdentity>();
  for (const entry of entries) {
    if (entry.type === 'intent') {
      open.set(entry.intent.id, entry.intent);
      knownIntents.add(entry.intent.id);
    }
    if (entry.type === 'closed') open.delete(entry.intent);
    if (entry.type === 'verified') lastVerified.set(entry.host, entry.identity);
    if (entry.type === 'retired') for (const host of entry.hosts) lastVerified.delete(host);
  }
  return { openIntents: [...open.values()], knownIntents, lastVerified };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw new RunRefused('state-unreadable', `${file} cannot be read`, 'Check its permissions.');
  }
}
