import type { LintReport, LintScope } from '../model/lint.ts';
import { readAllowList } from './allow-list.ts';
import { type Git, type GitSettings, gitIn } from './git.ts';
import { type Linted, lintStaged, lintWorkingTree } from './lint-files.ts';
import { lintHistory } from './lint-history.ts';
import { type Looking, startLooking } from './looked-into.ts';

const LINTERS: Readonly<Record<LintScope, (git: Git, looking: Looking) => Promise<Linted>>> = {
  'working-tree': lintWorkingTree,
  staged: lintStaged,
  history: lintHistory,
};

/** Looks for product keys in clear in the repository that a folder belongs to. Throws RunRefused. */
export async function lint(
  scope: LintScope,
  allowFile: string | undefined,
  settings: GitSettings,
): Promise<LintReport> {
  const root = await rootOf(gitIn(settings));
  const git = gitIn({ ...settings, folder: root });
  const looking = startLooking(await readAllowList(allowFile, root));
  const lacks = scope === 'history' ? await lacksOf(git) : { shallow: false, partial: false };
  const linted = await LINTERS[scope](git, looking);
  return { formatVersion: 1, command: 'keys lint', scope, ...linted, ...looking.counts(), ...lacks };
}

/** What a clone does not hold cannot be looked into. */
async function lacksOf(git: Git): Promise<Pick<LintReport, 'shallow' | 'partial'>> {
  return {
    shallow: (await git.ask('rev-parse', '--is-shallow-repository')) === 'true',
    partial: /^remote\..*\.promisor$/m.test(await git.ask('config', '--list', '--name-only')),
  };
}

/** A bare repository, as servers have them, has no working tree, but a history. */
async function rootOf(git: Git): Promise<string> {
  const isBare = (await git.ask('rev-parse', '--is-bare-repository')) === 'true';
  return git.ask('rev-parse', isBare ? '--absolute-git-dir' : '--show-toplevel');
}
