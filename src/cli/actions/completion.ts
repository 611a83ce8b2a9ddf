import { EXIT } from '../../reporters/exit-code.ts';
import { SCRIPTS, type Shell } from '../completion/scripts.ts';
import type { Io } from '../io.ts';

/** Prints the script that a shell reads to complete the command line. */
export function completionCommand(shell: Shell, io: Io): number {
  io.out(SCRIPTS[shell]);
  return EXIT.ok;
}
