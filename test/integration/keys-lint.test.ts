import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LintReport } from '../../src/model/lint.ts';
import { type Answer, commandLine } from '../support/command-line.ts';
import { syntheticKey } from '../support/synthetic-key.ts';

const KEY = syntheticKey(1);
const OTHER = syntheticKey(2);
const LAST = KEY.slice(-5);

let folder = '';
let env: Record<string, string> = {};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlkctl-lint-'));
  env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'n',
    GIT_AUTHOR_EMAIL: 'n@a.example',
    GIT_COMMITTER_NAME: 'n',
    GIT_COMMITTER_EMAIL: 'n@a.example',
    GIT_COMMITTER_DATE: '2026-11-22T12:00:00Z',
  };
  git('init', '-q', '-b', 'main');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('keys lint in the working tree', () => {
  it('names each place and never the key', async () => {
    write('images/till.txt', `[UserData]\nProductKey="${KEY}"\n`);
    write('old.reg', Buffer.from(`\uFEFFkey ${OTHER}`, 'utf16le'));
    const { code, out } = await lint();
    expect(code).toBe(2);
    expect(out).toContain(`images/till.txt:2:13  key ...${LAST}\n`);
    expect(out).toContain(`old.reg:1:5  key ...${OTHER.slice(-5)}\n`);
    expect(out).toContain('2 product keys in clear (2 files looked into).\n');
    for (const group of `${KEY}-${OTHER}`.split('-').filter((_, index) => index % 5 !== 4))
      expect(out).not.toContain(group);
  });

  it('says that nothing was found, and what was not counted', async () => {
    write('a.txt', 'ProductKey=XXXXX-XXXXX-XXXXX-XXXXX-XXXXX and W269N-WFGWX-YVC9B-4J6C9-T83GX');
    expect(await lint()).toEqual({
      code: 0,
      out:
        'No product key in clear (1 file looked into).\n' +
        'Not counted: 1 placeholder, 1 KMS client setup key of Microsoft.\n',
      err: '',
    });
  });

  it('leaves out what git ignores, what links elsewhere and what is gone, and looks from any folder', async () => {
    write('.gitignore', 'secret/\n');
    write('secret/xp.key', KEY);
    write('gone.txt', KEY);
    write('sub/found.txt', KEY);
    symlinkSync('secret/xp.key', join(folder, 'link'));
    git('add', '.');
    rmSync(join(folder, 'gone.txt'));
    const { findings } = await report('sub');
    expect(findings.map(({ file }) => file)).toEqual(['sub/found.txt']);
  });

  it('names what is too large to be looked into', async () => {
    writeFileSync(join(folder, 'disk.img'), Buffer.alloc(33 * 1024 * 1024));
    write('a.txt', 'nothing');
    expect(await lint()).toMatchObject({ code: 0, out: expect.stringContaining('looked into: disk.img (33 MB).') });
    git('add', '.');
    expect(await lint('--staged')).toMatchObject({ code: 0, out: expect.stringContaining('disk.img (33 MB)') });
    git('commit', '-qm', 'a disk');
    expect(await lint('--history')).toMatchObject({ code: 0, out: expect.stringContaining('disk.img (33 MB)') });
  });

  it('cannot say that all is well where a file cannot be read', async () => {
    write('round/shut.txt', KEY);
    git('add', '.');
    rmSync(join(folder, 'round'), { recursive: true });
    symlinkSync('round', join(folder, 'round'));
    expect(await lint()).toMatchObject({ code: 1, out: expect.stringContaining('Could not be read: round/shut.txt.') });
  });

  it('counts no key that the list of the repository allows', async () => {
    write('test.txt', `${KEY} ${OTHER}`);
    write('.vlkctl-allowed-keys', `${LAST} made up for a test\r\n\r\n`);
    const { findings, leftOut } = await report();
    expect(findings.map(({ lastFive }) => lastFive)).toEqual([OTHER.slice(-5)]);
    expect(leftOut.allowed).toBe(1);
    write('more', `${LAST}\n${OTHER.slice(-5).toLowerCase()}\tblocked in 2019\n`);
    expect(await lint('--allow', 'more')).toMatchObject({ code: 0 });
  });

  it.each([
    ['# a comment', 'list:1: this line does not begin'],
    ['BCD', 'list:1: '],
    [`${LAST} x\n${KEY}`, 'list:2: '],
  ])('refuses a list that says %j', async (text, message) => {
    write('list', text);
    await expect(lint('--allow', 'list')).rejects.toMatchObject({
      code: 'allow-list-unreadable',
      message: expect.stringContaining(message),
    });
  });

  it('refuses a list that is not there', async () => {
    await expect(lint('--allow', 'none')).rejects.toMatchObject({ code: 'allow-list-unreadable' });
  });
});

describe('keys lint --staged', () => {
  it('looks at what the next commit takes, and not at the file', async () => {
    write('a.txt', `key ${KEY}`);
    git('add', '.');
    write('a.txt', 'nothing any more');
    write('b.txt', `not staged ${OTHER}`);
    const { findings } = await report('.', '--staged');
    expect(findings).toEqual([{ file: 'a.txt', line: 1, column: 5, form: 'written', lastFive: LAST }]);
  });

  it('says nothing with --quiet when there is nothing to say', async () => {
    write('a.txt', 'clean');
    git('add', '.');
    expect(await lint('--staged', '--quiet')).toEqual({ code: 0, out: '', err: '' });
    write('a.txt', KEY);
    git('add', '.');
    expect(await lint('--staged', '--quiet')).toMatchObject({ code: 2, out: expect.stringContaining('a.txt:1:1') });
  });

  it('lets a commit take a key away', async () => {
    write('a.txt', `key ${KEY}`);
    write('b.txt', `key ${KEY}`);
    git('add', '.');
    git('commit', '-qm', 'keys');
    write('a.txt', 'clean');
    git('rm', '-q', 'b.txt');
    git('add', '.');
    expect(await lint('--staged')).toMatchObject({
      code: 0,
      out: expect.stringContaining('(1 staged file looked into)'),
    });
  });
});

describe('keys lint --history', () => {
  it('finds what was deleted, and names the first commit of each file', async () => {
    write('a.txt', 'clean');
    commit('Begin');
    write('till.txt', `\nkey ${KEY}`);
    const first = commit('Add the tills');
    write('till.txt', `\n\nnow below: ${KEY}`);
    commit('Change the tills');
    git('mv', 'till.txt', 'tills.txt');
    const moved = commit('Move the tills');
    git('rm', '-q', 'tills.txt');
    commit('Remove the tills');
    expect(await report()).toMatchObject({ findings: [] });
    const { findings, shallow } = await report('.', '--history');
    expect(findings).toMatchObject([
      { file: 'till.txt', line: 2, column: 5, commit: { hash: first, date: '2026-11-22', subject: 'Add the tills' } },
      { file: 'tills.txt', line: 3, column: 12, commit: { hash: moved, subject: 'Move the tills' } },
    ]);
    expect(shallow).toBe(false);
    expect((await lint('--history')).out).toContain(
      `till.txt:2:5  key ...${LAST}  ${first.slice(0, 10)} 2026-11-22 Add the tills\n`,
    );
  });

  it('finds what came in with a merge, on another branch, in a stash, or is on no branch any more', async () => {
    write('a.txt', 'clean');
    commit('Begin');
    git('checkout', '-qb', 'side');
    write('side.txt', `side ${syntheticKey(11)}`);
    const side = commit('Side');
    git('checkout', '-q', 'main');
    write('b.txt', 'clean');
    commit('Go on');
    git('merge', '-q', '--no-commit', 'side');
    write('merged.txt', `merged ${syntheticKey(12)}`);
    const merged = commit('Merge');
    write('a.txt', `stashed ${syntheticKey(13)}`);
    git('stash', '-q');
    git('checkout', '-qb', 'lost');
    write('lost.txt', `lost ${syntheticKey(14)}`);
    commit('Lost');
    git('checkout', '-q', 'main');
    git('branch', '-qD', 'lost');
    const { findings } = await report('.', '--history');
    expect(findings.map(({ file, commit: by }) => [file.replace(/ .*/, ''), by?.hash])).toEqual([
      ['side.txt', side],
      ['merged.txt', merged],
      ['a.txt', git('rev-parse', 'stash')],
      ['object', undefined],
    ]);
    expect((await lint('--history')).out).toContain('in no branch, tag or stash any more');
  });

  it('finds keys in the messages of commits and tags, and does not show them', async () => {
    write('a.txt', 'clean');
    const hash = commit(`Change the key to ${KEY}`);
    // Several, since objects come in the order of their ids: the order of the report must not be luck.
    for (const tag of ['v1', 'v2', 'v3']) git('tag', '-a', tag, '-m', `${tag} with\n${OTHER}`);
    const { findings } = await report('.', '--history');
    expect(findings).toMatchObject([
      { file: 'message of the commit', line: 1, column: 19, lastFive: LAST, commit: { hash } },
      ...[1, 2, 3].map(() => ({
        file: expect.stringMatching(/^message of the tag/),
        line: 2,
        column: 1,
        commit: { hash },
      })),
    ]);
    expect((await lint('--history')).out).not.toContain(KEY.slice(0, 5));
  });

  it('looks into binary files, packed or not, and into a bare repository', async () => {
    write('setup.exe', Buffer.from(`MZ\0\0\0\u0001 ${KEY} \0`, 'utf16le'));
    commit('Add a program');
    git('gc', '-q');
    expect((await report('.', '--history')).findings).toMatchObject([{ file: 'setup.exe', lastFive: LAST }]);
    git('clone', '-q', '--bare', '.', 'bare.git');
    expect((await report('bare.git', '--history')).findings).toHaveLength(1);
  });

  it('says that a shallow clone does not hold everything', async () => {
    write('a.txt', KEY);
    commit('One');
    write('a.txt', 'clean');
    commit('Two');
    git('clone', '-q', '--depth', '1', `file://${folder}`, 'shallow');
    const answer = await lintIn('shallow', '--history');
    expect(answer).toMatchObject({ code: 0, out: expect.stringContaining('git fetch --unshallow') });
  });

  it('says that a partial clone does not hold everything', async () => {
    write('a.txt', KEY);
    commit('One');
    write('a.txt', 'clean');
    commit('Two');
    git('config', 'uploadpack.allowFilter', 'true');
    git('clone', '-q', '--bare', '--filter=blob:none', `file://${folder}`, 'partial.git');
    const answer = await lintIn('partial.git', '--history');
    expect(answer).toMatchObject({ code: 0, out: expect.stringContaining('This clone is partial') });
  });

  it('goes through 10,000 commits and finds the one', async () => {
    execFileSync('git', ['fast-import', '--quiet'], {
      cwd: folder,
      env,
      input: tenThousandCommits(),
      maxBuffer: 2 ** 28,
    });
    const { findings, looked } = await report('.', '--history');
    expect(findings).toMatchObject([{ file: 'src/7.txt', line: 3, commit: { subject: 'commit 6007' } }]);
    expect(looked).toBe(20_000);
  });
});

describe('keys lint --install-hook', () => {
  it('has git refuse a commit with a key, and take one without', async () => {
    const bin = join(folder, '.bin');
    write(
      '.bin/vlkctl',
      `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, '../../dist/program/vlkctl.js')}' "$@"\n`,
    );
    chmodSync(join(bin, 'vlkctl'), 0o755);
    write('.gitignore', '.bin\n');
    const { code, out } = await lint('--install-hook');
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^git now refuses .*\.git\/hooks\/pre-commit\n$/),
    });
    expect(statSync(join(folder, '.git/hooks/pre-commit')).mode & 0o777).toBe(0o755);
    const withVlkctl = { ...env, PATH: `${bin}:${env['PATH'] ?? ''}` };
    write('a.txt', `key ${KEY}`);
    git('add', '.');
    expect(refused(withVlkctl)).toContain(`a.txt:1:5  key ...${LAST}\n`);
    expect(refused(env)).toContain('vlkctl is not in PATH');
    write('a.txt', 'clean');
    git('add', '.');
    execFileSync('git', ['commit', '-qm', 'clean'], { cwd: folder, env: withVlkctl });
    // `commit -a` gives the hook an index of its own.
    write('a.txt', `key ${KEY}`);
    expect(refused(withVlkctl, '-a')).toContain('a.txt:1:5');
    expect(git('rev-list', '--count', 'HEAD')).toBe('1');
  });

  it('is content with its own hook, and leaves one of somebody else alone', async () => {
    await lint('--install-hook');
    expect(await lint('--install-hook')).toMatchObject({ code: 0, out: expect.stringContaining('there already') });
    git('config', 'core.hooksPath', 'hooks of ours');
    write('hooks of ours/pre-commit', '#!/bin/sh\n');
    await expect(lint('--install-hook')).rejects.toMatchObject({
      code: 'hook-exists',
      help: 'Add this line to it: vlkctl keys lint --staged --quiet || exit 1',
    });
    expect(readFileSync(join(folder, 'hooks of ours/pre-commit'), 'utf8')).toBe('#!/bin/sh\n');
  });
});

describe('keys lint that cannot look', () => {
  it('says so outside a repository, and without git', async () => {
    rmSync(join(folder, '.git'), { recursive: true });
    await expect(lint()).rejects.toMatchObject({
      code: 'repository-unreadable',
      message: expect.stringContaining('not a git repository'),
    });
    env = { PATH: folder };
    await expect(lint()).rejects.toMatchObject({
      code: 'repository-unreadable',
      help: expect.stringContaining('Install git'),
    });
  });

  it('does not take a damaged repository for a clean one', async () => {
    write('a.txt', `key ${KEY} and more`);
    commit('One');
    const id = git('rev-parse', 'HEAD:a.txt');
    const path = join(folder, '.git/objects', id.slice(0, 2), id.slice(2));
    chmodSync(path, 0o644);
    writeFileSync(path, readFileSync(path).subarray(0, 20));
    await expect(lint('--history')).rejects.toMatchObject({ code: 'repository-unreadable' });
  });

  it.each(['--staged --history', '--history --install-hook'])('refuses %s', async (flags) => {
    expect(await lint(...flags.split(' '))).toMatchObject({
      code: 64,
      err: expect.stringContaining('cannot be used with'),
    });
  });
});

/** Each changes one of 100 files; commit 6007 brings a key that the next change of the file takes away. */
function tenThousandCommits(): string {
  const noise = Array.from({ length: 60 }, (_, line) => `line ${line} of a file with some words in it`).join('\n');
  const parts: string[] = [];
  for (let at = 0; at < 10_000; at += 1) {
    const message = `commit ${at}`;
    const content = `${at}\n\n${at === 6007 ? KEY : 'nothing'}\n${noise}\n`;
    parts.push(
      'commit refs/heads/main\n',
      `committer n <n@a.example> ${1_700_000_000 + at} +0000\n`,
      `data ${message.length}\n${message}\n`,
      `M 100644 inline src/${at % 100}.txt\ndata ${content.length}\n${content}\n`,
    );
  }
  return parts.join('');
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Answers the new commit. */
function commit(message: string): string {
  git('add', '.');
  git('commit', '-qm', message);
  return git('rev-parse', 'HEAD');
}

/** What git says when the hook refuses a commit. */
function refused(with_: Record<string, string>, ...flags: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', ['commit', '-qm', 'x', ...flags], {
    cwd: folder,
    env: with_,
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  return `${stdout}${stderr}`;
}

async function lint(...flags: string[]): Promise<Answer> {
  return lintIn('.', ...flags);
}

async function lintIn(where: string, ...flags: string[]): Promise<Answer> {
  return commandLine(['keys', 'lint', ...flags], { folder: join(folder, where), env });
}

async function report(where = '.', ...flags: string[]): Promise<LintReport> {
  const { out } = await lintIn(where, ...flags, '--output', 'json');
  // oxlint-disable-next-line no-unsafe-type-assertion -- what it holds is what the tests compare
  return JSON.parse(out) as LintReport;
}
