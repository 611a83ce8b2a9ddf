import type { LintFinding, LintReport, LintScope } from '../model/lint.ts';
import { countOf } from './counts.ts';
import { showText } from './text-width.ts';

/** More than a person reads; JSON has them all. */
const MAX_NAMED = 5;
const MEGABYTE = 1024 * 1024;

/**
 * What a lint found, a line for each key in each file, then what does not count, then what to do:
 *
 *     images/till.txt:12:14  key ...67899  3f2a1b9c1d 2021-03-04 Add the images
 *     1 product key in clear (31,234 versions of files and messages looked into).
 */
export function renderLint(report: LintReport): string {
  const { findings, looked, scope } = report;
  const count = countOf(findings.length, 'product key');
  const lines = [
    ...findings.map(showFinding),
    `${findings.length === 0 ? 'No product key' : count} in clear (${countOf(looked, ...LOOKED_AT[scope])} looked into).`,
    ...notesOf(report),
    ...(findings.length === 0 ? [] : NEXT_STEPS[scope].map((each) => `  -> ${each}`)),
  ];
  return `${lines.join('\n')}\n`;
}

const LOOKED_AT: Readonly<Record<LintScope, readonly [string, string]>> = {
  'working-tree': ['file', 'files'],
  staged: ['staged file', 'staged files'],
  history: ['version of files and messages', 'versions of files and messages'],
};

const ALLOW =
  'No secret? Write its last five characters and why into .vlkctl-allowed-keys, at the root of the repository.';

const NEXT_STEPS: Readonly<Record<LintScope, readonly string[]>> = {
  'working-tree': [
    'Move it into a secret store, and refer to it. Was it ever committed? Look with: vlkctl keys lint --history',
    ALLOW,
  ],
  staged: ['Take it out of the file, and stage the file again.', ALLOW],
  history: [
    'Everybody who has a clone has these keys: ask Microsoft for new ones, and have the old ones blocked.',
    'Then take them out of the history, for instance with git filter-repo, and make everybody clone again.',
    ALLOW,
  ],
};

function showFinding({ file, line, column, lastFive, form, commit }: LintFinding): string {
  const where = `${showText(file).text}:${line}:${column}`;
  const what = `key ...${lastFive}${form === 'registry' ? ' in DigitalProductId' : ''}`;
  return [where, what, ...(commit === undefined ? [] : [showCommit(commit)])].join('  ');
}

function showCommit(commit: Exclude<LintFinding['commit'], undefined>): string {
  if (commit === null)
    return 'in no branch, tag or stash any more; `git gc --prune=now` removes what the reflog lets go';
  return `${commit.hash.slice(0, 10)} ${commit.date} ${showText(commit.subject).text}`;
}

function notesOf({ leftOut, tooLarge, unreadable, shallow, partial }: LintReport): readonly string[] {
  const { placeholders, published, allowed } = leftOut;
  const apart = [
    ...(placeholders === 0 ? [] : [countOf(placeholders, 'placeholder')]),
    ...(published === 0 ? [] : [`${countOf(published, 'KMS client setup key')} of Microsoft`]),
    ...(allowed === 0 ? [] : [countOf(allowed, 'allowed key')]),
  ];
  return [
    ...(apart.length === 0 ? [] : [`Not counted: ${apart.join(', ')}.`]),
    ...(tooLarge.length === 0 ? [] : [`Too large to be looked into: ${named(tooLarge.map(showLarge))}.`]),
    ...(unreadable.length === 0 ? [] : [`Could not be read: ${named(unreadable)}. Check the permissions.`]),
    ...(shallow
      ? ['This clone is shallow: older commits were not looked into. `git fetch --unshallow` brings them.']
      : []),
    ...(partial ? ['This clone is partial: files it does not hold were not looked into. Use a full clone.'] : []),
  ];
}

function showLarge({ file, bytes }: LintReport['tooLarge'][number]): string {
  return `${file} (${Math.ceil(bytes / MEGABYTE)} MB)`;
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED).map((name) => showText(name).text);
  const more = names.length - shown.length;
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`;
}
