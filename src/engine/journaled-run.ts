import type { RunCommand } from '../model/event.ts';
import type { RunFacts } from '../model/run-facts.ts';
import { RunRefused } from '../model/run-refused.ts';
import { Journal } from './journal.ts';
import type { RunContext } from './run-context.ts';
import { lockState } from './state-lock.ts';

/** Does the one writing run of a state folder: under its lock, with its beginning and its end in the journal. */
export function journaledRun<T extends RunFacts>(
  command: RunCommand,
  context: RunContext,
  work: (journal: Journal) => Promise<T>,
): Promise<T & { readonly journalHead: string }> {
  return underLock(context, (journal) => asRun(command, context, journal, work));
}

/**
 * Keeps in the journal what a run has found that wrote nothing and held no lock; answers the new head. When the journal is
 * no longer as the run saw it, what stands there is newer: then nothing is written, and the answer is undefined.
 */
export function recordRun(
  command: RunCommand,
  context: RunContext,
  found: RunFacts & { readonly journalHead: string },
): Promise<string | undefined> {
  return underLock(context, async (journal) => {
    if (journal.found !== found.journalHead) return undefined;
    return (await asRun(command, context, journal, async () => found)).journalHead;
  });
}

async function underLock<T>(context: RunContext, work: (journal: Journal) => Promise<T>): Promise<T> {
  const { state: disk, lockOwner: self, clock, signal, lockTimeoutMs = 0, journalBytes } = context;
  const tellWaiting = (holder: string): void => context.remark?.(`waiting for ${holder} to end; Ctrl-C ends this`);
  await using _lock = await lockState({ disk, self, clock }, { timeoutMs: lockTimeoutMs, signal, tellWaiting });
  await using journal = await Journal.open({
    disk,
    now: clock.now,
    ...(journalBytes !== undefined && { fullBytes: journalBytes }),
  });
  return await work(journal);
}

async function asRun<T extends RunFacts>(
  command: RunCommand,
  context: RunContext,
  journal: Journal,
  work: (journal: Journal) => Promise<T>,
): Promise<T & { readonly journalHead: string }> {
  await begin(command, context, journal);
  const run = await endingRefused(journal, work);
  const { exitCode, counts, hosts } = context.sumUp(command, run);
  await journal.end(exitCode, counts, hosts);
  return { ...run, journalHead: journal.state.head };
}

async function begin(command: RunCommand, context: RunContext, journal: Journal): Promise<void> {
  const { lockOwner, runName, inventory, hosts, forced } = context;
  const commit = await context.findCommit();
  await journal.begin({
    run: runName,
    command,
    by: { user: lockOwner.user, machine: lockOwner.machine },
    inventory: inventory.digest,
    ...(commit !== undefined && { commit }),
    hosts: hosts.length,
    ...(forced !== undefined && forced.length > 0 && { forced }),
  });
}

/** The exit code of a run that could not begin. */
const COULD_NOT_RUN = 1;

/** A run that was refused has ended too. */
async function endingRefused<T>(journal: Journal, work: (journal: Journal) => Promise<T>): Promise<T> {
  try {
    return await work(journal);
  } catch (error) {
    if (error instanceof RunRefused) await journal.end(COULD_NOT_RUN, {}, new Map());
    throw error;
  }
}
