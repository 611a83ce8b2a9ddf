import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHELLS } from '../../../../src/cli/completion/scripts.ts';
import { commandLine } from '../../../support/command-line.ts';

const PLANT = `version: 1
keys:
  xp-da: { product: windows-xp-professional, secret: { env: VLK_XP_DA }, identity: { lastFive: 7K3QT } }
  srv: { product: windows-server-2003-standard, secret: { env: VLK_SRV }, identity: { lastFive: QW2RT } }
access: { ssh: { kind: ssh } }
defaults: { key: xp-da, os: windows-xp-sp3, access: ssh }
groups:
  plant-a:
    groups:
      line-1: { hosts: { 'hmi-[1:3].a.example': , hmi-1.a.example: { tags: [canary] } } }
      line-2: { hosts: { press.a.example: } }
`;

const LAB = `version: 1
simulation: true
keys: { xp: { product: windows-xp-professional, secret: { env: VLK_NONE }, identity: { lastFive: "67899" } } }
access: { right: { kind: simulated, starts: desired-key } }
defaults: { key: xp, os: windows-xp-sp3, access: right }
hosts: { hmi-01.a.example: }
`;

let folder = '';
let env: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  // Loaded on call otherwise, which may take longer than a test on a busy machine.
  await import('../../../../src/cli/actions/complete.ts');
  folder = mkdtempSync(join(tmpdir(), 'vlkctl-complete-'));
  writeFileSync(join(folder, 'plant.yaml'), PLANT);
  writeFileSync(join(folder, 'other.yaml'), PLANT.replaceAll('hmi-', 'till-'));
  writeFileSync(join(folder, 'broken.yaml'), PLANT.replace('ssh }', 'shh }'));
  env = { VLKCTL_INVENTORY: join(folder, 'plant.yaml'), HOME: folder };
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the words that fit', () => {
  it.each([
    ['drif', ['drift']],
    ['co', ['completion']],
    ['keys ide', ['identify']],
    ['drift --ou', ['--output', '--out']],
    ['drift --on x --on', []],
    ['drift -i a --inv', ['--inventory']],
    ['drift --output ', ['text', 'json', 'ndjson', 'markdown']],
    ['drift --output j', ['json']],
    ['drift --output=j', ['--output=json']],
    ['why hmi', ['hmi-1.a.example', 'hmi-2.a.example', 'hmi-3.a.example']],
    ['why PRESS', ['press.a.example']],
    ['why press.a.example ', []],
    ['why --output json pr', ['press.a.example']],
    ['recover --restore pr', ['press.a.example']],
    ['recover --drop=pr', ['--drop=press.a.example']],
    ['keys identify ', ['xp-da', 'srv']],
    ['keys identify -- s', ['srv']],
    ['keys rotate ', ['xp-da', 'srv']],
    ['keys rotate xp-da s', ['srv']],
    ['explain os-', ['os-level-mismatch']],
    ['explain 13', ['130']],
    ['completion p', ['powershell']],
    ['drift --concurrency ', []],
    ['drift nothing', []],
    ['nonsense --on ', []],
    ['help dr', ['drift']],
    ['help drift dr', []],
    ['help keys li', ['lint']],
    ['help nope ', []],
    ['drift --nonsense hm', []],
  ])('after `vlkctl %s` are %j', async (line, words) => {
    expect(await wordsAt(line)).toEqual(words);
  });

  it('are the past runs of that inventory, the newest first', async () => {
    writeFileSync(join(folder, 'lab.yaml'), LAB);
    const about = ['-i', join(folder, 'lab.yaml'), '--state', join(folder, 'state')];
    const words = (): Promise<readonly string[]> => wordsAt(`runs show ${about.join(' ')} `);
    expect(await words()).toEqual(['last']);
    for (const command of ['drift', 'apply'])
      await commandLine([command, ...(command === 'drift' ? ['--record'] : ['--yes']), ...about], { folder });
    const { out } = await commandLine(['runs', '--output', 'json', ...about], { folder });
    const listed = [...out.matchAll(/"run": "(?<run>r\w+)"/g)].map((match) => match.groups?.['run']);
    expect(listed).toHaveLength(2);
    expect(await words()).toEqual(['last', ...listed]);
    expect(await wordsAt('runs show r')).toEqual([]);
  });

  it.each([
    ['--on @', ['@plant-a', '@line-1', '@line-2', '@canary']],
    ['--on @li', ['@line-1', '@line-2']],
    ['--on @plant-a,@c', ['@plant-a,@canary']],
    ['--on @plant-a,!@line', ['@plant-a,!@line-1', '@plant-a,!@line-2']],
    ['--on @line-1,@li', ['@line-1,@line-2']],
    ['--on !pr', ['!press.a.example']],
    ['--on=hmi-2,pr', ['--on=hmi-2,press.a.example']],
    [
      '--on press.a.example,',
      ['@plant-a', '@line-1', '@line-2', '@canary', 'hmi-1.a.example', 'hmi-2.a.example', 'hmi-3.a.example'].map(
        (word) => `press.a.example,${word}`,
      ),
    ],
  ])('after `vlkctl drift %s` are %j', async (line, words) => {
    expect(await wordsAt(`drift ${line}`)).toEqual(words);
  });

  it('come from the inventory that the line names, home folder included', async () => {
    expect(await wordsAt(`why -i ${join(folder, 'other.yaml')} t`)).toEqual([
      'till-1.a.example',
      'till-2.a.example',
      'till-3.a.example',
    ]);
    expect(await wordsAt('why --inventory=~/other.yaml till-3')).toEqual(['till-3.a.example']);
  });

  it('say what they are', async () => {
    expect(await ask('zsh', ['--', 'drift', '--on', '@line-1'])).toBe('nospace\n@line-1\tgroup of 3 hosts\n');
    expect(await ask('zsh', ['--', 'drift', '--on', '@can'])).toBe('nospace\n@canary\ttag of 1 host\n');
    expect(await ask('fish', ['--', 'why', "'press"])).toBe('words\npress.a.example\twindows-xp-sp3, xp-da\n');
  });

  it.each([
    ['drift -i ', 'files'],
    ['drift --inventory=pl', 'files'],
    ['drift --out ', 'files'],
    ['apply --plan ', 'files'],
    ['drift --state ', 'folders'],
  ])('after `vlkctl %s` are %s', async (line, kind) => {
    expect(await ask('zsh', ['--', ...line.split(' ')])).toBe(`${kind}\n`);
  });

  it('never show what begins with two underscores', async () => {
    expect(await wordsAt('')).not.toContain('__complete');
    expect((await commandLine(['--help'])).out).not.toContain('__complete');
  });

  it.each(['broken.yaml', 'missing.yaml'])('are none, and nothing is said, where the inventory is %s', async (file) => {
    const answer = await commandLine(['__complete', 'zsh', '--', 'why', '-i', join(folder, file), 'h'], { env });
    expect(answer).toEqual({ code: 0, out: 'words\n', err: '' });
  });

  it.each([[[]], [['zsh']], [['bash']], [['powershell']], [['nonsense', '--', 'x']]])(
    'are no trouble for %j',
    async (words) => {
      const { code, err } = await commandLine(['__complete', ...words], { env });
      expect({ code, err }).toEqual({ code: 0, err: '' });
    },
  );
});

describe('bash', () => {
  // The second word is what readline is about to replace; `@` and `=` end a word for it, quotes do not belong to it.
  it.each([
    ['vlkctl dri', 'dri', ['drift']],
    ['vlkctl drift --on @plant-a,@li', '@li', ['@line-1', '@line-2']],
    ['vlkctl drift --on @plant-a,!@li', '@li', ['@line-1', '@line-2']],
    ["vlkctl drift --on '@plant-a,!@li", '@plant-a,!@li', ['@plant-a,!@line-1', '@plant-a,!@line-2']],
    ['vlkctl drift --output=js', 'js', ['json']],
    ['vlkctl drift --output=', '', ['text', 'json', 'ndjson', 'markdown']],
    ['vlkctl drift --on=@pl', '@pl', ['@plant-a']],
    ['vlkctl why ', '', ['hmi-1.a.example', 'hmi-2.a.example', 'hmi-3.a.example', 'press.a.example']],
  ])('gets for %j the rest of the word', async (line, replaced, words) => {
    const [, ...found] = (await ask('bash', ['--', line, replaced])).trimEnd().split('\n');
    expect(found).toEqual(words);
  });
});

describe('PowerShell', () => {
  it('hands over the whole line', async () => {
    expect(await ask('powershell', ["vlkctl drift --on '@plant-a,@c"])).toBe(
      'nospace\n@plant-a,@canary\ttag of 1 host\n',
    );
  });
});

describe('the scripts', () => {
  it.each(SHELLS)('of %s call back what is there', async (shell) => {
    const { out, code } = await commandLine(['completion', shell]);
    expect(code).toBe(0);
    expect(out).toContain(`__complete ${shell} `);
    expect(out).toContain('vlkctl');
    expect(out).not.toMatch(/\$\{'\$'\}|undefined/);
  });

  it('of PowerShell registers a native completer that quotes what PowerShell would read', async () => {
    const { out } = await commandLine(['completion', 'powershell']);
    expect(out).toContain('Register-ArgumentCompleter -Native -CommandName vlkctl -ScriptBlock {');
    expect(out).toContain(`$text = if ($word -match '[@,!]') { "'$word'" } else { $word }`);
    expect(out.match(/[{(]/g)).toHaveLength(out.match(/[})]/g)?.length ?? 0);
  });
});

async function wordsAt(line: string): Promise<readonly string[]> {
  const [, ...lines] = (await ask('zsh', ['--', ...line.split(' ')])).trimEnd().split('\n');
  return lines.map((each) => each.split('\t')[0] ?? '');
}

async function ask(shell: string, words: readonly string[]): Promise<string> {
  const { out, err } = await commandLine(['__complete', shell, ...words], { env });
  expect(err).toBe('');
  return out;
}
