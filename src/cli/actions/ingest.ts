import { resolve } from 'node:path';
import { receiptFolders } from '../../inventory/receipt-folders.ts';
import type { IngestReport } from '../../model/ingest.ts';
import type { Inventory } from '../../model/inventory.ts';
import { countOf, showCount } from '../../reporters/counts.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderIngest } from '../../reporters/ingest-text.ts';
import { renderJson } from '../../reporters/json.ts';
import { ingestReports } from '../../runtime.ts';
import { type Io, UsageError } from '../io.ts';
import { type InventoryOptions, loadOrExplain } from '../options.ts';

export interface IngestFlags extends InventoryOptions {
  readonly state?: string;
  readonly lockTimeout?: number;
  readonly verbose?: boolean;
}

/** Takes in what hosts and persons have left, and tells of every file that it did not take. Reaches no host. */
export async function ingestCommand(paths: readonly string[], flags: IngestFlags, io: Io): Promise<number> {
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const { state, lockTimeout = 0 } = flags;
  const options = {
    paths: pathsOf(paths, inventory, io),
    concurrency: FILES_AT_ONCE,
    lockTimeoutMs: lockTimeout,
    signal: io.signal,
    tell: teller(flags, io),
    ...(state !== undefined && { state }),
  };
  const report = await ingestReports(inventory, options, io.surroundings);
  io.status('');
  const exitCode = exitCodeOf(report);
  if (flags.output === 'json') io.out(renderJson(report));
  else if (exitCode !== EXIT.ok || flags.quiet !== true) io.out(renderIngest(report, flags.verbose === true));
  return exitCode;
}

/** Files that are read at the same time, most often over a network. */
const FILES_AT_ONCE = 32;

function pathsOf(named: readonly string[], inventory: Inventory, io: Io): Parameters<typeof ingestReports>[1]['paths'] {
  if (named.length > 0) return named.map((path) => ({ path: resolve(io.surroundings.folder, path) }));
  const folders = receiptFolders(inventory);
  if (folders.length > 0) return folders.map((path) => ({ path, receipts: path }));
  throw new UsageError(
    'no access of kind startup-script names a folder of receipts',
    'Name what to take in: `vlkctl ingest PATH`.',
  );
}

/** A place that could not be looked into may hold anything; a file that was refused has to be looked at. */
function exitCodeOf({ interrupted, unreadable, refused }: IngestReport): number {
  if (interrupted) return EXIT.interrupted;
  if (unreadable.length > 0) return EXIT.couldNotRun;
  return refused.length === 0 ? EXIT.ok : EXIT.drift;
}

/** A line that changes faster than this cannot be read. */
const REDRAW_MS = 100;

/** `reading 12,400 of 100,000 folders`, on a live screen only: it takes seconds. */
function teller({ quiet }: IngestFlags, io: Io): (done: number, of: number) => void {
  if (quiet === true || !io.errScreen.isLive) return () => undefined;
  let shownAt = io.now();
  return (done, of) => {
    if (io.now() - shownAt < REDRAW_MS) return;
    shownAt = io.now();
    io.status(`reading ${showCount(done)} of ${countOf(of, 'place')}`);
  };
}
