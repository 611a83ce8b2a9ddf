import type { HostSpec } from '../../model/host.ts';
import type { Inventory } from '../../model/inventory.ts';
import { countOf } from '../../reporters/counts.ts';
import type { Candidate } from './candidate.ts';

/** The names of an inventory. */
export interface InventoryWords {
  readonly hosts: readonly Candidate[];
  readonly keys: readonly Candidate[];
  /** Groups and tags, with their `@`. */
  readonly labels: readonly Candidate[];
}

/** What is offered while there is no inventory, or a broken one. */
export const NO_WORDS: InventoryWords = { hosts: [], keys: [], labels: [] };

/** The names of an inventory, each with a few words on what it is. */
export function inventoryWords({ hosts, keys }: Inventory): InventoryWords {
  return {
    hosts: hosts.map(({ name, os, key }) => ({ word: name, description: `${os}, ${key.label}` })),
    keys: [...keys.values()].map(({ label, product }) => ({ word: label, description: product })),
    labels: [...labelsOf(hosts, 'groups', 'group'), ...labelsOf(hosts, 'tags', 'tag')],
  };
}

/**
 * What fits the last term of a selector such as `@plant-a,!hmi-0`; what stands before it is kept. Terms that the
 * selector has already are not offered again.
 */
export function selectorWords({ hosts, labels }: InventoryWords, selector: string): readonly Candidate[] {
  const from = selector.lastIndexOf(',') + 1;
  const term = selector.slice(from);
  const sign = term.startsWith('!') ? '!' : '';
  const start = term.slice(sign.length).toLowerCase();
  const before = selector.slice(0, from) + sign;
  const used = new Set(selector.slice(0, from).split(','));
  return [...labels, ...hosts]
    .filter(({ word }) => word.toLowerCase().startsWith(start) && !used.has(word) && !used.has(`!${word}`))
    .map((candidate) => ({ ...candidate, word: before + candidate.word }));
}

function labelsOf(hosts: readonly HostSpec[], of: 'groups' | 'tags', what: string): readonly Candidate[] {
  const counts = new Map<string, number>();
  for (const host of hosts) for (const label of host[of]) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => ({
    word: `@${label}`,
    description: `${what} of ${countOf(count, 'host')}`,
  }));
}
