import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keysIdentify } from '../../../src/cli/actions/keys-identify.ts';
import { NEW_KEY } from '../../support/builders.ts';
import { type Answer, commandLine } from '../../support/command-line.ts';
import { fakeIo } from '../../support/fake-io.ts';
import { syntheticKey } from '../../support/synthetic-key.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-identify-'));
  file = join(folder, 'plant.yaml');
  await writeFile(file, TEXT);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const XP = NEW_KEY;
const SRV = syntheticKey(2);
const SECRETS = { VLK_XP: XP, VLK_SRV: SRV };

const TEXT = `version: 1
simulation: true
keys:
  xp: # Windows XP
    # from the contract of 2004
    product: windows-xp-professional
    secret: { env: VLK_XP } # in the pipeline
  srv: { product: windows-server-2003-standard, secret: { env: VLK_SRV } } # one server
access: { sim: { kind: simulated, starts: other-key } }
defaults: { os: windows-xp-sp2, access: sim }
hosts:
  a.example: { key: xp }
  b.example: { key: srv, os: windows-server-2003-sp2 }
`;

describe('keys identify', () => {
  it('writes the identity below the name of the key, and everything else stays', async () => {
    expect(await run(SECRETS, 'xp', '--yes')).toMatchObject({ code: 0 });
    const line = (await text()).split('\n').find((each) => each.includes('identity'));
    expect(line).toMatch(new RegExp(`^    identity: \\{ lastFive: "${XP.slice(-5)}", productId: "\\d{3}-\\d{7}" \\}$`));
    expect((await text()).replace(`${line}\n`, '')).toBe(TEXT);
  });

  it('writes all that are missing, and finds nothing to write after that', async () => {
    const answer = await run(SECRETS, '--all', '--yes');
    expect(answer.code).toBe(0);
    expect(answer.out).not.toContain(XP);
    expect(await text()).toContain(
      `secret: { env: VLK_SRV }, identity: { lastFive: "${SRV.slice(-5)}" } } # one server\n`,
    );
    const written = await text();
    expect((await run({}, '--all', '--yes')).out).toBe('No identity to write.\n');
    expect((await run(SECRETS, 'xp', '--yes')).out).toBe('No identity to write.\n');
    expect(await text()).toBe(written);
  });

  it.each([
    ['{ lastFive: XXXXX } # of the old key', '    identity: { lastFive: XXXXX } # of the old key\n'],
    ['one a line', '    identity:\n      # of the old key\n      lastFive: XXXXX # five\n'],
    ['with its product ID', '    identity: { productId: 111-1111111, lastFive: XXXXX }\n'],
  ])('replaces another identity: %s', async (_how, before) => {
    await writeFile(file, TEXT.replace('    # from', `${before}    # from`));
    expect((await run(SECRETS, 'xp', '--yes')).code).toBe(0);
    expect(await text()).toContain(`lastFive: "${XP.slice(-5)}"`);
    expect(await text()).not.toContain('XXXXX');
    for (const comment of before.match(/# .*/g) ?? []) expect(await text()).toContain(comment);
    expect((await run(SECRETS, 'xp', '--check')).code).toBe(0);
  });

  it('only shows it with --dry-run', async () => {
    const answer = await run(SECRETS, 'srv', '--dry-run', '--output', 'json');
    const document: unknown = JSON.parse(answer.out);
    expect(document).toMatchObject({
      command: 'keys identify',
      status: 'dry-run',
      keys: [{ label: 'srv', identity: { lastFive: SRV.slice(-5) } }],
      files: [{ path: file }],
    });
    expect(await text()).toBe(TEXT);
  });

  it('asks, and takes no for an answer', async () => {
    const asked: string[] = [];
    const ask = async (question: string): Promise<boolean> => asked.push(question) === 0;
    const { surroundings } = fakeIo();
    const io = fakeIo({ canAsk: true, ask, surroundings: { ...surroundings, folder, env: SECRETS } });
    expect(await keysIdentify('xp', { inventory: [file], output: 'text' }, io)).toBe(1);
    expect(asked).toEqual([`Write the identity of 1 key into ${file}? Type yes: `]);
    expect(await text()).toBe(TEXT);
  });

  it('writes what it can and names what it cannot read', async () => {
    const answer = await run({ VLK_XP: XP }, '--all', '--yes');
    expect(answer.code).toBe(5);
    expect(answer.err).toContain('key srv: the environment variable VLK_SRV is not set\n');
    expect((await text()).match(/identity/g)).toHaveLength(1);
    await expect(run({}, 'srv', '--yes')).rejects.toThrow('key srv: the environment variable VLK_SRV is not set');
  });

  it('leaves a key alone that is an alias', async () => {
    await writeFile(
      file,
      TEXT.replace(/ {2}srv: .*\n/, '  xp2: *one\n')
        .replace('xp: #', 'xp: &one #')
        .replace(/ {2}b\..*\n/, ''),
    );
    const answer = await run(SECRETS, 'xp2', '--yes');
    expect(answer.code).toBe(1);
    expect(answer.err).toContain("key 'xp2' cannot be changed from here, it is an alias");
    expect((await run(SECRETS, 'xp', '--yes')).err).toContain('more than these identities would change');
  });

  it.each([
    [[], 'vlkctl keys identify needs a label'],
    [['xp'], 'nobody is here to ask'],
    [['xp', '--all', '--yes'], 'A label and --all do not go together'],
    [['xp', '--check', '--yes'], '--check writes nothing'],
    [['vista', '--check'], "No key is named 'vista'"],
  ])('refuses %j', async (words, message) => {
    const answer = await run(SECRETS, ...words);
    expect(answer).toMatchObject({ code: 64, out: '' });
    expect(answer.err).toContain(message);
  });
});

describe('keys identify --check', () => {
  it('finds every secret as declared', async () => {
    await run(SECRETS, '--all', '--yes');
    const before = await text();
    expect(await run(SECRETS, '--check')).toMatchObject({
      code: 0,
      err: '',
      out: `xp   same  the secret ends in ${XP.slice(-5)}\nsrv  same  the secret ends in ${SRV.slice(-5)}\n`,
    });
    expect(await text()).toBe(before);
  });

  it('tells another key, an unreadable one and one without identity apart, all at once', async () => {
    await run(SECRETS, 'xp', '--yes');
    const answer = await run({ VLK_XP: SRV }, '--check', '--output', 'json');
    expect(answer.code).toBe(5);
    const document: unknown = JSON.parse(answer.out);
    expect(document).toMatchObject({
      keys: [
        { label: 'xp', status: 'different' },
        { label: 'srv', status: 'unreadable' },
      ],
    });
    expect((await run(SECRETS, '--check')).out).toContain('srv  no-identity  ');
  });
});

function run(env: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Answer> {
  return commandLine(['keys', 'identify', ...words, '-i', file, '--quiet'], { folder, env });
}

function text(): Promise<string> {
  return readFile(file, 'utf8');
}
