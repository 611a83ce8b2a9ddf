import type { FoundKey } from './found-key.ts';

/** What is looked through: files as they are, what the next commit takes, or everything that git keeps. */
export type LintScope = 'working-tree' | 'staged' | 'history';

export interface CommitRef {
  readonly hash: string;
  /** `2026-11-22`, of the committer. */
  readonly date: string;
  readonly subject: string;
}

/** A product key in clear, in a file of a repository. */
export interface LintFinding extends Omit<FoundKey, 'digest' | 'kind'> {
  /** From the root of the repository. */
  readonly file: string;
  /** The first commit that brought the key into this file; null when no branch, tag or stash holds it any more. */
  readonly commit?: CommitRef | null;
}

/** Something that was not looked into because of its size. */
export interface TooLarge {
  readonly file: string;
  readonly bytes: number;
}

/** What a lint found; the JSON contract, version 1. */
export interface LintReport {
  readonly formatVersion: 1;
  readonly command: 'keys lint';
  readonly scope: LintScope;
  readonly findings: readonly LintFinding[];
  /** How many files, or versions of files and messages, were looked into. */
  readonly looked: number;
  /** Different keys that were found and do not count. */
  readonly leftOut: { readonly placeholders: number; readonly published: number; readonly allowed: number };
  readonly tooLarge: readonly TooLarge[];
  /** Files that the system did not let us read. */
  readonly unreadable: readonly string[];
  /** Whether the clone lacks older commits, so that they were not looked into. */
  readonly shallow: boolean;
  /** Whether the clone leaves files out until somebody asks for them, so that those were not looked into. */
  readonly partial: boolean;
}
