import { pickNumber, type Random } from '../../src/lab/seeded-random.ts';
import type { HostSpec } from '../../src/model/host.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import type { Limit } from '../../src/model/limit.ts';
import type { Rollout, Wave } from '../../src/model/rollout.ts';
import { inventory, waiver } from '../support/builders.ts';
import { nameOf, type RandomHost, specOf, type Trouble } from '../support/random-fleets.ts';
import { WINDOWS } from './virtual-windows.ts';

/** A fleet of one seed: what is declared, and what is there. */
export interface Fleet {
  readonly hosts: ReadonlyMap<string, RandomHost>;
  readonly inventory: Inventory;
  /** The same without what refuses whole runs. */
  readonly lenient: Inventory;
  readonly waived: ReadonlySet<string>;
}

/** Mostly small: what goes wrong goes wrong on one host, and many seeds find more than many hosts. */
const SIZES = [1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 8];
const OS_LEVELS = ['windows-xp-rtm', 'windows-xp-rtm', 'windows-xp-rtm', 'windows-xp-sp2', 'windows-xp-sp3'] as const;
const CARRIED = ['old', 'old', 'third', 'xp-en', 'xp-da'] as const;
const ODD_ANSWERS = [
  'refuses',
  'refuses-unsure',
  'refuses-and-withholds',
  'ignores',
  'accepts-not-activated',
  'garbles',
] as const;
/** What keeps a host from being written to, whatever happens. */
const TROUBLES: readonly Trouble[] = ['other-name', 'other-service-pack', 'other-edition', 'oem', 'unreadable-key'];

/** Makes up a fleet. */
export function makeFleet(random: Random): Fleet {
  const size = pick(SIZES, random);
  const hosts = Array.from({ length: size }, () => makeHost(random));
  const isWindowed = random() < 0.3;
  const specs = hosts.map(
    (one, index): HostSpec => ({
      ...specOf(one, index),
      tags: random() < 0.3 ? ['first'] : [],
      ...(isWindowed && random() < 0.7 && { window: pick(WINDOWS, random).label }),
    }),
  );
  const waived = specs.map(({ name }) => name).filter(() => random() < 0.06);
  // Longer than any clock here ever jumps.
  const waivers = waived.map((host) => waiver({ host, until: '2099-12-31' }));
  const windows = new Map(WINDOWS.map((window) => [window.label, window]));
  const rollout = makeRollout(random);
  const refusing: Rollout =
    random() < 0.05 ? { maxUnplannedChanges: { kind: 'count', count: pickNumber(random, 3) } } : {};
  return {
    hosts: new Map(hosts.map((one, index) => [nameOf(index), one])),
    inventory: inventory(specs, { rollout: { ...rollout, ...refusing }, waivers, windows }),
    lenient: inventory(specs, { rollout, waivers, windows }),
    waived: new Set(waived),
  };
}

function makeHost(random: Random): RandomHost {
  return {
    os: pick(OS_LEVELS, random),
    key: pick(['xp-en', 'xp-da'] as const, random),
    carries: pick(CARRIED, random),
    answer: random() < 0.75 ? 'accepts' : pick(ODD_ANSWERS, random),
    trouble: random() < 0.92 ? 'none' : pick(TROUBLES, random),
  };
}

function makeRollout(random: Random): Rollout {
  const waves = makeWaves(random);
  return {
    ...(waves !== undefined && { waves }),
    ...(random() < 0.3 && { maxFailures: makeLimit(random) }),
  };
}

/** Often the last one reaches everybody. */
function makeWaves(random: Random): readonly Wave[] | undefined {
  if (random() < 0.5) return undefined;
  const canary: Wave = { kind: 'label', label: 'first' };
  const all: Wave = { kind: 'percent', percent: 100 };
  return [...(random() < 0.5 ? [canary] : []), ...(random() < 0.7 ? [makeLimit(random)] : []), all];
}

function makeLimit(random: Random): Limit {
  return random() < 0.5
    ? { kind: 'count', count: 1 + pickNumber(random, 3) }
    : { kind: 'percent', percent: 20 + 10 * pickNumber(random, 7) };
}

/** One of several. */
export function pick<T>(from: readonly T[], random: Random): T {
  const one = from[pickNumber(random, from.length)];
  if (one === undefined) throw new Error('Nothing to choose from');
  return one;
}
