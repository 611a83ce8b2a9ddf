/** Longer words are no names that somebody mistyped; comparing them would take long. */
const MAX_LENGTH = 253;

/**
 * The candidate that was probably meant, or undefined when none is near: at most a third of the characters are wrong,
 * missing, too many or swapped with the next. The earlier one wins among equals.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  const lower = word.toLowerCase();
  let best: string | undefined;
  let fewest = Math.floor(word.length / 3) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= fewest) continue;
    const edits = countEdits(lower, candidate.toLowerCase(), fewest);
    if (edits >= fewest) continue;
    best = candidate;
    fewest = edits;
  }
  return best;
}

/** Turns the answer of `nearest` into a help text, or lists what there is. */
export function suggest(word: string, candidates: Iterable<string>, otherwise: string): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? otherwise : `Did you mean '${meant}'?`;
}

/**
 * Distance of two words, one row at a time: a character wrong, missing, too many or swapped with the next is one edit.
 * Gives up with `limit` as soon as the distance cannot be below it.
 */
function countEdits(from: string, to: string, limit: number): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : limit;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    // A swap reaches back over two rows.
    if (Math.min(...next, ...row) >= limit) return limit;
    before = row;
    row = next;
  }
  return row[to.length] ?? 0;
}
