import { RunRefused } from '../model/run-refused.ts';
import { explainSaveError } from '../model/system-error.ts';
import { EXIT } from '../reporters/exit-code.ts';
import { endBrokenStream } from './event-stream.ts';
import type { Io } from './io.ts';
import type { OutputFlag } from './output-form.ts';

/** A run that broke after it may have written: exit code 4, never 1. What was refused beforehand goes on as it is. */
export function explainBrokenRun(error: unknown, { output }: OutputFlag, io: Io): number {
  if (error instanceof RunRefused) throw error;
  io.err(`The run broke after it had begun: ${explainSaveError(error)}\n`);
  io.err('  -> Run `vlkctl recover`: it looks at every host first and settles what is left.\n');
  endBrokenStream(EXIT.writeFailed, output, io);
  return EXIT.writeFailed;
}
