import type { HostDrift, ObservedHost } from '../model/drift.ts';
import type { Inventory } from '../model/inventory.ts';
import type { JournalState } from '../model/journal-entry.ts';
import { diff } from '../plan/diff.ts';
import { waiveUntil } from '../plan/waive.ts';

export type Compare = (observed: ObservedHost, journal: JournalState) => HostDrift;

/** Desired against actual, without what is waived today. Settling compares without waivers. */
export function comparison({ waivers }: Pick<Inventory, 'waivers'>, now: () => string): Compare {
  if (waivers.length === 0) return diff;
  const waive = waiveUntil(waivers, now().slice(0, 10));
  return (observed, journal) => waive(diff(observed, journal), journal);
}
