import type { JournalState } from '../model/journal-entry.ts';
import type { ReportedHost } from '../model/reported-host.ts';
import type { LastSeen } from './runbook.ts';

/** The key a host had when somebody last knew: what it or a person reported, else what was read back after a change. */
export function findLastSeen(
  host: string,
  { lastVerified, changes }: Pick<JournalState, 'lastVerified' | 'changes'>,
  reported: ReportedHost | undefined,
): LastSeen | undefined {
  return fromReport(reported) ?? fromJournal(host, { lastVerified, changes });
}

function fromReport(known: ReportedHost | undefined): LastSeen | undefined {
  if (known === undefined) return undefined;
  const { key, observedAt, reported } = known.observation;
  if (key.state !== 'present' || key.value.state !== 'present') return undefined;
  const { lastFive, productId } = key.value;
  return { lastFive, ...(productId !== undefined && { productId }), at: observedAt, by: reported.source };
}

/** The journal keeps no time of a reading, only of a change. */
function fromJournal(host: string, journal: Pick<JournalState, 'lastVerified' | 'changes'>): LastSeen | undefined {
  const verified = journal.lastVerified.get(host);
  if (verified === undefined) return undefined;
  const change = journal.changes.get(host);
  const isSame = change?.identity.lastFive === verified.lastFive;
  return { ...verified, ...(isSame && { at: change.at }), by: 'read' };
}
