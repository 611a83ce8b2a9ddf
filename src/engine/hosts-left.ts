import type { HostSpec } from '../model/host.ts';
import { RunRefused } from '../model/run-refused.ts';
import { type GoingOn, leftOver } from '../plan/left-over.ts';
import { readJournal } from './read-journal.ts';
import type { RunContext } from './run-context.ts';

/** The selected hosts that the last apply has left. Throws RunRefused when there was none. */
export async function hostsLeft(
  { state, hosts }: Pick<RunContext, 'state' | 'hosts'>,
  how: GoingOn,
): Promise<readonly HostSpec[]> {
  const left = leftOver(await readJournal(state), how);
  if (left === undefined) {
    throw new RunRefused(
      'no-earlier-apply',
      `the journal in ${state.folder} knows of no apply to go on with`,
      'Apply without --resume and --retry-failed, or name the state folder of that run with --state.',
    );
  }
  return hosts.filter(({ name }) => left.has(name));
}
