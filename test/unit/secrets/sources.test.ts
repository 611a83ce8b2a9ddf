import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { armor, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunRefused } from '../../../src/model/run-refused.ts';
import type { SecretRef } from '../../../src/model/secret.ts';
import { passwordReader } from '../../../src/secrets/read-password.ts';
import { readSecret } from '../../../src/secrets/read-secret.ts';
import type { SecretSurroundings } from '../../../src/secrets/secret-source.ts';
import { toolEnvironment } from '../../../src/secrets/tool-environment.ts';
import { host, NEW_KEY } from '../../support/builders.ts';
import { secretSurroundings } from '../../support/secret-surroundings.ts';

const KEY_NAME = { kind: 'key', what: 'key xp-en' } as const;
const PASSWORD_NAME = { kind: 'password', what: 'the password of access plant' } as const;
const PASSPHRASE = 'staple-horse-battery';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-sources-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function read(ref: SecretRef, env: SecretSurroundings['env'] = {}, changed: Partial<SecretSurroundings> = {}) {
  return readSecret(ref, KEY_NAME, secretSurroundings(env, { folder, ...changed }));
}

/** The refusal, after a look at all of it for what must not be in it. */
async function refusalOf(work: Promise<unknown>, ...hidden: readonly string[]): Promise<RunRefused> {
  const error: unknown = await work.then(
    () => expect.unreachable('it was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof RunRefused)) throw error;
  const shown = [error.message, error.help, error.stack, inspect(error, { depth: null, showHidden: true })].join(' ');
  for (const text of [NEW_KEY, PASSPHRASE, 'AGE-SECRET-KEY-1', ...hidden]) {
    expect(shown.replaceAll('begin with AGE-SECRET-KEY-1 or', '')).not.toContain(text);
  }
  expect(error.help).toMatch(/\.$/);
  return error;
}

function sh(script: string, ...args: readonly string[]): SecretRef {
  return { command: ['sh', '-c', script, 'sh', ...args] };
}

async function save(name: string, content: string | Uint8Array, mode = 0o600): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  await chmod(file, mode);
  return file;
}

async function withPassphrase(): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(PASSPHRASE);
  encrypter.setScryptWorkFactor(10);
  return armor.encode(await encrypter.encrypt(NEW_KEY));
}

/** Prints how it was called in place of a secret, or what a test wants. */
async function withSops(script: string): Promise<Partial<SecretSurroundings>> {
  await save('sops', `#!/bin/sh\n${script}\n`, 0o755);
  return { toolEnvironment: { PATH: `${folder}:/usr/bin:/bin` } };
}

describe('a command', () => {
  it('gives what it prints, without its line end', async () => {
    expect(await read(sh(`echo ${NEW_KEY}`))).toBe(NEW_KEY);
  });

  it('gives a password in UTF-8 with the blanks it has', async () => {
    const ref = sh("printf ' sm\u00f8r og br\u00f8d \\r\\n'");
    expect(await readSecret(ref, PASSWORD_NAME, secretSurroundings())).toBe(' sm\u00f8r og br\u00f8d ');
  });

  it('gets its arguments as they are: no shell reads them', async () => {
    const ref = { command: ['printf', '%s', '$(id) `id` > x "a b"'] };
    expect(await readSecret(ref, PASSWORD_NAME, secretSurroundings())).toBe('$(id) `id` > x "a b"');
  });

  it.each<readonly [title: string, ref: SecretRef, code: string, message: string, help: RegExp]>([
    [
      'that prints two lines',
      sh(`echo ${NEW_KEY}; echo ${NEW_KEY}`),
      'secret-not-a-key',
      'key xp-en: what sh prints has more than one line',
      /print the key alone/,
    ],
    ['that prints nothing', sh('true'), 'secret-missing', 'key xp-en: what sh prints is empty', /Put it there/],
    [
      'that fails',
      sh('echo "not signed in" >&2; exit 6', 'token-of-mine'),
      'secret-program-failed',
      'key xp-en: the program sh ended with exit code 6: not signed in',
      /by hand, as the account that runs vlkctl/,
    ],
    [
      'that fails and shows the key',
      sh(`echo "cannot use ${NEW_KEY}" >&2; exit 1`),
      'secret-program-failed',
      'key xp-en: the program sh ended with exit code 1: cannot use *****-*****-*****-*****-KKKKK',
      /by hand/,
    ],
    [
      'that is not there',
      { command: ['vlk-no-such-program', 'token-of-mine'] },
      'secret-program-missing',
      'key xp-en: the program vlk-no-such-program cannot be started',
      /Install vlk-no-such-program/,
    ],
    ['that is killed', sh('kill -9 $$'), 'secret-program-failed', 'key xp-en: the program sh broke off', /by hand/],
    ['that never stops printing', sh('yes'), 'secret-program-failed', 'key xp-en: the program sh broke off', /by hand/],
  ])('%s is refused', async (_title, ref, code, message, help) => {
    const refusal = await refusalOf(read(ref), 'token-of-mine');
    expect(refusal).toMatchObject({ code, message });
    expect(refusal.help).toMatch(help);
  });

  it('that hangs is ended', async () => {
    const refusal = await refusalOf(read(sh(`echo $$ > '${folder}/pid'; exec sleep 60`), {}, { limitMs: 300 }));
    expect(refusal).toMatchObject({
      code: 'secret-program-slow',
      message: 'key xp-en: the program sh did not end within 0.3 s',
    });
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('gets nothing on stdin, so that it cannot wait for somebody to type', async () => {
    expect(await read(sh(`cat; echo ${NEW_KEY}`))).toBe(NEW_KEY);
  });

  it('gets the environment it is given and nothing else', async () => {
    const seen = await refusalOf(
      read(sh('env >&2; exit 1'), { VLK_XP_EN: NEW_KEY, VLKCTL_AGE_PASSPHRASE: PASSPHRASE }),
    );
    expect(seen.message).not.toMatch(/VLK/);
  });
});

describe('the environment of a program', () => {
  it('has agents, stores and proxies in it, and no key or password of ours', () => {
    const env = {
      XDG_RUNTIME_DIR: '/run/user/1000',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
      OP_SERVICE_ACCOUNT_TOKEN: 'token',
      https_proxy: 'http://proxy:3128',
      SOPS_AGE_KEY_FILE: '/home/me/age.txt',
      AWS_WINRM_PASSWORD: 'declared',
      VAULT_KEY: NEW_KEY,
      VLK_XP_EN: NEW_KEY,
      VLKCTL_AGE_IDENTITY: 'AGE-SECRET-KEY-1',
      VLKCTL_AGE_PASSPHRASE: PASSPHRASE,
      LD_PRELOAD: '/evil.so',
      NODE_OPTIONS: '--require evil',
    };
    expect(toolEnvironment(env, { PATH: '/bin' }, new Set(['AWS_WINRM_PASSWORD']))).toEqual({
      PATH: '/bin',
      XDG_RUNTIME_DIR: '/run/user/1000',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
      OP_SERVICE_ACCOUNT_TOKEN: 'token',
      https_proxy: 'http://proxy:3128',
      SOPS_AGE_KEY_FILE: '/home/me/age.txt',
    });
  });
});

describe('a file', () => {
  it.each([0o600, 0o400, 0o640])('of mode %o is read', async (mode) => {
    expect(await read({ file: await save('xp.key', `${NEW_KEY}\n`, mode) })).toBe(NEW_KEY);
  });

  it.each([0o644, 0o604, 0o444])('of mode %o is refused: others may read it', async (mode) => {
    const file = await save('xp.key', `${NEW_KEY}\n`, mode);
    expect(await refusalOf(read({ file }))).toMatchObject({
      code: 'secret-exposed',
      message: `key xp-en: everybody on this machine may read the file ${file}`,
    });
  });

  it('is not asked for its mode where permissions mean nothing', async () => {
    const file = await save('xp.key', NEW_KEY, 0o644);
    expect(await read({ file }, {}, { checksPermissions: false })).toBe(NEW_KEY);
  });
});

describe('age', () => {
  let identity: string;

  beforeEach(async () => {
    identity = await generateX25519Identity();
  });

  async function encrypted(text = `${NEW_KEY}\n`): Promise<string> {
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(identity));
    return armor.encode(await encrypter.encrypt(text));
  }

  it('is opened with an identity of the environment', async () => {
    const age = { text: await encrypted() };
    expect(await read({ age }, { VLKCTL_AGE_IDENTITY: identity })).toBe(NEW_KEY);
  });

  it('is opened with one of the identities of a file, remarks and others among them', async () => {
    const other = await generateX25519Identity();
    await save('identity.txt', `# created: today\r\n${other}\r\n\r\n${identity}\r\n`);
    const env = { VLKCTL_AGE_IDENTITY_FILE: 'identity.txt' };
    expect(await read({ age: { text: await encrypted() } }, env)).toBe(NEW_KEY);
  });

  it('is opened out of a file, armoured or not, which everybody may read', async () => {
    const armoured = await encrypted();
    const text = await save('xp.age', armoured, 0o644);
    const binary = await save('xp.bin', armor.decode(armoured), 0o644);
    const env = { VLKCTL_AGE_IDENTITY: identity };
    expect(await read({ age: { file: text } }, env)).toBe(NEW_KEY);
    expect(await read({ age: { file: binary } }, env)).toBe(NEW_KEY);
  });

  it('is opened with a passphrase, also out of a file, also where an identity is set', async () => {
    const age = { text: await withPassphrase() };
    await save('passphrase', `${PASSPHRASE}\n`);
    expect(await read({ age }, { VLKCTL_AGE_PASSPHRASE: PASSPHRASE })).toBe(NEW_KEY);
    expect(await read({ age }, { VLKCTL_AGE_PASSPHRASE_FILE: 'passphrase', VLKCTL_AGE_IDENTITY: identity })).toBe(
      NEW_KEY,
    );
  });

  it('is refused where nothing is set', async () => {
    expect(await refusalOf(read({ age: { text: await encrypted() } }))).toMatchObject({
      code: 'age-identity-missing',
      help: expect.stringContaining('VLKCTL_AGE_IDENTITY_FILE'),
    });
  });

  it('is refused to another identity', async () => {
    const env = { VLKCTL_AGE_IDENTITY: await generateX25519Identity() };
    expect(await refusalOf(read({ age: { text: await encrypted() } }, env))).toMatchObject({
      code: 'age-identity-wrong',
      message: 'key xp-en: no identity of age that is set can open it',
    });
  });

  it.each([
    ['another passphrase', { VLKCTL_AGE_PASSPHRASE: 'wrong' }],
    ['an identity where it takes a passphrase', { VLKCTL_AGE_IDENTITY: 'AGE-SECRET-KEY-1' }],
  ])('is refused to %s', async (_title, env) => {
    const given = 'VLKCTL_AGE_IDENTITY' in env ? { VLKCTL_AGE_IDENTITY: identity } : env;
    expect(await refusalOf(read({ age: { text: await withPassphrase() } }, given))).toMatchObject({
      code: 'age-identity-wrong',
      message: expect.stringContaining('encrypted with a passphrase'),
    });
  });

  it.each<readonly [title: string, text: (identity: string) => string]>([
    ['a recipient', () => 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'],
    ['a key of ssh', () => '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ['a mistyped one', (right) => `${right.slice(0, -1)}${right.endsWith('Q') ? 'P' : 'Q'}`],
  ])('is refused to %s in place of an identity', async (_title, text) => {
    const given = text(identity);
    const env = { VLKCTL_AGE_IDENTITY: given };
    const refusal = await refusalOf(read({ age: { text: await encrypted() } }, env), given);
    expect(refusal.code).toBe('age-identity-wrong');
  });

  it('is refused with a file of identities that everybody may read, or that is not there', async () => {
    const age = { text: await encrypted() };
    await save('identity.txt', identity, 0o644);
    const exposed = await refusalOf(read({ age }, { VLKCTL_AGE_IDENTITY_FILE: 'identity.txt' }));
    expect(exposed).toMatchObject({ code: 'secret-exposed', message: expect.stringContaining('IDENTITY_FILE') });
    const absent = await refusalOf(read({ age }, { VLKCTL_AGE_IDENTITY_FILE: 'nowhere.txt' }));
    expect(absent).toMatchObject({ code: 'secret-missing', message: expect.stringContaining('nowhere.txt') });
  });

  it.each<readonly [title: string, damage: (text: string) => string]>([
    ['cut short', (text) => text.split('\n').toSpliced(-4, 2).join('\n')],
    ['with a character changed', (text) => text.replace(/.(?=\n-----END)/, (last) => (last === 'A' ? 'B' : 'A'))],
    ['without its first line', (text) => text.split('\n').slice(1).join('\n')],
    ['that is none', () => 'hello'],
  ])('%s is told to be damaged', async (_title, damage) => {
    const age = { text: damage(await encrypted()) };
    const refusal = await refusalOf(read({ age }, { VLKCTL_AGE_IDENTITY: identity }));
    expect(refusal.code).toBe('age-damaged');
  });
});

describe('sops', () => {
  it('is asked for one value of a file', async () => {
    const sops = { file: '/plant/keys.yaml', extract: '["keys"]["xp"]' };
    expect(await read({ sops }, {}, await withSops('echo "$@"'))).toBe(
      '--decrypt --extract ["keys"]["xp"] /plant/keys.yaml',
    );
  });

  it('is asked for a whole file', async () => {
    expect(await read({ sops: { file: '/plant/xp' } }, {}, await withSops('echo "$@"'))).toBe('--decrypt /plant/xp');
  });

  it('with several lines names `extract`', async () => {
    const refusal = await refusalOf(read({ sops: { file: '/plant/xp' } }, {}, await withSops('echo a; echo b')));
    expect(refusal).toMatchObject({ code: 'secret-not-a-key', help: expect.stringContaining('extract') });
  });

  it('that fails is shown with what it says', async () => {
    const around = await withSops('echo "Failed to get the data key" >&2; exit 128');
    expect(await refusalOf(read({ sops: { file: '/plant/xp' } }, {}, around))).toMatchObject({
      code: 'secret-program-failed',
      message: 'key xp-en: the program sops ended with exit code 128: Failed to get the data key',
    });
  });

  it('that is not installed is named', async () => {
    const around = { toolEnvironment: { PATH: folder } };
    expect(await refusalOf(read({ sops: { file: '/plant/xp' } }, {}, around))).toMatchObject({
      code: 'secret-program-missing',
      help: expect.stringContaining('Install sops'),
    });
  });
});

describe('passwords', () => {
  it('are looked up once for all hosts', async () => {
    const ref = sh(`echo x >> '${folder}/calls'; echo secret`);
    const reader = passwordReader([], secretSurroundings());
    expect(await Promise.all(['a', 'b', 'c'].map((name) => reader(ref, name)))).toEqual(['secret', 'secret', 'secret']);
    expect(await readFile(join(folder, 'calls'), 'utf8')).toBe('x\n');
  });

  it('with {host} are looked up once a host', async () => {
    const ref = sh(`echo "$1" >> '${folder}/calls'; echo "of $1"`, '{host}');
    const reader = passwordReader([], secretSurroundings());
    const names = ['hmi-1.a.example', 'hmi-2.a.example', 'hmi-1.a.example'];
    expect(await Promise.all(names.map((name) => reader(ref, name)))).toEqual(names.map((name) => `of ${name}`));
    expect((await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n').toSorted()).toEqual(names.slice(0, 2));
  });

  it('with {host} name access and host when they fail', async () => {
    const ref = sh('exit 3', '{host}');
    const access = {
      label: 'plant',
      kind: 'winrm',
      scheme: 'http',
      authentication: 'ntlm',
      username: 'Administrator',
      password: ref,
      trust: { by: 'system' },
      sealing: 'demanded',
    } as const;
    const reader = passwordReader([host({ access })], secretSurroundings());
    expect(await refusalOf(reader(ref, 'hmi-1.a.example'))).toMatchObject({
      message: 'the password of access plant for hmi-1.a.example: the program sh ended with exit code 3',
    });
  });
});
