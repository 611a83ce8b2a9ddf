import type { JournalState } from '../model/journal-entry.ts';
import type { HostStatus } from '../model/report.ts';

/** Which hosts of the last apply a run goes on with. */
export type GoingOn = 'resume' | 'retry-failed';

/**
 * The hosts that the last apply has left: those it set out to change and did not come to, and those it held or could not
 * reach. `retry-failed` takes those on which it failed as well. Undefined when the journal knows of no apply.
 */
export function leftOver(journal: JournalState, how: GoingOn): ReadonlySet<string> | undefined {
  const { lastApply, standing } = journal;
  if (lastApply === undefined) return undefined;
  const { work, done, ended } = lastApply;
  const statuses = how === 'resume' ? NOT_TRIED : NOT_WELL;
  const isLeft = ([, status]: readonly [string, HostStatus]): boolean => statuses.has(status);
  if (ended !== undefined) return new Set([...ended].filter(isLeft).map(([host]) => host));
  // A run that died has told of no host how it stands: what was settled since says it.
  const before = [...standing].map(([host, { status }]) => [host, status] as const);
  const left = new Set(before.filter(isLeft).map(([host]) => host));
  for (const host of work) {
    const end = done.get(host);
    if (end === undefined || (end === 'failed' && how === 'retry-failed')) left.add(host);
    else left.delete(host);
  }
  return left;
}

const NOT_TRIED: ReadonlySet<HostStatus> = new Set(['held', 'unknown']);
const NOT_WELL: ReadonlySet<HostStatus> = new Set([
  'held',
  'unknown',
  'undone',
  'unsettled',
  'activation-lost',
  'activation-pending',
  'interrupted',
  'plan-stale',
  'blocked',
]);
