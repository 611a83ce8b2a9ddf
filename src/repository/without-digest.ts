import type { FoundKey } from '../model/found-key.ts';
import type { LintFinding } from '../model/lint.ts';

/** What of a found key may be written down. */
export function withoutDigest({ line, column, form, lastFive }: FoundKey): Omit<LintFinding, 'file' | 'commit'> {
  return { line, column, form, lastFive };
}
