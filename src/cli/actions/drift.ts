import { recordDrift } from '../../engine/record-drift.ts';
import { drift } from '../../engine/run.ts';
import { driftReport } from '../../reporters/build-report.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { endingStream } from '../event-stream.ts';
import type { Io } from '../io.ts';
import { loadOrExplain, makeContext, type RunFlags } from '../options.ts';
import { reportHead, showReport } from '../show-report.ts';

interface DriftFlags extends RunFlags {
  /** Keep in the journal how the hosts stand. */
  readonly record?: boolean;
}

/** Observes the selected hosts and compares; writes nothing on them and needs no key. */
export async function driftCommand(flags: DriftFlags, io: Io): Promise<number> {
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const context = makeContext(inventory, flags, io);
  const run = await endingStream(context, flags, io, flags.record === true ? recordDrift : drift);
  return showReport(driftReport(reportHead('drift', context, run), run.drifts), flags, io);
}
