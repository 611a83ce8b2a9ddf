import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runWords } from '../../src/schedule/words.ts';
import { type Answer, commandLine } from '../support/command-line.ts';
import { scheduleFiles, scheduleRequest, scheduleText, WINDOWS_PLANT } from '../support/schedules.ts';

/** A rehearsal, so that what is scheduled can really be run. */
const LAB = `version: 1
simulation: true
keys:
  xp: { product: windows-xp-professional, secret: { file: xp.key }, identity: { lastFive: "67899" } }
access: { other: { kind: simulated, starts: other-key }, right: { kind: simulated, starts: desired-key } }
defaults: { key: xp, os: windows-xp-sp3, access: right }
hosts: { hmi-01.a.example: , hmi-02.a.example: { access: other } }
`;
const ANALYZE = 'systemd-analyze';
/** Of ten, where 10 is a service without any walls. */
const MOST_EXPOSURE = 2;

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vlkctl 50% it's "));
  writeFileSync(join(folder, 'lab.yaml'), LAB);
});
afterEach(() => rmSync(folder, { recursive: true }));

function schedule(...words: readonly string[]): Promise<Answer> {
  const env = { VLKCTL_STATE: join(folder, 'state') };
  return commandLine(['schedule', ...words, '-i', join(folder, 'lab.yaml')], { folder, env });
}

describe('units', () => {
  beforeEach((context) => {
    const reason = missing(ANALYZE);
    context.skip(reason !== undefined, reason);
  });

  it.each<readonly string[]>([
    [],
    ['--run', 'apply', '--tolerate-drift', '--cron', '*/30 1,3 * * SAT'],
    ['--on', '!hmi-02*', '--cron', '0 6 1 JAN-MAR *', '--as', 'daemon'],
  ])('are accepted by systemd: %j %j %j %j', async (...flags) => {
    const { code, out } = await schedule('systemd', ...flags);
    expect(code).toBe(0);
    expect(verify(out)).toEqual({ status: 0, stderr: '' });
  });

  it('with every kind of secret are accepted, and expose little', () => {
    const place = writeUnits(scheduleFiles('systemd', { run: 'apply', program: [process.execPath, '/x/vlkctl.js'] }));
    expect(verifyFiles(place)).toEqual({ status: 0, stderr: '' });
    const unit = join(place, 'vlkctl-apply.service');
    const args = ['security', '--offline=true', '--no-pager', `--threshold=${MOST_EXPOSURE * 10}`, unit];
    expect(spawnSync(ANALYZE, args).status).toBe(0);
    const bare = readFileSync(unit, 'utf8').replaceAll(/^(?:Protect|Private|Restrict|System|Capab|NoNew).*$/gm, '');
    writeFileSync(unit, bare);
    expect(spawnSync(ANALYZE, args).status).not.toBe(0);
  });

  it.each([
    ['OnCalendar=', 'OnCalendar=never '],
    ['RestrictRealtime=yes', 'RestrictRealtime=perhaps'],
    ['ExecStart=/', 'ExecStart=nowhere/'],
    ['SystemCallFilter=@system-service', 'SystemCallFilter=@no-such-group'],
  ])('are refused by systemd once %s is %s', async (right, wrong) => {
    const { out } = await schedule('systemd');
    expect(out).toContain(right);
    const { status, stderr } = verify(out.replace(right, wrong));
    expect(status === 0 ? stderr : 'refused').not.toBe('');
  });
});

describe('a crontab', () => {
  it('says nothing while all is well, and everything with the exit code once it is not', async () => {
    const whole = await schedule('cron');
    expect(byCron(whole.out)).toMatch(/1 drifted[^]*exit code 2\n$/);
    const tolerant = await schedule('cron', '--tolerate-drift');
    expect(byCron(tolerant.out)).toBe('');
    const other = await schedule('cron', '--on', 'hmi-01*');
    expect(byCron(other.out)).toBe('');
    expect(readdirSync(join(folder, 'state', 'simulation'))).toContain('journal.jsonl');
  });

  it('hands each word over as it is', () => {
    const words = ['/srv/50% it\\%s', 'a\'b"$c`d\\', '%', '\\\\%', '-x;&|<>(){}!*?#~'];
    const line = scheduleText('cron', { inventory: words, hosts: WINDOWS_PLANT, program: ['/bin/sh', show()] });
    const shown = byCron(line);
    for (const word of words) expect(shown).toContain(`<${word}>`);
  });
});

describe('the command lines of all files', () => {
  it.each(['drift', 'apply'] as const)('are understood by vlkctl: %s', async (run) => {
    const file = join(folder, 'lab.yaml');
    const request = scheduleRequest({ run, inventory: [file], state: join(folder, 'state'), on: 'hmi-01*' });
    const answer = await commandLine(runWords(request), { folder });
    expect(answer).toMatchObject({ code: 0, err: '' });
  });

  it('are understood in workflows', async () => {
    for (const kind of ['github', 'gitlab'] as const) {
      const { out, code } = await schedule(kind, '--on', 'hmi-01*');
      expect(code).toBe(0);
      const lines = documentsOf(out)
        .flatMap(scriptsOf)
        .filter((line) => line.startsWith('vlkctl '));
      expect(lines.map((line) => line.split(' ')[1] ?? '').toSorted()).toEqual(['drift', 'plan', 'validate']);
      for (const line of lines) expect(await runInShell(line)).toMatchObject({ code: 0 });
    }
  });
});

describe('workflows', () => {
  it('of GitHub have no more rights than they need, and keep forks away', async () => {
    const [drift, plan] = documentsOf((await schedule('github')).out);
    expect(drift).toMatchObject({ permissions: { contents: 'read' }, on: { schedule: [{ cron: '0 6 * * *' }] } });
    expect(plan).toMatchObject({
      on: { pull_request: {} },
      permissions: {},
      jobs: {
        validate: { permissions: { contents: 'read' }, if: /head\.repo\.full_name == github\.repository/ },
        plan: {
          permissions: { contents: 'read', 'pull-requests': 'write' },
          if: /head\.repo\.full_name == github\.repository/,
        },
      },
    });
    expect(JSON.stringify(plan)).not.toContain('pull_request_target');
  });

  it('of GitHub write a comment once, and then anew', async () => {
    const [, plan] = documentsOf((await schedule('github')).out);
    const script = textsOf(plan, 'script')[0] ?? '';
    writeFileSync(join(folder, 'vlkctl-plan.md'), '## plan\n');
    const first = await comment(script, []);
    expect(first).toEqual([{ issue_number: 7, owner: 'o', repo: 'r', body: '<!-- vlkctl plan -->\n## plan\n' }]);
    const own = { id: 5, user: { type: 'Bot' }, body: '<!-- vlkctl plan -->\nold' };
    expect(await comment(script, [own])).toMatchObject([{ comment_id: 5, body: /## plan/ }]);
  });

  it('of GitLab comment a plan that is not in order too, with the token in no argument list', async () => {
    const [jobs] = documentsOf((await schedule('gitlab')).out);
    const script = textsOf(find(jobs, 'vlkctl-plan')[0], 'script');
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'vlkctl'), '#!/bin/sh\necho "## plan"\nexit 5\n', { mode: 0o755 });
    writeFileSync(join(bin, 'curl'), '#!/bin/sh\necho "$@" > args\ncat > input\n', { mode: 0o755 });
    const env = {
      PATH: `${bin}:/usr/bin:/bin`,
      VLKCTL_NOTE_TOKEN: 't0ken',
      CI_API_V4_URL: 'https://g',
      CI_PROJECT_ID: '3',
    };
    const { status } = spawnSync('bash', ['-e', '-c', script.join('\n')], {
      cwd: folder,
      env,
    });
    expect(status).toBe(5);
    expect(readFileSync(join(folder, 'args'), 'utf8')).toMatch(/body@vlkctl-plan\.md https:\/\/g\/projects\/3\//);
    expect(readFileSync(join(folder, 'args'), 'utf8')).not.toContain('t0ken');
    expect(readFileSync(join(folder, 'input'), 'utf8')).toBe('header = "PRIVATE-TOKEN: t0ken"\n');
  });
});

describe('--out', () => {
  const MAIN = join(import.meta.dirname, '../../dist/program/vlkctl.js');

  it('writes the files, says which, and replaces none that says something else', () => {
    const run = (...words: readonly string[]) =>
      spawnSync(process.execPath, [MAIN, 'schedule', ...words, '-i', 'lab.yaml', '--out', 'units'], {
        cwd: folder,
        encoding: 'utf8',
      });
    expect(run('systemd', '--as', 'jens')).toMatchObject({ status: 0, stdout: /wrote .*vlkctl-drift\.service\n/ });
    const before = readFileSync(join(folder, 'units/vlkctl-drift.service'), 'utf8');
    expect(run('systemd', '--as', 'jens').status).toBe(0);
    expect(run('systemd', '--as', 'ole')).toMatchObject({ status: 1, stderr: /schedule-differs/ });
    expect(readFileSync(join(folder, 'units/vlkctl-drift.service'), 'utf8')).toBe(before);
    expect(run('windows').status).toBe(0);
    expect(readFileSync(join(folder, 'units/vlkctl-drift.xml')).subarray(0, 4).toString('hex')).toBe('fffe3c00');
    expect(run('windows').status).toBe(0);
  });
});

describe('what cannot be understood', () => {
  it.each([
    [['cron', '--cron', '0 25 * * *'], /'25' is no hour/],
    [['cron', '--cron', '0 6 31 2 *'], /that day never comes/],
    [['cron', '--cron', '0 6 1 * MON'], /either to some schedulers/],
    [['cron', '--as', 'jens'], /--as says nothing to cron/],
    [['github', '--state', 'here'], /gone with the checkout/],
    [['gitlab', '--run', 'apply'], /outlives the checkout/],
    [['launchd'], /launchd/],
  ])('%j', async (words, message) => {
    const env = {};
    const answer = await commandLine(['schedule', ...words, '-i', join(folder, 'lab.yaml')], { folder, env });
    expect(answer).toMatchObject({ code: 64, err: message });
  });
});

function verify(out: string): { status: number | null; stderr: string } {
  return verifyFiles(writeUnits(filesOf(out)));
}

function verifyFiles(place: string): { status: number | null; stderr: string } {
  const files = readdirSync(place).map((name) => join(place, name));
  const { status, stderr } = spawnSync(ANALYZE, ['verify', '--man=no', ...files], { encoding: 'utf8' });
  return { status, stderr };
}

function writeUnits(files: readonly { readonly name: string; readonly text: string }[]): string {
  const place = mkdtempSync(join(folder, 'units-'));
  for (const { name, text } of files) writeFileSync(join(place, name), text);
  return place;
}

function filesOf(out: string): readonly { readonly name: string; readonly text: string }[] {
  return out
    .split(/^# ==== /m)
    .slice(1)
    .map((part) => ({ name: part.slice(0, part.indexOf('\n')), text: part.slice(part.indexOf('\n') + 1) }));
}

/** Does with the last line what cron does, and answers what it would mail. */
function byCron(crontab: string): string {
  const line = crontab.trimEnd().split('\n').at(-1) ?? '';
  const command = line.split(' ').slice(5).join(' ');
  expect(command).not.toMatch(/(?<!\\)%/);
  const handed = command.replaceAll(String.raw`\%`, '%');
  // Without a variable: cron knows nothing of this process.
  return execFileSync('/bin/sh', ['-c', handed], { cwd: folder, encoding: 'utf8', env: { HOME: folder } });
}

function show(): string {
  const script = join(folder, 'show.sh');
  writeFileSync(script, 'for word; do printf "<%s>" "$word"; done; exit 1\n');
  return script;
}

function documentsOf(out: string): readonly unknown[] {
  return out.split(/^# ==== .*\n/m).flatMap((text) => (text.trim() === '' ? [] : [parse(text) as unknown]));
}

/** Every line that a workflow has a shell run. */
function scriptsOf(document: unknown): readonly string[] {
  return [...textsOf(document, 'run'), ...textsOf(document, 'script')].flatMap((script) => script.split('\n'));
}

/** Everything that has this name, however deep. */
function find(value: unknown, name: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === name ? [inner] : find(inner, name),
  );
}

/** The texts that have this name; a list of lines is several. */
function textsOf(value: unknown, name: string): readonly string[] {
  return find(value, name)
    .flat()
    .filter((each) => typeof each === 'string');
}

/** What vlkctl answers to a line of a shell, its redirections left out. */
async function runInShell(line: string): Promise<Answer> {
  const words = execFileSync('/bin/sh', ['-c', `vlkctl() { printf '%s\\n' "$@"; }\n${line.replace(/ >.*$/, '')}`], {
    encoding: 'utf8',
  });
  return commandLine(words.trimEnd().split('\n').map(inFolder), { folder });
}

/** A pipeline starts in the checkout, this test does not. */
function inFolder(word: string): string {
  return word === 'lab.yaml' ? join(folder, word) : word;
}

async function comment(script: string, comments: readonly object[]): Promise<readonly unknown[]> {
  const written: unknown[] = [];
  const note = async (given: unknown): Promise<void> => void written.push(given);
  const github = {
    paginate: async () => comments,
    rest: { issues: { listComments: 0, createComment: note, updateComment: note } },
  };
  const context = { repo: { owner: 'o', repo: 'r' }, issue: { number: 7 } };
  const fs = { existsSync: () => true, readFileSync: () => readFileSync(join(folder, 'vlkctl-plan.md'), 'utf8') };
  // oxlint-disable-next-line typescript/no-implied-eval -- as actions/github-script does
  const run = new Function('github', 'context', 'require', `return (async () => {${script}})();`);
  await run(github, context, () => fs);
  return written;
}

function missing(program: string): string | undefined {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0 ? undefined : `${program} is not installed`;
}
