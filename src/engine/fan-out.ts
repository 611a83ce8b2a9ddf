/** How items are worked on. */
export interface FanOut<T, W, R> {
  /** How many at a time, at most. */
  readonly concurrency: number;
  /** Once it says so no further item is begun; those get what `held` makes. */
  readonly shouldStop: () => boolean;
  readonly held: (item: T) => W;
  /** Makes the answer of what work or `held` made, as soon as that is there. */
  readonly finish: (made: W) => R;
}

/**
 * Runs work for every item, in order. Answers are in the order of the items. Work must not throw for one host's
 * trouble; what it throws is a bug and ends the fan-out once everything begun has ended.
 */
export async function fanOut<T, W, R>(
  items: readonly T[],
  { concurrency, shouldStop, held, finish }: FanOut<T, W, R>,
  work: (item: T) => Promise<W>,
): Promise<readonly R[]> {
  const results: R[] = Array.from({ length: items.length });
  const next = items.entries();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of next) {
      try {
        results[index] = finish(failed || shouldStop() ? held(item) : await work(item));
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.max(1, Math.min(concurrency, items.length)) }, worker);
  const ended = await Promise.allSettled(workers);
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return results;
}
