import { CommanderError } from 'commander';
import { RunRefused } from '../model/run-refused.ts';
import { EXIT } from '../reporters/exit-code.ts';
import { type Io, UsageError } from './io.ts';

/** The only door from thrown to text, for what ended a command; answers the exit code. A stack is shown for bugs only. */
export function explainError(error: unknown, io: Pick<Io, 'err' | 'signal'>): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UsageError) {
    io.err(`${error.message}\n  -> ${error.help}\n`);
    return EXIT.usage;
  }
  if (!(error instanceof RunRefused)) return explainBug(error, false, io);
  io.err(`error ${error.code}: ${error.message}\n  -> ${error.help}\nNothing was written on any host.\n`);
  return exitCodeOfThrown(error, io);
}

/** For what nobody caught too: then `hasBegun` says whether hosts may have been written to. */
export function explainBug(error: unknown, hasBegun: boolean, io: Pick<Io, 'err'>): number {
  io.err(`This is a bug in vlkctl: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  if (!hasBegun) return EXIT.couldNotRun;
  io.err('  -> Run `vlkctl recover`: it looks at every host first and settles what is left.\n');
  return EXIT.writeFailed;
}

/** What a run ends with that threw before it wrote. A program that Ctrl-C ended has failed, but that is not why. */
export function exitCodeOfThrown(error: unknown, { signal }: Pick<Io, 'signal'>): number {
  return error instanceof RunRefused && signal.aborted ? EXIT.interrupted : EXIT.couldNotRun;
}
