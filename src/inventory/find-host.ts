import type { HostSpec } from '../model/host.ts';
import { err, ok, type Result } from '../model/result.ts';
import { nearest } from './nearest.ts';
import type { SelectorProblem } from './select.ts';

/** How many names a message lists. */
const MOST_NAMES = 5;

/**
 * The one host that a word stands for: its name in any case, its first part, or the beginning of its name, as long as
 * no other host fits as well.
 */
export function findHost(hosts: readonly HostSpec[], word: string): Result<HostSpec, SelectorProblem> {
  const wanted = word.trim().toLowerCase();
  const sieves: readonly ((name: string) => boolean)[] = [
    (name) => name === wanted,
    (name) => name.startsWith(`${wanted}.`),
    (name) => wanted !== '' && name.startsWith(wanted),
  ];
  for (const fits of sieves) {
    const found = hosts.filter(({ name }) => fits(name.toLowerCase()));
    const [only] = found;
    if (only !== undefined) return found.length === 1 ? ok(only) : err(ambiguous(word, found));
  }
  return err(unknownHost(word, hosts));
}

function ambiguous(word: string, found: readonly HostSpec[]): SelectorProblem {
  const names = found.slice(0, MOST_NAMES).map(({ name }) => name);
  const more = found.length > MOST_NAMES ? ', ...' : '';
  return {
    message: `'${word}' fits ${found.length} hosts: ${names.join(', ')}${more}`,
    help: 'Write more of the name.',
  };
}

function unknownHost(word: string, hosts: readonly HostSpec[]): SelectorProblem {
  const names = new Map(
    hosts.flatMap(({ name }) => [[name, name] as const, [name.split('.')[0] ?? name, name] as const]),
  );
  const meant = names.get(nearest(word, names.keys()) ?? '');
  return {
    message: `No host is named '${word}'`,
    help: meant === undefined ? '`vlkctl hosts` lists them.' : `Did you mean '${meant}'?`,
  };
}
