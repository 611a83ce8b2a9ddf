import type { RunContext } from '../engine/run-context.ts';
import type { Emit } from '../model/event.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Report } from '../model/report.ts';
import { ndjsonEnd, ndjsonFinish, ndjsonLines } from '../reporters/ndjson.ts';
import { exitCodeOfThrown } from './explain-error.ts';
import type { Io } from './io.ts';
import type { OutputFlag, OutputForm } from './output-form.ts';

/** Writes what happens to stdout as it happens, one JSON object a line. */
export function eventStream(inventory: Inventory, io: Io): Emit {
  const linesOf = ndjsonLines(inventory);
  return (event) => {
    const text = linesOf(event, timeOf(io));
    if (text !== '') io.out(text);
  };
}

/** Ends the stream with what is only known at the end; `isPlanned` as for `ndjsonEnd`. */
export function endEventStream(report: Report, exitCode: number, io: Io, isPlanned?: boolean): void {
  io.out(ndjsonEnd(report, exitCode, timeOf(io), isPlanned));
}

/**
 * Runs what reads or changes hosts. Where it throws after its stream began, the stream is ended before the error goes
 * on: who reads it must not wait for ever.
 */
export async function endingStream<T>(
  context: RunContext,
  { output }: OutputFlag,
  io: Io,
  run: (context: RunContext) => Promise<T>,
): Promise<T> {
  let hasBegun = false;
  const emit: Emit = (event) => {
    hasBegun = true;
    context.emit(event);
  };
  try {
    return await run({ ...context, emit });
  } catch (error) {
    if (hasBegun) endBrokenStream(exitCodeOfThrown(error, io), output, io);
    throw error;
  }
}

/** Ends the stream of a run that has no report, if it is one. */
export function endBrokenStream(exitCode: number, output: OutputForm, io: Io): void {
  if (output !== 'ndjson') return;
  const nothingKnown = { summary: {}, undeclared: [], interrupted: io.signal.aborted };
  io.out(ndjsonFinish(nothingKnown, exitCode, timeOf(io)));
}

function timeOf(io: Io): string {
  return new Date(io.now()).toISOString();
}
