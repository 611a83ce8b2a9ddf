import type { HostDrift } from '../model/drift.ts';
import type { JournalState } from '../model/journal-entry.ts';
import type { KeyEvidence } from '../model/key.ts';
import type { WaivedDrift, Waiver } from '../model/rollout.ts';
import { unfinishedChanges } from './unfinished-changes.ts';

/** Takes a drift that somebody accepted out of what is to be done; any other drift stays as it is. */
type Waive = (drift: HostDrift, journal: JournalState) => HostDrift;

/** The waivers that still hold; `today` is `YYYY-MM-DD` in UTC, and the last day of a waiver counts. */
export function waiveUntil(waivers: readonly Waiver[], today: string): Waive {
  const held = new Map(waivers.filter(({ until }) => until >= today).map((waiver) => [idOf(waiver), waiver]));
  return (drift, journal) => {
    const waivable = whatIsWaivable(drift, journal);
    const waiver = waivable && held.get(idOf({ host: drift.spec.name, drift: waivable.drift }));
    if (waivable === undefined || waiver === undefined) return drift;
    const { observation, ...found } = waivable;
    const { reason, owner, until } = waiver;
    return { spec: drift.spec, status: 'waived', waiver: { ...found, reason, owner, until }, observation };
  };
}

function idOf({ host, drift }: Pick<Waiver, 'host' | 'drift'>): string {
  return `${drift} ${host}`;
}

type Waivable = Pick<WaivedDrift, 'drift' | 'found'> & Pick<Extract<HostDrift, { status: 'waived' }>, 'observation'>;

function whatIsWaivable(drift: HostDrift, journal: JournalState): Waivable | undefined {
  if (drift.status === 'drifted') {
    const { actual, observation, spec } = drift;
    const found = `it carries ${showKey(actual)}, declared is ${spec.key.identity?.lastFive ?? spec.key.label}`;
    return { drift: 'key', found, observation };
  }
  if (drift.status !== 'blocked' || drift.block.code !== 'os-level-mismatch') return undefined;
  // Nobody accepted that a host is left in the middle of a change.
  if (isUnfinished(drift, journal)) return undefined;
  return { drift: 'os-level', found: drift.block.message, observation: drift.observation };
}

function isUnfinished(
  { spec, observation }: Extract<HostDrift, { status: 'blocked' }>,
  journal: JournalState,
): boolean {
  const { slots, intents } = unfinishedChanges(spec.name, observation, journal);
  return observation.changeInProgress || slots.length > 0 || intents.length > 0;
}

function showKey(evidence: KeyEvidence): string {
  return evidence.state === 'present' ? evidence.lastFive : 'no key that could be read';
}
