import { nearest } from './nearest.ts';

/** So many words are compared for one load: with very many names and very many slips a suggestion is not worth the wait. */
const MAX_COMPARISONS = 200_000;

/**
 * Makes a function that finds what was probably meant, for any number of words: a name in other letters, a host without
 * its domain, or the nearest one. Each word is looked up once; candidates are asked for when they are needed first.
 */
export function makeNearest(candidates: () => readonly string[]): (word: string) => string | undefined {
  let index: Index | undefined;
  let left = MAX_COMPARISONS;
  const known = new Map<string, string | undefined>();
  return (word) => {
    if (known.has(word)) return known.get(word);
    index ??= makeIndex(candidates());
    left -= index.names.length;
    const meant = index.exact.get(word.toLowerCase()) ?? (left < 0 ? undefined : nearest(word, index.names));
    known.set(word, meant);
    return meant;
  };
}

interface Index {
  readonly names: readonly string[];
  /** By whole name and by first part, in lower case. */
  readonly exact: ReadonlyMap<string, string>;
}

function makeIndex(names: readonly string[]): Index {
  const exact = new Map<string, string>();
  for (const name of names) {
    const [first = ''] = name.toLowerCase().split('.');
    if (!exact.has(first)) exact.set(first, name);
  }
  for (const name of names) exact.set(name.toLowerCase(), name);
  return { names, exact };
}
