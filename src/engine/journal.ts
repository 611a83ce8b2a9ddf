import { sameIdentity } from '../keys/evidence.ts';
import type { Clock } from '../model/clock.ts';
import type { Intent, JournaledIntent } from '../model/intent.ts';
import type {
  ClosingResult,
  HostCounts,
  HostStanding,
  JournalRecord,
  RunStart,
  SettlingAction,
} from '../model/journal-entry.ts';
import type { KeyIdentity } from '../model/key.ts';
import { RunRefused } from '../model/run-refused.ts';
import type { LogFile, StateDisk } from '../model/state-disk.ts';
import { explainSaveError } from '../model/system-error.ts';
import type { IntentId } from '../model/undo-slot.ts';
import { toLine } from './journal-lines.ts';
import type { GrowingState } from './journal-state.ts';
import { JOURNAL_FILE, readSegment, segmentFile } from './read-journal.ts';

/** A journal goes on in a new file once it has so many bytes. */
const FULL_BYTES = 8 * 1024 * 1024;

/** How a journal is kept. */
export interface JournalSettings {
  readonly disk: StateDisk;
  readonly now: Clock['now'];
  /** 8 MB unless told otherwise. */
  readonly fullBytes?: number;
}

/** The append-only log of a state folder, open for writing; one process at a time (state-lock.ts). */
export class Journal implements AsyncDisposable {
  /** What it said when it was opened, together with what was appended since. */
  readonly state: GrowingState;
  /** Its head as it was found, whether or not it goes on in a new file. */
  readonly found: string;
  readonly #file: LogFile;
  readonly #now: Clock['now'];
  readonly #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  /** Why nothing is written any more. */
  #broken: { readonly error: unknown } | undefined;

  private constructor(file: LogFile, state: GrowingState, { now, found }: { now: Clock['now']; found: string }) {
    this.found = found;
    this.#file = file;
    this.#now = now;
    this.state = state;
  }

  /** Opens the journal of a folder that exists. What a dying process left of a last line is cut off. */
  static async open({ disk, now, fullBytes = FULL_BYTES }: JournalSettings): Promise<Journal> {
    const { state, bytes, text } = await readSegment(disk);
    const found = state.head;
    return refusingTrouble(disk, async () => {
      if (bytes > fullBytes) await goOnInNewFile(disk, now(), state, text);
      const file = await disk.openLog(JOURNAL_FILE);
      if (bytes <= fullBytes && bytes < Buffer.byteLength(text)) await file.truncate(bytes);
      return new Journal(file, state, { now, found });
    });
  }

  /** Says who begins what. Everything after it belongs to this run. */
  begin(start: RunStart): Promise<void> {
    return this.#append({ type: 'run-started', ...start });
  }

  /** Says which hosts are about to be worked on. */
  planned(plan: string, work: readonly string[]): Promise<void> {
    return this.#append({ type: 'planned', plan, work });
  }

  /** Announces a change; when this resolves it is on disk. */
  async announce(intent: Intent): Promise<JournaledIntent> {
    await this.#append({ type: 'intent', intent });
    return toToken(intent.id, intent.host);
  }

  /** Announces that an earlier change is about to be put back or forgotten; when this resolves it is on disk. */
  async announceSettling(intent: IntentId, host: string, action: SettlingAction): Promise<JournaledIntent> {
    await this.#append({ type: 'settling', intent, host, action });
    return toToken(intent, host);
  }

  close(intent: string, host: string, result: ClosingResult): Promise<void> {
    return this.#append({ type: 'closed', intent, host, result });
  }

  /** Records what a host was read back with, unless that is what it says already. */
  async verified(host: string, keyLabel: string, identity: KeyIdentity): Promise<void> {
    if (sameIdentity(this.state.lastVerified.get(host), identity)) return;
    await this.#append({ type: 'verified', host, keyLabel, identity });
  }

  /** Records that these hosts are no longer expected in the inventory. */
  async retire(hosts: readonly string[]): Promise<void> {
    if (hosts.length > 0) await this.#append({ type: 'retired', hosts });
  }

  /** Records how the run ended, and every host that stands otherwise than before. */
  async end(exitCode: number, counts: HostCounts, hosts: ReadonlyMap<string, HostStanding>): Promise<void> {
    const changed = [...hosts].filter(([host, now]) => !isSameStanding(this.state.standing.get(host), now));
    if (changed.length > 0) await this.#append({ type: 'stands', hosts: Object.fromEntries(changed) });
    await this.#append({ type: 'run-ended', exitCode, counts });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  /** Appends a line; when this resolves it is on disk. Lines of hosts that work at the same time never mix. */
  #append(record: JournalRecord): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ at: this.#now(), record, resolve, reject });
    });
    this.#writing ??= this.#writeAll();
    return written;
  }

  /**
   * Writes what waits, and what comes meanwhile with the next flush: a flush takes as long for a hundred lines as for
   * one. After lines that could not be written none is ever written again: half of one may be there, and only as the
   * last does that do no harm.
   */
  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      try {
        await this.#write(batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        this.#broken ??= { error };
        for (const { reject } of batch) reject(error);
      }
    }
    this.#writing = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken.error;
    let prev = this.state.head;
    const lines = batch.map(({ at, record }) => {
      const made = { ...toLine(prev, at, record), entry: { prev, at, ...record } };
      prev = made.head;
      return made;
    });
    await this.#file.append(lines.map(({ line }) => line).join(''));
    for (const { entry, head } of lines) this.state.add(entry, head);
  }
}

interface Waiting {
  readonly at: string;
  readonly record: JournalRecord;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Keeps a full journal under its number and begins a new one with all that has to be known of it. Whenever that is
 * interrupted, the full one is still in its place, or the new one is.
 */
async function goOnInNewFile(disk: StateDisk, at: string, state: GrowingState, text: string): Promise<void> {
  const carried = state.carriedOver();
  await disk.replace(segmentFile(carried.segment), text.slice(0, text.lastIndexOf('\n') + 1));
  const prev = state.head;
  const { line, head } = toLine(prev, at, { type: 'carried-over', ...carried });
  await disk.replace(JOURNAL_FILE, line);
  state.segment = carried.segment;
  state.head = head;
}

function isSameStanding(before: HostStanding | undefined, now: HostStanding): boolean {
  return before?.status === now.status && before.code === now.code && before.cause === now.cause;
}

async function refusingTrouble<T>(disk: StateDisk, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RunRefused) throw error;
    const message = `the journal in ${disk.folder} cannot be written: ${explainSaveError(error)}`;
    throw new RunRefused('state-unreadable', message, 'Mend that, or choose another state folder with --state.');
  }
}

/** The only place where a JournaledIntent is made: its line has just been flushed. */
function toToken(id: IntentId, host: string): JournaledIntent {
  // oxlint-disable-next-line no-unsafe-type-assertion -- the brand exists only in the type
  return { id, host } as JournaledIntent;
}
