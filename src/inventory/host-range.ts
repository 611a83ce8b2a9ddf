import { err, ok, type Result } from '../model/result.ts';
import type { Problem } from './make-diagnostic.ts';

/** The hosts a name stands for. */
export interface HostNames {
  readonly names: readonly string[];
  readonly isRange: boolean;
}

export type NameProblem = Pick<Problem, 'code' | 'message' | 'help'>;

const MAX_HOSTS = 10_000;

/** `hmi-[001:180].a.example` */
const RANGE = /^(?<before>[^[\]]*)\[(?<first>\d{1,9}):(?<last>\d{1,9})\](?<after>[^[\]]*)$/;
/** Parts of a DNS name; Windows also allows underscores. None starts with a hyphen, so a name is never an option. */
const NAME = /^(?!.*-(?:\.|$))[A-Za-z0-9_][A-Za-z0-9_-]{0,62}(?:\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*$/;
const MAX_NAME = 253;

/** Whether a text is the name of one host. */
export function isHostName(text: string): boolean {
  return text.length <= MAX_NAME && NAME.test(text);
}

/** The names that a host name of the inventory stands for: itself, or every name of a range with its leading zeros. */
export function expandHostName(text: string): Result<HostNames, NameProblem> {
  if (/[[\]]/.test(text)) return expandRange(text);
  return isHostName(text) ? ok({ names: [text], isRange: false }) : err(invalidName());
}

function expandRange(text: string): Result<HostNames, NameProblem> {
  const { before = '', first = '', last = '', after = '' } = RANGE.exec(text)?.groups ?? {};
  const problem = findBadRange(first, last);
  if (problem !== undefined) return err(invalidRange(problem));
  // The last name is the longest; all others are made of the same characters.
  if (!isHostName(before + last + after)) return err(invalidName());
  const names = Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => {
    const number = String(Number(first) + index).padStart(first.length, '0');
    return before + number + after;
  });
  return ok({ names, isRange: true });
}

function findBadRange(first: string, last: string): string | undefined {
  if (first === '') return 'A range is written `[first:last]`, with digits, once in a name.';
  if (Number(first) > Number(last)) return 'The first number of a range is not above the last.';
  if (!samePadding(first, last)) return 'With leading zeros, both numbers of a range have the same number of digits.';
  if (Number(last) - Number(first) >= MAX_HOSTS) return `A range stands for at most ${MAX_HOSTS} hosts.`;
  return undefined;
}

function samePadding(first: string, last: string): boolean {
  const padded = (first.startsWith('0') && first.length > 1) || (last.startsWith('0') && last.length > 1);
  return !padded || first.length === last.length;
}

function invalidName(): NameProblem {
  return {
    code: 'invalid-name',
    message: 'This cannot be the name of a host.',
    help: 'Write a DNS name or an IPv4 address: letters, digits, hyphens and underscores between dots.',
  };
}

function invalidRange(message: string): NameProblem {
  return { code: 'invalid-range', message, help: 'Write it like `hmi-[001:180].a.example`.' };
}
