import type { Forced } from '../../engine/recover.ts';
import { recover } from '../../engine/run.ts';
import type { RunContext } from '../../engine/run-context.ts';
import { findHost } from '../../inventory/find-host.ts';
import type { Inventory } from '../../model/inventory.ts';
import { outcomeReport } from '../../reporters/build-report.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { endingStream } from '../event-stream.ts';
import { explainBrokenRun } from '../explain-broken-run.ts';
import { type Io, UsageError } from '../io.ts';
import { loadOrExplain, makeContext, type RunFlags } from '../options.ts';
import { reportHead, showReport } from '../show-report.ts';

export interface RecoverFlags extends RunFlags {
  readonly restore?: string;
  readonly drop?: string;
}

/** Settles what an interrupted apply left; needs no key. */
export async function recoverCommand(flags: RecoverFlags, io: Io): Promise<number> {
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const forced = toForced(flags, inventory);
  const context = makeContext(inventory, forced === undefined ? flags : { ...flags, on: forced.host }, io);
  return endingStream(context, flags, io, (streamed) => settle(streamed, forced, flags, io));
}

async function settle(context: RunContext, forced: Forced | undefined, flags: RecoverFlags, io: Io): Promise<number> {
  try {
    const run = await recover(context, forced);
    return showReport(outcomeReport(reportHead('recover', context, run), run.outcomes), flags, io);
  } catch (error) {
    return explainBrokenRun(error, flags, io);
  }
}

function toForced({ restore, drop }: RecoverFlags, inventory: Inventory): Forced | undefined {
  if (restore !== undefined && drop !== undefined) {
    throw new UsageError('--restore and --drop exclude each other', 'Decide on one of them.');
  }
  const host = restore ?? drop;
  if (host === undefined) return undefined;
  if (!inventory.hosts.some((spec) => spec.name === host)) {
    // What cannot be taken back wants the whole name; the beginning of one is enough for a suggestion only.
    const near = findHost(inventory.hosts, host);
    throw new UsageError(
      `No host is named '${host}'`,
      near.ok ? `Did you mean '${near.value.name}'?` : near.error.help,
    );
  }
  return { action: restore === undefined ? 'drop' : 'restore', host };
}
