/** A source of numbers from 0 to 1, 1 not included. */
export type Random = () => number;

/** Numbers that are the same for the same seed on every machine (mulberry32), so that a fleet can be made again. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from 0 up to `below`, which is not included. */
export function pickNumber(random: Random, below: number): number {
  return Math.floor(random() * below);
}
