import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../../support/command-line.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlkctl-usage-'));
  writeFileSync(
    join(folder, 'plant.yaml'),
    `version: 1
keys: { xp-da: { product: windows-xp-professional, secret: { env: VLK_XP_DA }, identity: { lastFive: 7K3QT } } }
access: { ssh: { kind: ssh } }
defaults: { key: xp-da, os: windows-xp-sp3, access: ssh }
hosts: { gate-07.b.example: { tags: [canary] }, gate-08.b.example: }
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a command line that cannot be understood', () => {
  it.each([
    ['drfit', "There is no command 'vlkctl drfit'", 'Did you mean `vlkctl drift`?'],
    ['status', "There is no command 'vlkctl status'", 'Did you mean `vlkctl drift`?'],
    ['zzz', "There is no command 'vlkctl zzz'", '`vlkctl --help` lists the commands.'],
    ['lint', "There is no command 'vlkctl lint'", 'Did you mean `vlkctl keys lint`?'],
    ['create', "There is no command 'vlkctl create'", 'Did you mean `vlkctl lab create`?'],
    ['help nope', "There is no command 'vlkctl nope'", '`vlkctl --help` lists the commands.'],
    ['help drfit', "There is no command 'vlkctl drfit'", 'Did you mean `vlkctl drift`?'],
    ['help lint', "There is no command 'vlkctl lint'", 'Did you mean `vlkctl keys lint`?'],
    ['help drift x', "There is no command 'vlkctl drift x'", '`vlkctl drift --help` shows what there is.'],
    ['keys identfy', "There is no command 'vlkctl keys identfy'", 'Did you mean `vlkctl keys identify`?'],
    ['keys export', "There is no command 'vlkctl keys export'", '`vlkctl keys --help` lists the commands.'],
    ['drift --onn x', 'vlkctl drift has no flag --onn', 'Did you mean --on?'],
    ['drift --zzz', 'vlkctl drift has no flag --zzz', '`vlkctl drift --help` shows what there is.'],
    ['validate --on x', 'vlkctl validate has no flag --on', 'It is a flag of other commands, such as `vlkctl hosts`.'],
    ['-i x drift', 'vlkctl has no flag -i', 'Flags stand after the command, as in `vlkctl drift -i`.'],
    ['-i x', 'vlkctl has no flag -i', 'Flags stand after the command, as in `vlkctl validate -i`.'],
    ['drift --json', 'vlkctl drift has no flag --json', 'Did you mean --output json?'],
    ['hosts -o json', 'vlkctl hosts has no flag -o', 'Did you mean --output?'],
    ['explain --host', 'vlkctl explain has no flag --host', '`vlkctl explain --help` shows what there is.'],
    ['apply --host a', 'vlkctl apply has no flag --host', 'Did you mean --on?'],
    ['apply -y', 'vlkctl apply has no flag -y', 'Did you mean --yes?'],
    ['apply --dry-run', 'vlkctl apply has no flag --dry-run', '`vlkctl plan` shows what apply would do.'],
    [
      'recover --dry-run',
      'vlkctl recover has no flag --dry-run',
      'It is a flag of other commands, such as `vlkctl keys identify`.',
    ],
    [
      'drift --output jsno',
      "--output cannot be 'jsno'",
      "Did you mean 'json'? Possible: text, json, ndjson, markdown.",
    ],
    ['validate --output yaml', "--output cannot be 'yaml'", 'Possible: text, json.'],
    ['completion bsh', "shell cannot be 'bsh'", "Did you mean 'bash'? Possible: bash, zsh, fish, powershell."],
    ['drift --concurrency 0', "--concurrency cannot be '0'", 'It must be a whole number from 1.'],
    ['drift --timeout 1e9', "--timeout cannot be '1e9'", 'It must be at most a day: 86400.'],
    [
      'recover --drop',
      '--drop needs a value',
      'Write `--drop <host>`: forget the unfinished change of this host and leave it as it is.',
    ],
    ['why', 'vlkctl why needs a host', 'Write `vlkctl why HOST`: name of a host; its first part or beginning will do.'],
    ['keys identify', 'vlkctl keys identify needs a label', 'Name the key, or add --all or --check.'],
    [
      'completion',
      'vlkctl completion needs a shell',
      'Write `vlkctl completion SHELL`: your shell: bash, zsh, fish, powershell.',
    ],
    [
      'drift gate-07',
      "vlkctl drift takes no argument, and 'gate-07' is one more",
      'To name hosts write `vlkctl drift --on gate-07`.',
    ],
    [
      'drift plant.yaml',
      "vlkctl drift takes no argument, and 'plant.yaml' is one more",
      'To name a file write `vlkctl drift -i plant.yaml`.',
    ],
    [
      'explain a b',
      "vlkctl explain takes one argument, and 'b' is one more",
      '`vlkctl explain --help` shows what there is.',
    ],
    [
      'explain os-level',
      "There is no code 'os-level'",
      "Did you mean 'os-level-mismatch'? `vlkctl explain` lists all.",
    ],
    [
      'explain host-unreachabel',
      "There is no code 'host-unreachabel'",
      "Did you mean 'host-unreachable'? `vlkctl explain` lists all.",
    ],
    ['explain 7', "There is no code '7'", '`vlkctl explain` lists them.'],
  ])('such as `vlkctl %s` says what is wrong and what to do', async (line, message, help) => {
    const answer = await commandLine(line.split(' '));
    expect(answer).toEqual({ code: 64, out: '', err: `${message}\n  -> ${help}\n` });
  });

  it.each([
    ['hosts --on canary', "--on canary: No host is named 'canary'.", "Did you mean '@canary'?"],
    [
      'hosts --on @gate-07',
      "--on @gate-07: No group or tag 'gate-07' holds a host.",
      "Did you mean 'gate-07.b.example'?",
    ],
    ['hosts --on=', "--on '': The selector has an empty term.", 'Write terms with one comma between them.'],
    ['why gaet-07', "No host is named 'gaet-07'", "Did you mean 'gate-07.b.example'?"],
    ['why gate', "'gate' fits 2 hosts: gate-07.b.example, gate-08.b.example", 'Write more of the name.'],
    ['recover --drop gate-07', "No host is named 'gate-07'", "Did you mean 'gate-07.b.example'?"],
  ])('such as `vlkctl %s` is helped by the inventory', async (line, message, help) => {
    const answer = await commandLine(line.split(' '), {
      env: { VLKCTL_INVENTORY: join(folder, 'plant.yaml') },
      folder,
    });
    expect(answer).toEqual({ code: 64, out: '', err: `${message}\n  -> ${help}\n` });
  });

  it.each(['', 'keys', 'lab'])('such as `vlkctl %s` alone shows what there is', async (line) => {
    const { code, out, err } = await commandLine(line.split(' ').filter((word) => word !== ''));
    expect({ code, out }).toEqual({ code: 64, out: '' });
    expect(err).toContain('Usage: vlkctl');
  });
});

describe('asking for help', () => {
  it.each(['--help', 'help', 'help drift', 'help keys lint', 'drift -h', 'keys identify --help', '--version'])(
    'by %s is no error',
    async (line) => {
      const { code, out, err } = await commandLine(line.split(' '));
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).not.toBe('');
    },
  );
});
