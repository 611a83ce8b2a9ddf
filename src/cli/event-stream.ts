import type { Emit } from '../model/event.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Report } from '../model/report.ts';
import { ndjsonEnd, ndjsonLines } from '../reporters/ndjson.ts';
import type { Io } from './io.ts';

/** Writes what happens to stdout as it happens, one JSON object a line. */
export function eventStream(inventory: Inventory, io: Io): Emit {
  const linesOf = ndjsonLines(inventory);
  return (event) => {
    const text = linesOf(event, timeOf(io));
    if (text !== '') io.out(text);
  };
}

/** Ends the stream with what is only known at the end. */
export function endEventStream(report: Report, exitCode: number, io: Io): void {
  io.out(ndjsonEnd(report, exitCode, timeOf(io)));
}

function timeOf(io: Io): string {
  return new Date(io.now()).toISOString();
}
