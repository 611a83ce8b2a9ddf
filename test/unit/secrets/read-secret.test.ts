import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeySpec } from '../../../src/model/host.ts';
import { RunRefused } from '../../../src/model/run-refused.ts';
import { holdsKey, type SecretRef } from '../../../src/model/secret.ts';
import { makeRunContext, type Surroundings } from '../../../src/runtime.ts';
import { readSecret } from '../../../src/secrets/read-secret.ts';
import { containing, host, inventory, keySpec, NEW_KEY, OTHER_KEY, unidentifiedKey } from '../../support/builders.ts';
import { secretSurroundings } from '../../support/secret-surroundings.ts';

const PLAIN = NEW_KEY.replaceAll('-', '');

const XP_EN = { kind: 'key', what: 'key xp-en' } as const;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-secret-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Environment = Readonly<Record<string, string | undefined>>;

function surroundings(env: Environment): Surroundings {
  return {
    env,
    folder,
    platform: 'linux',
    temporaryFolder: folder,
    processId: 1,
    user: 'jens',
    machine: 'ctl1',
    bootId: '',
    isProcessAlive: () => true,
  };
}

/** What the engine gets for a key, through the composition root. */
async function reveal(key: KeySpec, env: Environment = {}): Promise<string> {
  const hosts = [host({ key })];
  const { revealKey } = makeRunContext(inventory(hosts), hosts, {}, surroundings(env));
  return (await revealKey(key)).reveal();
}

/** The refusal, after a look at all of it for a key. */
async function refusalOf(work: Promise<unknown>): Promise<RunRefused> {
  const error: unknown = await work.then(
    () => expect.unreachable('it was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof RunRefused)) throw error;
  const shown = [
    error.message,
    error.help,
    error.stack,
    inspect(error, { depth: null, showHidden: true }),
    JSON.stringify(error),
  ];
  for (const text of shown) {
    expect(holdsKey(text ?? '')).toBe(false);
    expect(text).not.toMatch(/FFFFF|GGGGG|HHHHH|JJJJJ|BCDFG|HJKMP|QRTVW|XY234/);
  }
  expect(error.help).toMatch(/\.$/);
  return error;
}

async function fileWith(content: string): Promise<SecretRef> {
  const file = join(folder, 'xp-en.key');
  await writeFile(file, content, { mode: 0o600 });
  return { file };
}

describe('a key', () => {
  it.each([
    ['with hyphens', NEW_KEY],
    ['without hyphens', PLAIN],
    ['in lower case', NEW_KEY.toLowerCase()],
    ['with spaces around it', `  ${NEW_KEY}\t`],
    ['with a line end of Windows', `${NEW_KEY}\r\n`],
    ['with a byte order mark', `\ufeff${NEW_KEY}\n`],
  ])('%s is taken from a file and from the environment', async (_title, text) => {
    expect(await reveal(keySpec({ secret: await fileWith(text) }))).toBe(PLAIN);
    expect(await reveal(keySpec({ secret: { env: 'VLK_XP_EN' } }), { VLK_XP_EN: text })).toBe(PLAIN);
  });

  it('is taken when only its last five characters are declared', async () => {
    const key = keySpec({ identity: { lastFive: 'KKKKK' } });
    expect(await reveal(key, { VLK_XP_EN: NEW_KEY })).toBe(PLAIN);
  });
});

describe('a secret that is of no use', () => {
  const inEnvironment = keySpec({ secret: { env: 'VLK_XP_EN' } });

  it.each<readonly [title: string, code: string, value: string | undefined, says: RegExp]>([
    ['not set', 'secret-missing', undefined, /VLK_XP_EN is not set/],
    ['empty', 'secret-missing', '', /VLK_XP_EN is empty/],
    ['only white space', 'secret-missing', ' \r\n', /VLK_XP_EN is empty/],
    ['two lines', 'secret-not-a-key', `${NEW_KEY}\n${OTHER_KEY}`, /more than one line/],
    ['a key and a remark', 'secret-not-a-key', `${NEW_KEY}\r\nfor the plant`, /more than one line/],
    ['one character short', 'secret-not-a-key', NEW_KEY.slice(0, -1), /25 characters/],
    ['with a character no key has', 'secret-not-a-key', NEW_KEY.replace('K', 'A'), /never occurs/],
    ['with a typographic dash', 'secret-not-a-key', NEW_KEY.replace('-', '\u2013'), /typographic/],
    ['two keys in a row', 'secret-not-a-key', `${NEW_KEY}${OTHER_KEY}`, /25 characters|hyphens/],
    ['a key of Windows 8', 'key-for-newer-windows', 'NBBBB-BBBBB-BBBBB-BBBBB-BBBBB', /holds an N/],
    ['another key', 'identity-mismatch', OTHER_KEY, /ends in 67899, the inventory declares KKKKK/],
  ])('in the environment: %s is %s', async (_title, code, value, says) => {
    const refusal = await refusalOf(reveal(inEnvironment, { VLK_XP_EN: value }));
    expect(refusal.code).toBe(code);
    expect(refusal.message).toMatch(says);
    expect(refusal.message).toContain('xp-en');
  });

  it('in a file: empty is secret-missing', async () => {
    const refusal = await refusalOf(reveal(keySpec({ secret: await fileWith('\n') })));
    expect(refusal).toMatchObject({ code: 'secret-missing', message: containing('is empty') });
  });

  it('in a file: two lines are secret-not-a-key', async () => {
    const refusal = await refusalOf(reveal(keySpec({ secret: await fileWith(`${NEW_KEY}\n${NEW_KEY}\n`) })));
    expect(refusal.code).toBe('secret-not-a-key');
  });

  it('a file that is not there is secret-missing and is named', async () => {
    const file = join(folder, 'nowhere.key');
    const refusal = await refusalOf(reveal(keySpec({ secret: { file } })));
    expect(refusal).toMatchObject({ code: 'secret-missing', message: `key xp-en: the file ${file} does not exist` });
  });

  it('a file that cannot be read is secret-unreadable', async () => {
    const file = join(folder, 'a-folder');
    await mkdir(file);
    await chmod(file, 0o700);
    expect(await refusalOf(reveal(keySpec({ secret: { file } })))).toMatchObject({ code: 'secret-unreadable' });
  });

  it('the same last five with another product ID is identity-mismatch', async () => {
    const key = keySpec({ identity: { lastFive: 'KKKKK', productId: '640-1234560' } });
    expect(await refusalOf(reveal(key, { VLK_XP_EN: NEW_KEY }))).toMatchObject({ code: 'identity-mismatch' });
  });

  it('any key is identity-mismatch where the inventory declares none', async () => {
    expect(await refusalOf(reveal(unidentifiedKey(), { VLK_XP_EN: NEW_KEY }))).toMatchObject({
      code: 'identity-mismatch',
      message: containing('no identity'),
    });
  });
});

describe('a password', () => {
  const access = {
    label: 'plant',
    kind: 'winrm',
    port: 5985,
    scheme: 'http',
    authentication: 'ntlm',
    username: 'PLANT\\svc',
    password: { env: 'VLK_WINRM' },
    trust: { by: 'system' },
    sealing: 'demanded',
  } as const;

  it.each([
    [
      'not set',
      {},
      'the password of access plant: the environment variable VLK_WINRM is not set',
      /access plant is read/,
    ],
    [
      'of two lines',
      { VLK_WINRM: 'a\nb' },
      'the password of access plant: its secret has more than one line',
      /password/,
    ],
    ['read while Node prints what it sends', { VLK_WINRM: 'a', NODE_DEBUG: 'http' }, 'NODE_DEBUG is set', /NODE_DEBUG/],
  ])('%s is told as one, with its access', async (_title, env, message, help) => {
    const hosts = [host({ access })];
    const { transportFor } = makeRunContext(inventory(hosts), hosts, {}, surroundings(env));
    const opened = transportFor('winrm').openRead(host({ access }), new AbortController().signal);
    await expect(opened).rejects.toMatchObject({
      fault: { message: containing(message), help: expect.stringMatching(help) },
    });
  });

  it('of two lines is not told to be no product key', async () => {
    const name = { kind: 'password', what: 'the password of access plant' } as const;
    await expect(
      readSecret({ env: 'VLK_WINRM' }, name, secretSurroundings({ VLK_WINRM: 'a\nb' })),
    ).rejects.toMatchObject({
      code: 'secret-unreadable',
      help: 'Keep the password alone on one line.',
    });
  });
});

describe('readSecret', () => {
  it('looks up exactly the variable it is told', async () => {
    const env = { VLK_XP_EN: NEW_KEY, vlk_xp_en: OTHER_KEY };
    expect(await readSecret({ env: 'VLK_XP_EN' }, XP_EN, secretSurroundings(env))).toBe(NEW_KEY);
  });

  it('does not take what every object has for a variable', async () => {
    const refusal = refusalOf(readSecret({ env: 'constructor' }, XP_EN, secretSurroundings({ VLK_XP_EN: NEW_KEY })));
    expect(await refusal).toMatchObject({ code: 'secret-missing' });
  });
});
