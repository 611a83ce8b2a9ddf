import { dirname, resolve } from 'node:path';
import { TransportError } from '../model/fault.ts';
import { RunRefused } from '../model/run-refused.ts';
import { type GitSettings, gitIn } from './git.ts';

/**
 * The commit of the repository that the first of these files lies in, and whether anything beside it differs from that.
 * Undefined where there is no repository, no commit yet, or no git.
 */
export async function findCommit(
  [first]: readonly string[],
  around: Omit<GitSettings, 'folder'>,
): Promise<{ readonly id: string; readonly isChanged: boolean } | undefined> {
  if (first === undefined) return undefined;
  const git = gitIn({ ...around, folder: dirname(resolve(first)) });
  try {
    const id = await git.ask('rev-parse', '--verify', 'HEAD');
    const changed = await git.ask('status', '--porcelain', '--', '.');
    return { id, isChanged: changed !== '' };
  } catch (error) {
    if (error instanceof RunRefused || error instanceof TransportError) return undefined;
    throw error;
  }
}
