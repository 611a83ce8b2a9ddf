import { drift } from '../../engine/run.ts';
import { driftReport } from '../../reporters/build-report.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { endingStream } from '../event-stream.ts';
import type { Io } from '../io.ts';
import { loadOrExplain, makeContext, type RunFlags } from '../options.ts';
import { reportHead, showReport } from '../show-report.ts';

/** Observes the selected hosts and compares; writes nothing on them and needs no key. */
export async function driftCommand(flags: RunFlags, io: Io): Promise<number> {
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const context = makeContext(inventory, flags, io);
  const run = await endingStream(context, flags, io, drift);
  return showReport(driftReport(reportHead('drift', context, run), run.drifts), flags, io);
}
