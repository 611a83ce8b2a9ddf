import type { Command } from 'commander';
import type { Io } from './io.ts';

/** What a command needs to add itself to the command line. */
export interface Cli {
  readonly program: Command;
  readonly io: Io;
  /** Takes the exit code a command answers. */
  readonly done: (code: number) => void;
}
