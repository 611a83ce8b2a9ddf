import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyDesk } from '../../src/cli/io.ts';
import { holdsKey } from '../../src/model/secret.ts';
import { NEW_KEY, OTHER_KEY } from '../support/builders.ts';
import { type Answer, commandLine } from '../support/command-line.ts';

const AGE = '/usr/bin/age';
const AGE_KEYGEN = '/usr/bin/age-keygen';
const SCRIPT = '/usr/bin/script';
const HAS_AGE = existsSync(AGE);

let folder: string;
let mine: Identity;
let theirs: Identity;

interface Identity {
  readonly file: string;
  readonly recipient: string;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-age-'));
  if (!HAS_AGE) return;
  mine = newIdentity('mine.txt');
  theirs = newIdentity('theirs.txt');
  await declare({ secret: '{ env: VLK_XP } # from the vault' });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function newIdentity(name: string): Identity {
  const file = join(folder, name);
  execFileSync(AGE_KEYGEN, ['-o', file], { stdio: 'ignore' });
  return { file, recipient: execFileSync(AGE_KEYGEN, ['-y', file], { encoding: 'utf8' }).trim() };
}

async function declare({ secret, recipients = [mine.recipient] }: { secret: string; recipients?: readonly string[] }) {
  await writeFile(
    join(folder, 'plant.yaml'),
    `# the plant
version: 1
recipients: [${recipients.join(', ')}]
keys:
  xp: # the only one
    product: windows-xp-professional
    secret: ${secret}
    identity: { lastFive: KKKKK } # ours
access: { here: { kind: ssh } }
defaults: { key: xp, os: windows-xp-sp3, access: here }
hosts: { a.example: }
`,
  );
}

function plant(): Promise<string> {
  return readFile(join(folder, 'plant.yaml'), 'utf8');
}

function run(words: readonly string[], desk: Partial<KeyDesk> = {}, identity = mine): Promise<Answer> {
  const env = { VLKCTL_AGE_IDENTITY_FILE: identity.file };
  return commandLine(['keys', ...words, '--inventory', join(folder, 'plant.yaml')], { folder, env, desk });
}

/** What `age` itself makes of the text that stands in the inventory. */
async function openedByAge(identity: Identity): Promise<string> {
  return execFileSync(AGE, ['--decrypt', '--identity', identity.file], {
    input: await armouredText(),
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

/** The first text of age in the inventory. */
async function armouredText(): Promise<string> {
  const lines = (await plant()).split('\n').map((line) => line.trim());
  const armoured = lines.slice(
    lines.indexOf('-----BEGIN AGE ENCRYPTED FILE-----'),
    lines.indexOf('-----END AGE ENCRYPTED FILE-----') + 1,
  );
  return `${armoured.join('\n')}\n`;
}

function encryptedByAge(text: string, ...args: readonly string[]): Buffer {
  return execFileSync(AGE, ['--encrypt', ...args], { input: text });
}

function piped(text: string): Partial<KeyDesk> {
  return { readInput: () => Promise.resolve(text) };
}

describe.skipIf(!HAS_AGE)('keys encrypt', () => {
  it('writes what age itself can open, and leaves the rest as it is', async () => {
    const before = await plant();
    const { code, out, err } = await run(['encrypt', 'xp', '--yes'], piped(`${NEW_KEY}\n`));
    expect({ code, err }).toEqual({ code: 0, err: 'Written.\n' });
    expect(out).toContain('+      age: |');
    const after = await plant();
    expect(
      after.replace(
        /secret: # from the vault\n {6}age: \|\n(?: {8}\S.*\n)+/,
        'secret: { env: VLK_XP } # from the vault\n',
      ),
    ).toBe(before);
    expect(await openedByAge(mine)).toBe(`${NEW_KEY}\n`);
    await expect(openedByAge(theirs)).rejects.toThrow(/no identity matched/);
    const shown: string[] = [];
    await run(['decrypt', 'xp', '--show'], { show: (text) => void shown.push(text) });
    expect(shown).toEqual([`${NEW_KEY}\n`]);
    expect(holdsKey(`${after}${out}`)).toBe(false);
  });

  it('takes a key that is typed, and encrypts it for everybody', async () => {
    await declare({ secret: '{ env: VLK_XP }', recipients: [mine.recipient, theirs.recipient] });
    const asked: string[] = [];
    const askHidden = async (question: string): Promise<string> => {
      asked.push(question);
      return NEW_KEY.toLowerCase();
    };
    const place = { folder, desk: { askHidden }, canAsk: true };
    const { code } = await commandLine(['keys', 'encrypt', 'xp', '--yes', '-i', join(folder, 'plant.yaml')], place);
    expect(code).toBe(0);
    expect(asked).toEqual(['Key xp (not shown): ']);
    expect([await openedByAge(mine), await openedByAge(theirs)]).toEqual([`${NEW_KEY}\n`, `${NEW_KEY}\n`]);
  });

  it('writes nothing with --dry-run', async () => {
    const before = await plant();
    expect((await run(['encrypt', 'xp', '--dry-run'], piped(NEW_KEY))).code).toBe(0);
    expect(await plant()).toBe(before);
  });

  it.each([
    ['another key than the declared one', OTHER_KEY, /ends in 67899, `identity` of 'xp' says KKKKK/],
    ['a mistyped key', NEW_KEY.replace('K', 'A'), /no product key/],
    ['nothing', '', /no product key/],
  ])('refuses %s', async (_title, typed, says) => {
    const before = await plant();
    const { code, out, err } = await run(['encrypt', 'xp', '--yes'], piped(typed));
    expect(code).toBe(64);
    expect(err).toMatch(says);
    expect(holdsKey(`${out}${err}`)).toBe(false);
    expect(await plant()).toBe(before);
  });

  it('--stdin encrypts any line to stdout', async () => {
    const { code, out } = await run(['encrypt', '--stdin'], piped('correct horse\n'));
    expect(code).toBe(0);
    const opened = execFileSync(AGE, ['-d', '-i', mine.file], { input: out, encoding: 'utf8' });
    expect(opened).toBe('correct horse\n');
  });

  it.each([
    ['without recipients', () => [], 'age-recipient-missing'],
    [
      'with a mistyped one',
      () => [mine.recipient.replace(/.$/, (last) => (last === 'q' ? 'p' : 'q'))],
      'age-recipient-wrong',
    ],
  ])('%s is refused before a key is asked for', async (_title, recipients, code) => {
    await declare({ secret: '{ env: VLK_XP }', recipients: recipients() });
    await expect(
      run(['encrypt', 'xp', '--yes'], { readInput: () => Promise.reject(new Error('a key was asked for')) }),
    ).rejects.toMatchObject({ code });
  });
});

describe.skipIf(!HAS_AGE)('keys decrypt', () => {
  beforeEach(async () => {
    await writeFile(join(folder, 'xp.age'), encryptedByAge(NEW_KEY, '--recipient', mine.recipient));
    await declare({ secret: '{ age: { file: xp.age } }' });
  });

  it('shows what age encrypted, with a warning beside it', async () => {
    const shown: string[] = [];
    const desk = { isScreen: true, show: (text: string) => void shown.push(text) };
    const { code, out, err } = await run(['decrypt', 'xp'], desk);
    expect(shown).toEqual([`${NEW_KEY}\n`]);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toMatch(/in clear/);
    expect(holdsKey(err)).toBe(false);
  });

  it('shows nothing to a pipe, unless told to', async () => {
    const shown: string[] = [];
    const desk = { show: (text: string) => void shown.push(text) };
    const refused = await run(['decrypt', 'xp'], desk);
    expect(refused).toMatchObject({ code: 64, err: expect.stringContaining('--show') });
    expect(shown).toEqual([]);
    expect((await run(['decrypt', 'xp', '--show'], desk)).code).toBe(0);
    expect(shown).toEqual([`${NEW_KEY}\n`]);
  });

  it('says where a key is that age has not encrypted', async () => {
    await declare({ secret: '{ env: VLK_XP }' });
    expect((await run(['decrypt', 'xp', '--show'])).err).toContain('It is read from: env VLK_XP.');
  });
});

describe.skipIf(!HAS_AGE)('keys rekey', () => {
  it('lets a new recipient open texts and files, and shuts an old one out', async () => {
    await run(['encrypt', 'xp', '--yes'], piped(NEW_KEY));
    await writeFile(join(folder, 'srv.age'), encryptedByAge(NEW_KEY, '--recipient', mine.recipient), { mode: 0o640 });
    const written = await plant();
    const more =
      '  srv: { product: windows-xp-professional, secret: { age: { file: srv.age } }, identity: { lastFive: KKKKK } }\naccess:';
    await writeFile(
      join(folder, 'plant.yaml'),
      written.replace(mine.recipient, theirs.recipient).replace('access:', more),
    );
    const { code, err } = await run(['rekey', '--yes']);
    expect(code).toBe(0);
    expect(err).toMatch(/srv\.age would be encrypted again.*Written.*history/s);
    expect(await openedByAge(theirs)).toBe(`${NEW_KEY}\n`);
    await expect(openedByAge(mine)).rejects.toThrow(/no identity matched/);
    const file = join(folder, 'srv.age');
    expect(execFileSync(AGE, ['-d', '-i', theirs.file, file], { encoding: 'utf8' })).toBe(`${NEW_KEY}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect((await plant()).replaceAll(/^ {8}\S.*\n/gm, '')).toBe(
      written
        .replace(mine.recipient, theirs.recipient)
        .replace('access:', more)
        .replaceAll(/^ {8}\S.*\n/gm, ''),
    );
  });

  it('takes along the password of an access that no host uses, and one that others share by a merge key', async () => {
    const armoured = encryptedByAge('correct horse', '--armor', '--recipient', mine.recipient).toString('utf8');
    const access = `access:
  here: { kind: ssh }
  spare: &spare
    kind: winrm
    port: 5985
    username: svc
    password: { age: ${JSON.stringify(armoured)} }
  spare-1: { <<: *spare, port: 80 }
`;
    const text = (await plant()).replace('access: { here: { kind: ssh } }\n', access);
    await writeFile(join(folder, 'plant.yaml'), text.replace(mine.recipient, theirs.recipient));
    expect(await run(['rekey', '--yes'])).toMatchObject({ code: 0, err: expect.stringContaining('Written.') });
    const opened = execFileSync(AGE, ['-d', '-i', theirs.file], { input: await armouredText(), encoding: 'utf8' });
    expect(opened).toBe('correct horse\n');
  });

  it('writes nothing when one text cannot be opened', async () => {
    await run(['encrypt', 'xp', '--yes'], piped(NEW_KEY));
    const before = await plant();
    await expect(run(['rekey', '--yes'], {}, theirs)).rejects.toMatchObject({ code: 'age-identity-wrong' });
    expect(await plant()).toBe(before);
  });
});

const MAIN = join(import.meta.dirname, '../../dist/program/vlkctl.js');

describe.skipIf(!HAS_AGE)('a key that is typed at a terminal', () => {
  it('is never echoed', async () => {
    const command = `'${process.execPath}' '${MAIN}' keys encrypt xp --yes -i '${join(folder, 'plant.yaml')}'`;
    const { status, stdout } = spawnSync(SCRIPT, ['-qec', command, '/dev/null'], {
      input: `${NEW_KEY}\n`,
      encoding: 'utf8',
      timeout: 20_000,
    });
    // What is typed before the program asks, the terminal itself may echo; script sends it at once.
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('Key xp (not shown): ') });
    const afterQuestion = stdout.slice(stdout.indexOf('(not shown)'));
    expect(holdsKey(afterQuestion)).toBe(false);
    expect(await openedByAge(mine)).toBe(`${NEW_KEY}\n`);
  });
});
