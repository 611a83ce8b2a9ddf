import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { RunRefused } from '../model/run-refused.ts';
import { type Git, type GitSettings, gitIn } from './git.ts';

const COMMAND = 'vlkctl keys lint --staged --quiet';
/** Without vlkctl nobody looks, and then nothing is committed: a hook that lets everything pass is worse than none. */
const HOOK = `#!/bin/sh
# Written by \`vlkctl keys lint --install-hook\`: no commit with a Windows product key in clear.
if ! command -v vlkctl > /dev/null 2>&1; then
  echo 'pre-commit: vlkctl is not in PATH, so nobody looked for product keys.' >&2
  echo '  -> Install it, or remove this hook.' >&2
  exit 1
fi
exec ${COMMAND}
`;

/** Writes the pre-commit hook, where git looks for it. Leaves a hook of somebody else alone and throws RunRefused. */
export async function installHook(settings: GitSettings): Promise<{ readonly path: string; readonly isNew: boolean }> {
  const path = await hookPath(gitIn(settings));
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, HOOK, { flag: 'wx', mode: 0o755 });
    return { path, isNew: true };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code !== 'EEXIST') throw cannotWrite(path, code);
  }
  if ((await readFile(path, 'utf8').catch(() => '')) === HOOK) return { path, isNew: false };
  throw new RunRefused(
    'hook-exists',
    `there is another pre-commit hook already: ${path}`,
    `Add this line to it: ${COMMAND} || exit 1`,
  );
}

/** Also where core.hooksPath or a worktree puts it. */
async function hookPath(git: Git): Promise<string> {
  return resolve(git.settings.folder, await git.ask('rev-parse', '--git-path', 'hooks/pre-commit'));
}

function cannotWrite(path: string, code: string): RunRefused {
  return new RunRefused(
    'repository-unreadable',
    `${path} cannot be written: ${code}`,
    'Check the folder and its permissions.',
  );
}
