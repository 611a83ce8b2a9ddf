import type { Rewrite } from '../../inventory/rewrite.ts';
import { writeBack } from '../../inventory/write-back.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { type Io, UsageError } from '../io.ts';

/** Flags of every command that writes into the inventory. */
export interface WritingFlags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** What became of the change: written, only shown, or not written, which the exit code explains. */
export type Written =
  | { readonly status: 'written' | 'dry-run' | 'nothing-to-write' }
  | { readonly status: 'not-written'; readonly code: typeof EXIT.couldNotRun | typeof EXIT.interrupted };

/** Refuses to begin where nobody could answer the question at the end. */
export function refuseWithoutAnswer({ dryRun, yes }: WritingFlags, command: string, io: Io): void {
  if (dryRun === true || yes === true || io.canAsk) return;
  throw new UsageError(
    `${command} changes files and nobody is here to ask`,
    'Look with --dry-run first, then add --yes.',
  );
}

/** Asks, unless told not to, and writes all files or none; after Ctrl-C none. The diff was shown before. */
export async function askAndWrite(
  rewrites: readonly Rewrite[],
  {
    flags,
    question,
    beforeWriting,
    io,
  }: {
    readonly flags: WritingFlags;
    readonly question: string;
    readonly beforeWriting?: () => Promise<void>;
    readonly io: Io;
  },
): Promise<Written> {
  if (io.signal.aborted) return interrupted(io);
  if (rewrites.length === 0) return { status: 'nothing-to-write' };
  if (flags.dryRun === true) return { status: 'dry-run' };
  if (flags.yes !== true && !(await io.ask(`${question} Type yes: `))) {
    if (io.signal.aborted) return interrupted(io);
    io.err('Nothing was written.\n');
    return { status: 'not-written', code: EXIT.couldNotRun };
  }
  await beforeWriting?.();
  if (io.signal.aborted) return interrupted(io);
  const written = await writeBack(rewrites, io.surroundings.processId);
  if (written.ok) return { status: 'written' };
  io.err(`${written.error.message}\n  -> ${written.error.help}\n`);
  return { status: 'not-written', code: EXIT.couldNotRun };
}

function interrupted(io: Io): Written {
  io.err('Interrupted: nothing was written.\n');
  return { status: 'not-written', code: EXIT.interrupted };
}
