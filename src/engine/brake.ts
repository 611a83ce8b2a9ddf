import { allowedOf, type Limit } from '../model/limit.ts';
import type { HostOutcome } from '../model/outcome.ts';

/** Stops a run in which too much goes wrong. */
export interface Brake {
  /** Why no further host is begun; undefined while the run goes on. */
  readonly why: string | undefined;
  /** Takes in how a host ended; answers whether this one stopped the run. */
  note(outcome: HostOutcome): boolean;
  /** So many more hosts are about to be tried: a share of failures is one of all of them. */
  expect(hosts: number): void;
  /** Stops the run for another reason. */
  stop(why: string): void;
}

/**
 * The first host that ends worse than it should stops the run, unless so many may: a key that one host refuses is likely to be
 * refused by the next thousand. A host of which nobody knows how it stands always stops it.
 */
export function makeBrake(maxFailures: Limit = { kind: 'count', count: 0 }): Brake {
  let why: string | undefined;
  let failures = 0;
  let expected = 0;
  const stop = (reason: string): boolean => {
    const isFirst = why === undefined;
    why ??= reason;
    return isFirst;
  };
  return {
    get why(): string | undefined {
      return why;
    },
    note: (outcome) => {
      if (outcome.status === 'unsettled') return stop(`the run stopped at ${outcome.host}`);
      if (!FAILED.has(outcome.status)) return false;
      failures += 1;
      if (failures <= allowedOf(maxFailures, expected)) return false;
      return stop(
        failures === 1
          ? `the run stopped at ${outcome.host}`
          : `the run stopped at its failure number ${failures}, ${outcome.host}`,
      );
    },
    expect: (hosts) => {
      expected += hosts;
    },
    stop: (reason) => void stop(reason),
  };
}

/** A write failed or was undone. */
const FAILED: ReadonlySet<HostOutcome['status']> = new Set(['undone', 'activation-lost', 'activation-pending']);
