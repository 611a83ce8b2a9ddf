import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Intent, JournaledIntent } from '../model/intent.ts';
import type { ClosingResult, JournalEntry, JournalState, SettlingAction } from '../model/journal-entry.ts';
import type { KeyIdentity } from '../model/key.ts';
import { RunRefused } from '../model/run-refused.ts';
import type { IntentId } from '../model/undo-slot.ts';
import { JOURNAL_FILE, readJournal } from './read-journal.ts';

type Unstamped<T> = T extends unknown ? Omit<T, 'at'> : never;

/** The append-only log of a state folder, open for writing; one process at a time (state-lock.ts). */
export class Journal implements AsyncDisposable {
  /** What it said when it was opened, together with what was appended since. */
  readonly state: { openIntents: Intent[]; knownIntents: Set<string>; lastVerified: Map<string, KeyIdentity> };
  readonly #file: FileHandle;
  readonly #now: () => string;
  #last: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, state: JournalState, now: () => string) {
    this.#file = file;
    this.#now = now;
    this.state = {
      openIntents: [...state.openIntents],
      knownIntents: new Set(state.knownIntents),
      lastVerified: new Map(state.lastVerified),
    };
  }

  /** Opens the journal of a folder that exists. What a dying process left of a last line is cut off. */
  static async open(folder: string, now: () => string): Promise<Journal> {
    const state = await readJournal(folder);
    const file = await openForAppending(join(folder, JOURNAL_FILE));
    const content = await file.readFile();
    const whole = content.lastIndexOf(0x0a) + 1;
    if (whole < content.length) await file.truncate(whole);
    await syncFolder(folder);
    return new Journal(file, state, now);
  }

  /** Announces a change; when this resolves it is on disk. */
  async announce(intent: Intent): Promise<JournaledIntent> {
    await this.#append({ type: 'intent', intent });
    this.state.openIntents.push(intent);
    this.state.knownIntents.add(intent.id);
    return toToken(intent.id, intent.host);
  }

  /** Announces that an earlier change is about to be put back or forgotten; when this resolves it is on disk. */
  async announceSettling(intent: IntentId, host: string, action: SettlingAction): Promise<JournaledIntent> {
    await this.#append({ type: 'settling', intent, host, action });
    return toToken(intent, host);
  }

  async close(intent: string, host: string, result: ClosingResult): Promise<void> {
    await this.#append({ type: 'closed', intent, host, result });
    this.state.openIntents = this.state.openIntents.filter(({ id }) => id !== intent);
  }

  /** Records what a host was read back with, unless that is what it says already. */
  async verified(host: string, keyLabel: string, identity: KeyIdentity): Promise<void> {
    const last = this.state.lastVerified.get(host);
    if (last?.lastFive === identity.lastFive && last.productId === identity.productId) return;
    await this.#append({ type: 'verified', host, keyLabel, identity });
    this.state.lastVerified.set(host, identity);
  }

  /** Records that these hosts are no longer expected in the inventory. */
  async retire(hosts: readonly string[]): Promise<void> {
    if (hosts.length === 0) return;
    await this.#append({ type: 'retired', hosts });
    for (const host of hosts) this.state.lastVerified.delete(host);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last.catch(() => undefined);
    await this.#file.close();
  }

  /**
   * Appends one line and flushes it; lines of hosts that work at the same time never mix. After a line that could not be
   * written none is ever written again: half of it may be there, and only as the last line does that do no harm.
   */
  #append(entry: Unstamped<JournalEntry>): Promise<void> {
    const line = `${JSON.stringify({ at: this.#now(), ...entry })}\n`;
    const written = this.#last.then(async () => {
      await this.#file.appendFile(line);
      await this.#file.datasync();
    });
    this.#last = written;
    return written;
  }
}

async function openForAppending(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'a+', 0o600);
  } catch {
    throw new RunRefused('state-unreadable', `${file} cannot be written`, 'Check its permissions.');
  }
}

/** The only place where a JournaledIntent is made: its line has just been flushed. */
function toToken(id: IntentId, host: string): JournaledIntent {
  // oxlint-disable-next-line no-unsafe-type-assertion -- the brand exists only in the type
  return { id, host } as JournaledIntent;
}

/** Makes a new file's name survive a power cut; not every system can flush a folder. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Windows cannot open a folder; NTFS journals the name itself.
  }
}
