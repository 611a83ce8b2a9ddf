import { diskAt } from '../../engine/disk.ts';
import { headsOf, lastChangeOf, pastRuns, runsOfHost } from '../../engine/past-runs.ts';
import { readJournal, readWholeJournal } from '../../engine/read-journal.ts';
import { isHeldByAnother } from '../../engine/state-lock.ts';
import type { PastRun } from '../../model/past-run.ts';
import type { StateDisk } from '../../model/state-disk.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderJson } from '../../reporters/json.ts';
import type { ListedRun, RunsDocument, VerificationDocument } from '../../reporters/runs-document.ts';
import {
  renderHostRunsText,
  renderRunsText,
  renderRunText,
  renderVerificationText,
} from '../../reporters/runs-text.ts';
import { stateFolderOf } from '../../runtime.ts';
import { type Io, UsageError } from '../io.ts';
import { type InventoryOptions, loadOrExplain } from '../options.ts';

export interface PastFlags extends InventoryOptions {
  readonly state?: string;
}

export interface RunsFlags extends PastFlags {
  readonly limit: number;
}

/** Lists the newest runs of the journal. */
export async function listRuns(flags: RunsFlags, io: Io): Promise<number> {
  return withPast(flags, io, ({ runs, state }) => {
    const shown = runs.slice(0, flags.limit).map(({ events: _events, ...run }) => run);
    const document: RunsDocument = { formatVersion: 1, state, total: runs.length, runs: shown };
    return { document, text: renderRunsText };
  });
}

/** Shows everything of one run: `last`, or the beginning of its name. */
export async function showRun(word: string, flags: PastFlags, io: Io): Promise<number> {
  return withPast(flags, io, ({ runs, state }) => {
    const run = demandRun(runs, word, state);
    const document: RunsDocument = { formatVersion: 1, state, total: runs.length, runs: [run] };
    return { document, text: () => renderRunText(run) };
  });
}

/** Shows what the runs did to one host, and how they found it. It need not be in the inventory any more. */
export async function showHostRuns(word: string, flags: PastFlags, io: Io): Promise<number> {
  return withPast(flags, io, ({ runs, oldestFirst, state }) => {
    const name = demandHost(runs, word);
    const lastChange = lastChangeOf(oldestFirst, name);
    const host = { name, ...(lastChange !== undefined && { lastChange }) };
    const ofHost = new Map(runsOfHost(oldestFirst, name).map((run) => [run.run, run.events]));
    const shown = runs.flatMap((run) => {
      const events = ofHost.get(run.run);
      return events === undefined ? [] : [{ ...run, events }];
    });
    return { document: { formatVersion: 1, state, total: runs.length, host, runs: shown }, text: renderHostRunsText };
  });
}

/** Follows the chain of the journal through all its files. Reading it throws RunRefused where it breaks. */
export async function verifyRuns(head: string | undefined, flags: PastFlags, io: Io): Promise<number> {
  if (head !== undefined && !HEAD.test(head)) {
    throw new UsageError(
      `${head} is no head of a journal`,
      'It is what a report shows: at least 16 characters of 0-9 and a-f.',
    );
  }
  const disk = await stateOf(flags, io);
  if (disk === undefined) return EXIT.couldNotRun;
  const entries = await readWholeJournal(disk);
  const heads = headsOf(entries, (await readJournal(disk)).head);
  const asked = head === undefined ? undefined : findHead(head, heads);
  const document: VerificationDocument = {
    formatVersion: 1,
    state: disk.folder,
    lines: entries.length,
    head: heads.at(-1) ?? '',
    ...(asked !== undefined && { asked }),
  };
  io.out(flags.output === 'json' ? renderJson(document) : renderVerificationText(document));
  return asked?.isInChain === false ? EXIT.couldNotRun : EXIT.ok;
}

const HEAD = /^[0-9a-f]{16,64}$/;

function findHead(head: string, heads: readonly string[]): NonNullable<VerificationDocument['asked']> {
  const at = heads.findIndex((each) => each.startsWith(head));
  return at === -1 ? { head, isInChain: false } : { head, isInChain: true, linesSince: heads.length - 1 - at };
}

interface Past {
  /** Newest first. */
  readonly runs: readonly (PastRun & Pick<ListedRun, 'isRunning'>)[];
  readonly oldestFirst: readonly PastRun[];
  readonly state: string;
}

interface Shown {
  readonly document: RunsDocument;
  readonly text: (document: RunsDocument) => string;
}

async function withPast(flags: PastFlags, io: Io, show: (past: Past) => Shown): Promise<number> {
  const disk = await stateOf(flags, io);
  if (disk === undefined) return EXIT.couldNotRun;
  const isHeld = await isHeldByAnother({ disk, self: io.surroundings });
  const oldestFirst = pastRuns(await readWholeJournal(disk));
  const runs = oldestFirst
    .map((run, index) => ({ ...run, isRunning: isHeld && run.end === undefined && index === oldestFirst.length - 1 }))
    .toReversed();
  const { document, text } = show({ runs, oldestFirst, state: disk.folder });
  io.out(flags.output === 'json' ? renderJson(document) : text(document));
  return EXIT.ok;
}

async function stateOf(flags: PastFlags, io: Io): Promise<StateDisk | undefined> {
  const inventory = await loadOrExplain(flags, io);
  return inventory === undefined ? undefined : diskAt(stateFolderOf(inventory, flags, io.surroundings));
}

function demandRun<T extends PastRun>(runs: readonly T[], word: string, state: string): T {
  const fitting = word === 'last' ? runs.slice(0, 1) : runs.filter(({ run }) => run.startsWith(word));
  const [run, other] = fitting;
  if (run === undefined) throw new UsageError(`No run of ${state} is named '${word}'`, '`vlkctl runs` lists them.');
  if (other === undefined || run.run === word) return run;
  throw new UsageError(`'${word}' is the beginning of ${fitting.length} runs`, `Such as ${run.run}; write more of it.`);
}

function demandHost(runs: readonly PastRun[], word: string): string {
  const names = [...new Set(runs.flatMap(({ events }) => events.map(({ host }) => host)))].toSorted();
  if (names.includes(word)) return word;
  const fitting = names.filter((name) => name.startsWith(word));
  const [name, other] = fitting;
  if (name === undefined) {
    throw new UsageError(
      `No run ever did or found anything on '${word}'`,
      'Only runs in the journal are known: apply, recover.',
    );
  }
  if (other === undefined) return name;
  throw new UsageError(
    `'${word}' is the beginning of ${fitting.length} hosts`,
    `Such as ${name} and ${other}; write more of it.`,
  );
}
