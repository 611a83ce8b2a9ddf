import type { Problem } from './make-diagnostic.ts';
import type { Written } from './written.ts';

/**
 * What to say of a value that has to be text and that YAML read as something else, because it is not in quotes: the
 * number of `lastFive: 67899`, the truth value of `tags: [true]`. Undefined where it is nothing of the sort.
 */
export function unquotedNumber(name: string, value: Written): Pick<Problem, 'code' | 'message' | 'help'> | undefined {
  if (value.kind !== 'scalar' || value.source === undefined || value.source === '~') return undefined;
  return {
    code: 'unquoted-number',
    message: `\`${name}\` has to be text, and YAML reads ${value.source} as ${nameOf(value.value)}.`,
    help: `Write \`"${value.source}"\`, in quotes.`,
  };
}

function nameOf(value: string | number | boolean | null): string {
  if (value === null) return 'nothing';
  return typeof value === 'number' ? 'a number' : 'a truth value';
}
