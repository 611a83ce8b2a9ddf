import type { ClaimedHost } from './claim-hosts.ts';
import type { Declarations, HostDeclaration } from './declare.ts';
import type { Problem } from './make-diagnostic.ts';
import type { Settings } from './settings.ts';
import type { Place } from './source.ts';

/** What a rule may look at. */
export interface Facts {
  readonly declarations: Declarations;
  /** By name in lower case, in the order they were declared, ranges first. */
  readonly hosts: ReadonlyMap<string, ClaimedHost>;
  /** One host for each declaration: those of a range have everything but their names in common. */
  readonly samples: readonly ClaimedHost[];
  /** One host for each combination of settings that came from the same places. */
  readonly settled: readonly ClaimedHost[];
  /** `YYYY-MM-DD` */
  readonly today: string;
}

export type Rule = (facts: Facts) => Iterable<Problem>;

/** Puts together what the rules look at. */
export function makeFacts(from: Pick<Facts, 'declarations' | 'hosts' | 'today'>): Facts {
  const ranges = new Set<HostDeclaration>();
  const settings = new Set<Settings>();
  const samples: ClaimedHost[] = [];
  const settled: ClaimedHost[] = [];
  for (const host of from.hosts.values()) {
    const { declaration } = host;
    if (isNew(ranges, declaration, declaration.range !== undefined)) samples.push(host);
    if (isNew(settings, host.settings, isShared(host))) settled.push(host);
  }
  return { ...from, samples, settled };
}

/** Whether other hosts can have the very same settings. */
export function isShared({ declaration, settings }: ClaimedHost): boolean {
  return declaration.range !== undefined || settings === declaration.section.outer;
}

/** What nothing else can have needs not be remembered. */
function isNew<T>(seen: Set<T>, value: T, canComeAgain: boolean): boolean {
  if (!canComeAgain) return true;
  if (seen.has(value)) return false;
  seen.add(value);
  return true;
}

/**
 * Makes a function that says whether two places meet for the first time. Settings may come from far above: a
 * contradiction is reported once for each pair of places, not once for each host.
 */
export function makeFirstMeeting(): (a: Place, b: Place) => boolean {
  const met = new Map<Place, Set<Place>>();
  return (a, b) => {
    const others = met.get(a) ?? new Set<Place>();
    met.set(a, others);
    if (others.has(b)) return false;
    others.add(b);
    return true;
  };
}
