import type { HostDrift, ObservedHost } from '../model/drift.ts';
import type { JournalState } from '../model/journal-entry.ts';
import { diff } from '../plan/diff.ts';
import { blockReverting } from '../plan/find-reverting.ts';
import { waiveUntil } from '../plan/waive.ts';
import type { RunContext } from './run-context.ts';

export type Compare = (observed: ObservedHost, journal: JournalState) => HostDrift;

/** Desired against actual, without what is waived today. Settling compares without waivers. */
export function comparison({ inventory, clock, forced }: Pick<RunContext, 'inventory' | 'clock' | 'forced'>): Compare {
  const { waivers } = inventory;
  const waive = waivers.length === 0 ? undefined : waiveUntil(waivers, clock.now().slice(0, 10));
  const isForced = forced?.includes('keepsReverting') === true;
  return (observed, journal) => {
    const found = diff(observed, journal);
    const waived = waive === undefined ? found : waive(found, journal);
    return isForced ? waived : blockReverting(waived, journal);
  };
}
