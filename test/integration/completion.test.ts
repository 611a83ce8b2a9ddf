import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, '../../dist/program/vlkctl.js');

const PLANT = `version: 1
keys:
  xp-da: { product: windows-xp-professional, secret: { env: VLK_XP_DA }, identity: { lastFive: 7K3QT } }
access: { ssh: { kind: ssh } }
defaults: { key: xp-da, os: windows-xp-sp3, access: ssh }
groups:
  plant-a:
    groups:
      line-1: { hosts: { 'hmi-[1:3].a.example': , hmi-1.a.example: { tags: [canary] } } }
`;

/** What is typed before the Tab key, and the words that the shell then has. */
const TYPED: readonly (readonly [typed: string, words: readonly string[]])[] = [
  ['vlkctl dri', ['vlkctl', 'drift']],
  ['vlkctl drift --on @plant-a,@li', ['vlkctl', 'drift', '--on', '@plant-a,@line-1']],
  ['vlkctl drift --output=js', ['vlkctl', 'drift', '--output=json']],
  ['vlkctl why hmi-2', ['vlkctl', 'why', 'hmi-2.a.example']],
  ['vlkctl keys identify x', ['vlkctl', 'keys', 'identify', 'xp-da']],
  ['vlkctl explain os-l', ['vlkctl', 'explain', 'os-level-mismatch']],
  ['vlkctl drift -i pla', ['vlkctl', 'drift', '-i', 'plant.yaml']],
  ['vlkctl drift --state sta', ['vlkctl', 'drift', '--state', 'state folder']],
  // No file of the current folder is offered where a host belongs.
  ['vlkctl why pla', ['vlkctl', 'why', 'pla']],
];

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlkctl-shell-'));
  writeFileSync(join(folder, 'plant.yaml'), PLANT);
  writeFileSync(join(folder, 'vlkctl'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, { mode: 0o755 });
  run('mkdir', [join(folder, 'state folder')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([
  ['bash', ['--noprofile', '--norc', '-i']],
  ['zsh', ['-f', '-i']],
] as const)('%s on a terminal', (shell, flags) => {
  beforeEach((context) => {
    const reason = missing(shell) ?? missing('script');
    context.skip(reason !== undefined, reason);
  });

  it('completes with the Tab key', { timeout: 120_000 }, () => {
    // After Tab: to the beginning of the line, where a command is put before it that shows its words.
    const keys = TYPED.map(([typed]) => `${typed}\t\u0001show \r`).join('');
    const output = run('script', ['-qec', [shell, ...flags].join(' '), '/dev/null'], `${SET_UP[shell]}\r${keys}exit\r`);
    const shown = output
      .split('\n')
      .flatMap((line) => /\r?<(?<words>vlkctl>.*)>\r?$/.exec(line)?.groups?.['words'] ?? []);
    const words = shown.map((line) => line.split('><').map(withoutSlash));
    expect(words).toEqual(TYPED.map(([, expected]) => expected));
  });
});

describe('bash', () => {
  beforeEach((context) => {
    const reason = missing('bash');
    context.skip(reason !== undefined, reason);
  });

  it('knows the completion by the name of the program', () => {
    expect(inBash('complete -p vlkctl')).toBe('complete -F _vlkctl vlkctl\n');
  });

  it.each([
    ["vlkctl drift --on '@plant-a,!@li", '@plant-a,!@li', ['@plant-a,!@line-1']],
    ['vlkctl drift --on @', '@', ['@plant-a', '@line-1', '@canary']],
    ['vlkctl drift --on @plant-a,h', 'h', ['hmi-1.a.example', 'hmi-2.a.example', 'hmi-3.a.example']],
    ['vlkctl drift --output=', '', ['text', 'json', 'ndjson', 'markdown']],
    ['vlkctl why -i missing.yaml h', 'h', []],
  ])('is offered for %j what is to replace %j', (line, replaced, words) => {
    const script = `COMP_LINE=$1 COMP_POINT=\${#1}; _vlkctl vlkctl "$2" ""; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(
      inBash(script, line, replaced)
        .split('\n')
        .filter((word) => word !== ''),
    ).toEqual(words);
  });
});

describe('fish', () => {
  it('is offered the words that fit', { timeout: 120_000 }, (context) => {
    const reason = missing('fish');
    context.skip(reason !== undefined, reason);
    const offered = IN_FISH.map(([line]) => [line, offeredByFish(line)]);
    expect(offered).toEqual(IN_FISH);
  });
});

const IN_FISH: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['vlkctl dri', ['drift']],
  ['vlkctl drift --on @plant-a,@li', ['@plant-a,@line-1']],
  ["vlkctl drift --on '@plant-a,!@li", ['@plant-a,!@line-1']],
  ['vlkctl drift --output=js', ['--output=json']],
  ['vlkctl why hmi-2', ['hmi-2.a.example']],
  ['vlkctl drift --inventory=pla', ['--inventory=plant.yaml']],
  ['vlkctl drift --state sta', ['state folder/']],
  ['vlkctl why pla', []],
];

function offeredByFish(line: string): readonly (string | undefined)[] {
  const script = 'vlkctl completion fish | source; complete -C "$argv[1]"';
  const offered = run('fish', ['--no-config', '-c', script, line]).split('\n');
  return offered.filter((each) => each !== '').map((each) => each.split('\t')[0]);
}

/** How a shell is told to complete, and to show words between < and >. */
const SET_UP = {
  bash: `PS1=; set -o emacs; bind 'set bell-style none'; eval "$(vlkctl completion bash)"; show() { printf '<%s' "$1"; shift; printf '><%s' "$@"; echo '>'; }`,
  zsh: `PROMPT=; bindkey -e; autoload -Uz compinit; compinit -u -D; eval "$(vlkctl completion zsh)"; show() { printf '<%s' "$1"; shift; printf '><%s' "$@"; echo '>'; }`,
} as const;

/** zsh leaves the slash of a folder to be typed, bash adds it. */
function withoutSlash(word: string): string {
  return word.replace(/\/$/, '');
}

function inBash(script: string, ...args: readonly string[]): string {
  return run('bash', ['--noprofile', '--norc', '-c', `eval "$(vlkctl completion bash)"; ${script}`, 'bash', ...args]);
}

function run(program: string, args: readonly string[], input = ''): string {
  const env = {
    ...process.env,
    PATH: `${folder}:${process.env['PATH']}`,
    VLKCTL_INVENTORY: join(folder, 'plant.yaml'),
    TERM: 'xterm',
    HOME: folder,
  };
  const { stdout, stderr, error } = spawnSync(program, args, { cwd: folder, env, input, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (stderr !== '' && program !== 'script') throw new Error(stderr);
  return stdout;
}

function missing(program: string): string | undefined {
  if (!existsSync(MAIN)) return 'vlkctl is not built: npm run build';
  // The `script` of util-linux takes a command to run; others do not.
  const flag = program === 'script' ? '--version' : '-c';
  const found = spawnSync(program, [flag, 'true'], { encoding: 'utf8' });
  return found.status === 0 ? undefined : `${program} is not installed`;
}
