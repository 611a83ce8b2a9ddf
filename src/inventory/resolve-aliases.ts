import { groupBy } from '../model/group-by.ts';
import type { Problem } from './make-diagnostic.ts';
import { makeNearest } from './make-nearest.ts';
import type { Place } from './source.ts';
import type { Written, WrittenEntry } from './written.ts';

/** A value with a name of its own, `&name`. */
export interface Anchor {
  readonly name: string;
  readonly value: Written;
  /** Where the value begins and ends; the `&name` is before it. */
  readonly start: number;
  readonly end: number;
}

/** An alias, `*name`, and how to put the value in its place. */
export interface AliasUse {
  readonly name: string;
  readonly at: Place;
  readonly put: (value: Written) => void;
}

/** A merge key, `<<`: what it takes from, once the aliases are in place, and the entries it adds to. */
export interface Merge {
  readonly at: Place;
  /** Where the value of `<<` ends. */
  readonly end: number;
  readonly source: () => Written;
  readonly into: Map<string, WrittenEntry>;
}

/** Everything in a file that refers to something else in it, in any order. */
export interface References {
  readonly anchors: readonly Anchor[];
  readonly uses: readonly AliasUse[];
  readonly merges: readonly Merge[];
}

/** A file that would have more characters than this with its aliases written out is made to do harm. */
const MAX_WRITTEN_OUT = 8 * 1024 * 1024;
/** Merging copies entries; far more than a fleet of any size needs. */
const MAX_MERGED = 500_000;

/**
 * Puts what aliases stand for in their places and does the merges. Values are shared, never copied, so it takes time in
 * proportion to the number of aliases, whatever they stand for.
 */
export function resolveAliases({ anchors, uses, merges }: References): readonly Problem[] {
  const byName = groupByName(anchors);
  const extra = makeTally();
  const nearest = makeNearest(() => [...byName.keys()]);
  const problems: Problem[] = [];
  // Whatever an alias refers to ends before it, and so do all aliases and merges in that.
  const aliases = uses.map((use) => ({ at: use.at.start, run: () => resolveAlias({ use, byName, extra, nearest }) }));
  let merged = 0;
  const join = (merge: Merge): Problem | undefined => {
    const before = merge.into.size;
    const problem = runMerge(merge);
    merged += merge.into.size - before;
    return merged > MAX_MERGED ? tooManyMerged(merge) : problem;
  };
  const joins = merges.map((merge) => ({ at: merge.end, run: () => join(merge) }));
  for (const { run } of [...aliases, ...joins].toSorted((a, b) => a.at - b.at)) {
    const problem = run();
    if (problem !== undefined) problems.push(problem);
    if (problem?.code === 'too-many-aliases') break;
  }
  return problems;
}

interface Step {
  readonly use: AliasUse;
  readonly byName: ReadonlyMap<string, readonly Anchor[]>;
  readonly extra: Tally;
  readonly nearest: (name: string) => string | undefined;
}

function resolveAlias({ use, byName, extra, nearest }: Step): Problem | undefined {
  const { name, at } = use;
  const anchors = byName.get(name) ?? [];
  const anchor = anchors.findLast(({ start }) => start <= at.start);
  if (anchor === undefined) return anchors[0] === undefined ? withoutAnchor(use, nearest(name)) : beforeItsAnchor(use);
  if (at.start < anchor.end) return withinItself(use);
  const size = anchor.end - anchor.start + extra.between(anchor.start, anchor.end);
  if (extra.add(at.start, size) > MAX_WRITTEN_OUT) return tooMany(use);
  const { value } = anchor;
  use.put(value.kind === 'scalar' ? value : { ...value, via: at });
  return undefined;
}

/** How many characters aliases add, by where they are. */
interface Tally {
  /** Adds at a place after all others, and answers with the sum of everything. */
  readonly add: (at: number, size: number) => number;
  readonly between: (start: number, end: number) => number;
}

function makeTally(): Tally {
  const places: number[] = [];
  const sums: number[] = [0];
  /** How much is added before an offset, by halving. */
  const before = (offset: number): number => {
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((places[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return sums[low] ?? 0;
  };
  return {
    add: (at, size) => {
      const sum = (sums.at(-1) ?? 0) + size;
      places.push(at);
      sums.push(sum);
      return sum;
    },
    between: (start, end) => before(end) - before(start),
  };
}

function groupByName(anchors: readonly Anchor[]): ReadonlyMap<string, readonly Anchor[]> {
  return groupBy(
    anchors.toSorted((a, b) => a.start - b.start),
    ({ name }) => name,
  );
}

/** Own entries count before merged ones, and what stands earlier in a list before what stands later. */
function runMerge({ at, source, into }: Merge): Problem | undefined {
  const value = source();
  for (const each of value.kind === 'list' ? value.items : [value]) {
    if (each.kind === 'scalar' && each.value === null) continue; // nothing, or an alias that is reported already
    if (each.kind !== 'map') return notAMapping(at);
    for (const entry of each.entries.values()) {
      if (!into.has(entry.name)) into.set(entry.name, { ...entry, via: each.via ?? at });
    }
  }
  return undefined;
}

function notAMapping(at: Place): Problem {
  return {
    code: 'invalid-yaml',
    message: '`<<` takes a mapping, or a list of mappings.',
    help: 'Write `<<: *name`, where `&name` stands before a mapping.',
    at,
  };
}

function withoutAnchor({ name, at }: AliasUse, meant: string | undefined): Problem {
  const text = `Give a value this name with \`&${name}\`; for text that begins with \`*\`, put it in quotes.`;
  return {
    code: 'invalid-yaml',
    message: `There is no anchor \`&${name}\`.`,
    help: meant === undefined ? text : `Did you mean \`*${meant}\`?`,
    at,
  };
}

function beforeItsAnchor({ name, at }: AliasUse): Problem {
  return {
    code: 'invalid-yaml',
    message: `The anchor \`&${name}\` comes only further down.`,
    help: 'Move it up: an anchor stands before its aliases.',
    at,
  };
}

function withinItself({ name, at }: AliasUse): Problem {
  return {
    code: 'cyclic-group',
    message: `\`*${name}\` stands within \`&${name}\`, which would so contain itself.`,
    help: 'Take the alias out: a group cannot contain itself, nor can anything else.',
    at,
  };
}

function tooMany({ name, at }: AliasUse): Problem {
  return {
    code: 'too-many-aliases',
    message: `With \`*${name}\` and all aliases before it written out, the file would have more than ${MAX_WRITTEN_OUT / 1024 / 1024} MB.`,
    help: 'Use groups and ranges for what many hosts have in common, and fewer aliases within aliases.',
    at,
  };
}

function tooManyMerged({ at }: Merge): Problem {
  return {
    code: 'too-many-aliases',
    message: `This \`<<\` and all before it merge more than ${MAX_MERGED} entries.`,
    help: 'Use groups and ranges for what many hosts have in common.',
    at,
  };
}
