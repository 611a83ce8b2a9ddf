import type { HostSpec } from '../model/host.ts';
import { err, ok, type Result } from '../model/result.ts';
import { nearest } from './nearest.ts';

/** Why a selector selects nothing sensible; a usage error of the command line. */
export interface SelectorProblem {
  readonly message: string;
  /** What to do about it, as an imperative sentence. */
  readonly help: string;
}

interface Term {
  /** The term without its `!`. */
  readonly text: string;
  readonly isNegated: boolean;
  readonly matches: (host: HostSpec) => boolean;
}

/**
 * The hosts that a selector such as `@plant-a,gate-*,!hmi-07*` stands for, in the order they came: all that some term
 * names and no `!` term names; with `!` terms only, all others. `@` names a group or a tag, `*` stands for any
 * characters, case does not count. A term that names no host is a problem, since it is most likely mistyped.
 */
export function selectHosts(
  hosts: readonly HostSpec[],
  selector: string,
): Result<readonly HostSpec[], SelectorProblem> {
  const terms = withoutQuotes(selector.trim()).split(',').map(parseTerm);
  for (const term of terms) {
    if (!hosts.some(term.matches)) return err(unknownTerm(term, hosts));
  }
  const positive = terms.filter((term) => !term.isNegated);
  const negative = terms.filter((term) => term.isNegated);
  const isIn = (host: HostSpec): boolean => positive.length === 0 || positive.some((term) => term.matches(host));
  const isOut = (host: HostSpec): boolean => negative.some((term) => term.matches(host));
  const selected = hosts.filter((host) => isIn(host) && !isOut(host));
  if (selected.length > 0) return ok(selected);
  return err({ message: 'The selector leaves no host.', help: 'Remove a `!` term.' });
}

/** cmd.exe hands over single quotes that a POSIX shell takes away. */
function withoutQuotes(selector: string): string {
  return /^'.*'$/.test(selector) ? selector.slice(1, -1) : selector;
}

function parseTerm(written: string): Term {
  const term = written.trim();
  const isNegated = term.startsWith('!');
  const text = isNegated ? term.slice(1).trim() : term;
  return { text, isNegated, matches: text.startsWith('@') ? byLabel(text.slice(1)) : byName(text) };
}

function byLabel(label: string): Term['matches'] {
  const wanted = label.toLowerCase();
  return ({ groups, tags }) => [...groups, ...tags].some((name) => name.toLowerCase() === wanted);
}

function byName(glob: string): Term['matches'] {
  const pieces = glob.toLowerCase().split('*');
  return ({ name }) => matchesPieces(name.toLowerCase(), pieces);
}

/** Whether a name is the pieces in their order with anything between them. Never goes back, so it is linear. */
function matchesPieces(name: string, pieces: readonly string[]): boolean {
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let from = first.length;
  for (const piece of others) {
    const found = name.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
}

function unknownTerm({ text }: Term, hosts: readonly HostSpec[]): SelectorProblem {
  if (text === '' || text === '@') {
    return { message: 'The selector has an empty term.', help: 'Write terms with one comma between them.' };
  }
  const isLabel = text.startsWith('@');
  const message = isLabel ? `No group or tag '${text.slice(1)}' holds a host.` : `No host is named '${text}'.`;
  const otherwise = isLabel ? '`vlkctl hosts` shows groups and tags.' : 'Use `*` for a part of a name.';
  const meant = meantTerm(text, hosts);
  return { message, help: meant === undefined ? otherwise : `Did you mean '${meant}'?` };
}

/** A label without its `@`, a host with one, and a host without its domain are surer than a word that is only near. */
function meantTerm(text: string, hosts: readonly HostSpec[]): string | undefined {
  const word = text.replace(/^@/, '');
  const labels = new Set(hosts.flatMap(({ groups, tags }) => [...groups, ...tags]));
  const names = hosts.map(({ name }) => name);
  const nearName = text === word ? nearest(word, names) : undefined;
  const label = exactly(word, labels);
  const name = label === undefined ? (byFirstPart(word, names) ?? exactly(word, names) ?? nearName) : undefined;
  if (name !== undefined) return name;
  const meant = label ?? nearest(word, labels);
  return meant === undefined ? undefined : `@${meant}`;
}

function exactly(word: string, candidates: Iterable<string>): string | undefined {
  return [...candidates].find((candidate) => candidate.toLowerCase() === word.toLowerCase());
}

/** `hmi-07.a.example` for `hmi-07`, where only one host begins so. */
function byFirstPart(word: string, names: readonly string[]): string | undefined {
  const found = names.filter((name) => name.toLowerCase().startsWith(`${word.toLowerCase()}.`));
  return found.length === 1 ? found[0] : undefined;
}
