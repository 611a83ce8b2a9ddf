import type { SimulatedFault } from '../model/host.ts';
import type { OsLevel } from '../model/os-level.ts';
import { pickNumber, type Random } from './seeded-random.ts';

/** Machines of one kind in one plant: one range of names, or several when there are very many. */
export interface Cell {
  /** `a`, `b`, ... */
  readonly plant: string;
  readonly kind: string;
  readonly os: OsLevel;
  readonly hosts: number;
  /** Whether the machines carry the declared key already. */
  readonly isInOrder: boolean;
  /** Number of each machine with something wrong, from 1, in order. */
  readonly faults: ReadonlyMap<number, SimulatedFault>;
}

interface Kind {
  readonly kind: string;
  readonly os: OsLevel;
  /** Of 100 machines of a fleet that grew over the years. */
  readonly share: number;
}

const KINDS: readonly Kind[] = [
  { kind: 'hmi', os: 'windows-xp-sp3', share: 38 },
  { kind: 'till', os: 'windows-xp-sp2', share: 22 },
  { kind: 'scada', os: 'windows-server-2003-sp2', share: 12 },
  { kind: 'gate', os: 'windows-xp-rtm', share: 9 },
  { kind: 'press', os: 'windows-xp-sp1', share: 8 },
  { kind: 'mes', os: 'windows-server-2003-sp1', share: 6 },
  { kind: 'batch', os: 'windows-server-2003-rtm', share: 5 },
];

/** How many of 1,000 machines, and at most how many in all: a fleet that is mostly broken teaches nothing. */
const FAULTS: readonly { readonly fault: SimulatedFault; readonly share: number; readonly most: number }[] = [
  { fault: 'unreachable', share: 8, most: 30 },
  { fault: 'other-os-level', share: 6, most: 20 },
  { fault: 'oem-media', share: 3, most: 10 },
  { fault: 'other-name', share: 2, most: 10 },
  { fault: 'key-withheld', share: 2, most: 10 },
  { fault: 'class-missing', share: 2, most: 10 },
  { fault: 'other-edition', share: 2, most: 10 },
  { fault: 'other-language', share: 2, most: 10 },
  // A run stops at a host that fails: one of each is enough.
  { fault: 'refuses-key', share: 1, most: 1 },
  { fault: 'dies-in-change', share: 1, most: 1 },
];

/** At most so many of all machines have something wrong. */
const MOST_FAULTY = 1 / 3;

/** Spreads so many machines over plants and kinds, and chooses the ones with something wrong. */
export function layOutFleet(hosts: number, random: Random): readonly Cell[] {
  const plants = 'abcdef'.slice(0, plantCount(hosts)).split('');
  const cells = plants.flatMap((plant) => {
    const size = 0.6 + random();
    return KINDS.map(({ kind, os, share }) => ({ plant, kind, os, weight: share * size }));
  });
  const counts = spread(
    hosts,
    cells.map(({ weight }) => weight),
  );
  const faulty = chooseFaulty(hosts, random);
  let first = 0;
  return cells.flatMap(({ plant, kind, os }, index) => {
    const count = counts[index] ?? 0;
    const faults = faultsWithin(faulty, first, count);
    first += count;
    // The first kind of each plant holds its canary, which has to have something to change.
    const isInOrder = random() < 0.4 && kind !== KINDS[0]?.kind;
    return count === 0 ? [] : [{ plant, kind, os, hosts: count, isInOrder, faults }];
  });
}

function plantCount(hosts: number): number {
  if (hosts < 30) return 1;
  if (hosts < 500) return 2;
  return hosts < 5000 ? 4 : 6;
}

/** Whole numbers in proportion to the weights that add up to the total: what is left over goes to the largest rests. */
function spread(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const counts = exact.map(Math.floor);
  const left = total - counts.reduce((a, b) => a + b, 0);
  const rests = exact.map((value, index) => ({ index, rest: value - Math.floor(value) }));
  for (const { index } of rests.toSorted((a, b) => b.rest - a.rest || a.index - b.index).slice(0, left)) {
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

function chooseFaulty(hosts: number, random: Random): ReadonlyMap<number, SimulatedFault> {
  const wanted = FAULTS.flatMap(({ fault, share, most }) => {
    const count = Math.min(most, Math.max(1, Math.round((hosts * share) / 1000)));
    return Array.from({ length: count }, (_, round) => ({ fault, round }));
  });
  // One of each before the second of any, so that a small fleet shows as many as it can.
  const inRounds = wanted.toSorted((a, b) => a.round - b.round).slice(0, Math.floor(hosts * MOST_FAULTY));
  const chosen = new Map<number, SimulatedFault>();
  for (const { fault } of inRounds) {
    let index = pickNumber(random, hosts);
    while (chosen.has(index)) index = (index + 1) % hosts;
    chosen.set(index, fault);
  }
  return new Map([...chosen].toSorted(([a], [b]) => a - b));
}

function faultsWithin(
  faulty: ReadonlyMap<number, SimulatedFault>,
  first: number,
  count: number,
): ReadonlyMap<number, SimulatedFault> {
  const within = [...faulty].filter(([index]) => index >= first && index < first + count);
  return new Map(within.map(([index, fault]) => [index - first + 1, fault]));
}
