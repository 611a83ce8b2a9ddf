/**
 * Runs work for every item, at most `concurrency` at a time, in order. Once `shouldStop` says so no further item is
 * begun; those get what `held` makes. Answers are in the order of the items. Work must not throw for one host's
 * trouble; what it throws is a bug and ends the fan-out once everything begun has ended.
 */
export async function fanOut<T, R>(
  items: readonly T[],
  limits: { readonly concurrency: number; readonly shouldStop: () => boolean; readonly held: (item: T) => R },
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = Array.from({ length: items.length });
  const next = items.entries();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of next) {
      try {
        results[index] = failed || limits.shouldStop() ? limits.held(item) : await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.max(1, Math.min(limits.concurrency, items.length)) }, worker);
  const ended = await Promise.allSettled(workers);
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return results;
}
