import { type Simulated, simulate } from './simulate.ts';

/**
 * Which seeds are simulated: `VLK_SEEDS` is how many, and from which on after a colon: `10000`, `500:4711`.
 * Anything else is refused: no seeds at all would have no problem either.
 */
export function readSeeds(
  text: string | undefined,
  otherwise: number,
): { readonly count: number; readonly first: number } {
  if (text === undefined || text === '') return { count: otherwise, first: 0 };
  const [, count, first = '0'] = /^([1-9]\d*)(?::(\d+))?$/.exec(text) ?? [];
  if (count === undefined) throw new Error(`VLK_SEEDS is "${text}", and must be a number such as 10000, or 500:4711`);
  return { count: Number(count), first: Number(first) };
}

/** What many seeds came to. */
export interface Swept {
  /** The first seed with a problem. */
  readonly failed: Simulated | undefined;
  readonly seeds: number;
  readonly reached: ReadonlyMap<string, number>;
}

/** Simulates seeds one after the other, up to the first with a problem. */
export async function sweep(first: number, count: number): Promise<Swept> {
  const reached = new Map<string, number>();
  for (let seed = first; seed < first + count; seed += 1) {
    const simulated = await simulate(seed);
    for (const [what, times] of simulated.reached) reached.set(what, (reached.get(what) ?? 0) + times);
    if (simulated.problems.length > 0) return { failed: simulated, seeds: seed - first + 1, reached };
  }
  return { failed: undefined, seeds: count, reached };
}

/** What a person needs of a seed: what is wrong, how it came to that, and how to see it again. */
export async function explain(seed: number): Promise<{ readonly text: string; readonly isWell: boolean }> {
  const { problems, trace } = await simulate(seed, true);
  const isWell = problems.length === 0;
  const lines = [
    ...trace,
    ...problems.map((problem) => `PROBLEM ${problem}`),
    isWell ? `seed ${seed}: nothing is wrong` : `seed ${seed}, again: npm run soak -- --seed ${seed}`,
  ];
  return { text: lines.join('\n'), isWell };
}
