import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keysRotate } from '../../../src/cli/actions/keys-rotate.ts';
import { NEW_KEY } from '../../support/builders.ts';
import { type Answer, commandLine } from '../../support/command-line.ts';
import { fakeIo } from '../../support/fake-io.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-rotate-'));
  file = join(folder, 'plant.yaml');
  await writeFile(file, TEXT);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const TEXT = `version: 1
simulation: true
keys:
  old: { product: windows-xp-professional, secret: { env: VLK_OLD }, identity: { lastFive: 7K3QT } } # leaked
  new: { product: windows-xp-professional, secret: { env: VLK_NEW }, identity: { lastFive: KKKKK }, seats: 30 }
  else: { product: windows-xp-professional, secret: { env: VLK_ELSE }, identity: { lastFive: XXXXX } }
  srv: { product: windows-server-2003-standard, secret: { env: VLK_SRV }, identity: { lastFive: QW2RT } }
  bare: { product: windows-xp-professional, secret: { env: VLK_BARE } }
access:
  sim: { kind: simulated, starts: desired-key }
  off: { kind: simulated, starts: desired-key, fault: unreachable }
defaults: { key: old, os: windows-xp-sp2, access: sim } # everybody
groups:
  line-a:
    key: "old" # in quotes
    hosts:
      a-[01:24].example:
  line-b:
    key: else
    hosts:
      b.example: { key: old }
      c.example:
hosts:
  d.example: { tags: [canary] }
rollout: { waves: ['@canary', 10%, 100%] }
`;

const ROTATED = TEXT.replace('lastFive: 7K3QT } } #', 'lastFive: 7K3QT }, replacedBy: new } #')
  .replace('{ key: old, os', '{ key: new, os')
  .replace('key: "old"', 'key: new')
  .replace('b.example: { key: old }', 'b.example: { key: new }');

describe('keys rotate', () => {
  it('changes every place that asks for the old key and nothing else, and says whom it reaches', async () => {
    const answer = await run('old', 'new', '--yes');
    expect(answer.code).toBe(0);
    expect(await text()).toBe(ROTATED);
    expect(answer.out).toContain(`old -> new: 26 hosts
  a-[01:24].example (24)  b.example  d.example
groups  line-a (24), line-b (1)
waves   @canary (1), 10% (2), 100% (26)
seats   new needs 26 of 30
`);
    expect((await run('old', 'new', '--yes')).out).toContain('Nothing to write');
    expect(await text()).toBe(ROTATED);
  });

  it('can be taken back: what announced the other way is taken out', async () => {
    await run('old', 'new', '--yes');
    const answer = await run('new', 'old', '--yes');
    expect(answer).toMatchObject({ code: 0, err: '' });
    expect(await text()).toMatch(/^ {2}old: .*lastFive: 7K3QT \} \} #/m);
    expect(await text()).toMatch(/^ {2}new: .*replacedBy: old/m);
    expect((await command('validate')).code).toBe(0);
  });

  it('can go back over several keys', async () => {
    await run('old', 'new', '--yes');
    await run('new', 'else', '--yes');
    expect((await run('else', 'old', '--yes')).code).toBe(0);
    expect((await text()).match(/^ {2}\w+: .*replacedBy: \w+/gm)?.map((line) => line.replace(/:.*: /, ' -> '))).toEqual(
      ['  new -> else', '  else -> old'],
    );
  });

  it('only shows it with --dry-run, and says where seats are too few', async () => {
    await writeFile(file, TEXT.replace('seats: 30', 'seats: 25'));
    const answer = await run('old', 'new', '--dry-run');
    expect(answer.out).toContain('new needs 26 of 25: too few, plan and apply will refuse it\n');
    expect(answer.out).toContain('+    key: new # in quotes\n');
    const json: unknown = JSON.parse((await run('old', 'new', '--dry-run', '--output', 'json')).out);
    expect(json).toMatchObject({ command: 'keys rotate', status: 'dry-run', seats: { purchased: 25, needed: 26 } });
    expect(await text()).toBe(TEXT.replace('seats: 30', 'seats: 25'));
  });

  it('asks, and takes no for an answer', async () => {
    const { surroundings } = fakeIo();
    const io = fakeIo({ canAsk: true, surroundings: { ...surroundings, folder } });
    expect(await keysRotate({ old: 'old', new: 'new' }, { inventory: [file], output: 'text' }, io)).toBe(1);
    expect(await text()).toBe(TEXT);
  });

  it('changes an anchor once, and what is an alias of it follows', async () => {
    await writeFile(
      file,
      TEXT.replace('key: "old"', 'key: &it old').replace('b.example: { key: old }', 'b.example: { key: *it }'),
    );
    expect((await run('old', 'new', '--yes')).code).toBe(0);
    expect(await text()).toContain('key: &it new # in quotes');
  });

  it.each([
    [['old', 'new'], 'nobody is here to ask'],
    [['old', 'old', '--yes'], 'This is one key, not two'],
    [['old', 'srv', '--yes'], "'old' is for windows-xp-professional, 'srv' for windows-server-2003-standard"],
    [['old', 'bare', '--yes'], "Key 'bare' has no `identity`"],
    [['old', 'vista', '--yes'], "No key is named 'vista'"],
    [['old', 'new', '--status', '--yes'], '--status writes nothing'],
  ])('refuses %j', async (words, message) => {
    const answer = await run(...words);
    expect(answer).toMatchObject({ code: 64, out: '' });
    expect(answer.err).toContain(message);
  });
});

describe('a rotation', () => {
  it('is announced to the guard, and a change to a key that is not announced is none', async () => {
    await settle();
    await writeFile(file, sp3(ROTATED));
    expect((await command('plan')).code).toBe(0);
    await writeFile(file, sp3(ROTATED).replace(', replacedBy: new', ''));
    const refused = await command('plan');
    expect(refused.code).toBe(3);
    expect(refused.out).toContain('26 hosts would be changed');
    await writeFile(file, sp3(ROTATED).replace('replacedBy: new', 'replacedBy: else'));
    expect((await command('plan')).code).toBe(3);
  });

  it('is over when --status finds the old key nowhere', async () => {
    await settle();
    await writeFile(file, sp3(ROTATED));
    const before = await run('old', 'new', '--status');
    expect(before.code).toBe(2);
    expect(before.out).toContain('old is on 26 hosts of 27 seen, new on 0 (simulated)\n  still old: a-01.example\n');
    expect((await command('apply', '--yes')).code).toBe(0);
    expect(await run('old', 'new', '--status')).toMatchObject({
      code: 0,
      out: 'old is on 0 hosts of 27 seen, new on 26 (simulated)\n',
    });
  });

  it('is not proven while a host was not seen; it is named', async () => {
    await writeFile(file, ROTATED.replace('tags: [canary]', 'tags: [canary], access: off'));
    const answer = await run('old', 'new', '--status');
    expect(answer.code).toBe(5);
    expect(answer.out).toContain('  not seen: d.example: ');
    const json: unknown = JSON.parse((await run('old', 'new', '--status', '--output', 'json')).out);
    expect(json).toMatchObject({ status: 'observed', onOld: [], notSeen: [{ host: 'd.example' }] });
  });
});

function run(...words: readonly string[]): Promise<Answer> {
  return command('keys', 'rotate', ...words);
}

function command(...words: readonly string[]): Promise<Answer> {
  return commandLine([...words, '-i', file, '--quiet'], { folder, env: { VLK_NEW: NEW_KEY } });
}

function text(): Promise<string> {
  return readFile(file, 'utf8');
}

/** Simulated hosts keep the key they were made with once something has happened to them. */
function settle(): Promise<Answer> {
  return commandLine(['lab', 'break', '--on', '*', '--service-pack', '-i', file], { folder });
}

function sp3(yaml: string): string {
  return yaml.replace('windows-xp-sp2', 'windows-xp-sp3');
}
