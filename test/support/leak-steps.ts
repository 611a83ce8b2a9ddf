import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { generateX25519Identity } from 'age-encryption';
import type { RefusalCode } from '../../src/model/run-refused.ts';
import type { LeakRig } from './leak-rig.ts';
import { forIdentity, forPassphrase, type Opener } from './leak-sources.ts';

/** A reference as it stands in an inventory, and what the environment has beside the usual. */
export interface Declared {
  readonly secret: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** One way in which a secret cannot be had, although it, or most of it, is there to be leaked. */
export interface FailingStep {
  readonly title: string;
  readonly code: RefusalCode;
  readonly says: RegExp;
  /** A key is read otherwise than a password here. */
  readonly only?: 'key';
  readonly declare: (value: string, rig: LeakRig, opener: Opener) => Promise<Declared> | Declared;
}

const TOOL = '{ command: [key-tool, token-of-mine] }';
const SOPS = '{ sops: { file: keys.yaml, extract: \'["xp"]\' } }';

/** A program that knows the secret and fails in its own way; `$V` holds it. */
function program(name: 'key-tool' | 'sops', script: string): FailingStep['declare'] {
  return async (value, rig) => {
    await rig.install(name, `V='${value}'\n${script}`);
    return { secret: name === 'sops' ? SOPS : TOOL };
  };
}

/** The command of a key or password, in trouble. */
function tool(does: string, code: RefusalCode, says: RegExp, script: string, only?: 'key'): FailingStep {
  const declare = program('key-tool', script);
  return { title: `key-tool ${does}`, code, says, declare, ...(only !== undefined && { only }) };
}

function sops(does: string, code: RefusalCode, says: RegExp, script: string, only?: 'key'): FailingStep {
  const declare = program('sops', script);
  return { title: `sops ${does}`, code, says, declare, ...(only !== undefined && { only }) };
}

/** Nothing is where it could be found, and PATH has none of our programs. */
function missing(secret: string): FailingStep['declare'] {
  return async (_value, rig) => {
    const empty = join(rig.root, 'empty');
    await mkdir(empty, { recursive: true });
    return { secret, env: { PATH: empty } };
  };
}

function env(text: (value: string) => string): FailingStep['declare'] {
  return (value) => ({ secret: '{ env: VLK_STEP }', env: { VLK_STEP: text(value) } });
}

function file(text: (value: string) => string, mode?: number): FailingStep['declare'] {
  return async (value, rig) => ({ secret: `{ file: ${await rig.keep('step', text(value), mode)} }` });
}

/** Encrypted for the identity, with the environment of `around`, and damaged by `damage`. */
function age(
  around: Readonly<Record<string, string>>,
  damage = (text: string): string => text,
): FailingStep['declare'] {
  return async (value, _rig, opener) => ({
    secret: `{ age: ${JSON.stringify(damage(await forIdentity(`${value}\n`, opener)))} }`,
    env: around,
  });
}

const twice = (value: string): string => `${value}\n${value}\n`;
const mistyped = (value: string): string => `${value}A`;
const NO_KEYS = { VLKCTL_AGE_IDENTITY_FILE: '', VLKCTL_AGE_PASSPHRASE_FILE: '' };

const TWO_LINES = 'echo "$V"; echo "$V"';
const HANG = 'echo "$V"; echo "$V" >&2; exec sleep 30';
const FAIL = 'echo "$V"; echo "cannot use $V" >&2; exit 7';

const IN_PROGRAMS: readonly FailingStep[] = [
  tool('prints two lines', 'secret-not-a-key', /what key-tool prints has more than one line/, TWO_LINES, 'key'),
  sops('prints two lines', 'secret-not-a-key', /its secret has more than one line/, TWO_LINES, 'key'),
  tool('prints no key', 'secret-not-a-key', /never occurs in a product key/, 'echo "${V}A"', 'key'),
  tool('prints nothing', 'secret-missing', /is empty/, 'echo "$V" >&2'),
  tool('hangs', 'secret-program-slow', /did not end within 60 s/, HANG),
  sops('hangs', 'secret-program-slow', /did not end within 60 s/, HANG),
  tool('fails with all it knows', 'secret-program-failed', /exit code 7: cannot use/, FAIL),
  sops('fails with all it knows', 'secret-program-failed', /exit code 7: cannot use/, FAIL),
  tool('is killed', 'secret-program-failed', /broke off/, 'echo "$V"; echo "$V" >&2; kill -9 $$'),
  tool('floods', 'secret-program-failed', /broke off/, 'exec yes "$V"'),
  {
    title: 'key-tool is missing',
    code: 'secret-program-missing',
    says: /program key-tool cannot be started/,
    declare: missing(TOOL),
  },
  {
    title: 'sops is missing',
    code: 'secret-program-missing',
    says: /program sops cannot be started/,
    declare: missing(SOPS),
  },
];

const IN_ENVIRONMENT: readonly FailingStep[] = [
  {
    title: 'a variable is missing',
    code: 'secret-missing',
    says: /variable VLK_STEP is not set/,
    declare: missing('{ env: VLK_STEP }'),
  },
  { title: 'a variable is empty', code: 'secret-missing', says: /variable VLK_STEP is empty/, declare: env(() => ' ') },
  {
    title: 'a variable holds no key',
    code: 'secret-not-a-key',
    says: /never occurs in a product key/,
    only: 'key',
    declare: env(mistyped),
  },
  {
    title: 'a variable holds two lines',
    code: 'secret-not-a-key',
    says: /more than one line/,
    only: 'key',
    declare: env(twice),
  },
];

const IN_FILES: readonly FailingStep[] = [
  {
    title: 'a file is missing',
    code: 'secret-missing',
    says: /nowhere.key does not exist/,
    declare: () => ({ secret: '{ file: nowhere.key }' }),
  },
  {
    title: 'a file is a folder',
    code: 'secret-unreadable',
    says: /cannot be read/,
    declare: (_value, rig) => ({ secret: `{ file: ${rig.vault} }` }),
  },
  { title: 'a file is empty', code: 'secret-missing', says: /is empty/, declare: file(() => '\n') },
  {
    title: 'everybody may read a file',
    code: 'secret-exposed',
    says: /everybody on this machine may read/,
    declare: file((value) => value, 0o644),
  },
  {
    title: 'a file holds no key',
    code: 'secret-not-a-key',
    says: /never occurs in a product key/,
    only: 'key',
    declare: file(mistyped),
  },
  {
    title: 'a file holds two keys',
    code: 'secret-not-a-key',
    says: /more than one line/,
    only: 'key',
    declare: file(twice),
  },
];

const IN_AGE: readonly FailingStep[] = [
  {
    title: 'nothing opens age',
    code: 'age-identity-missing',
    says: /nothing is set that could open it/,
    declare: age(NO_KEYS),
  },
  {
    title: 'age has another identity',
    code: 'age-identity-wrong',
    says: /no identity of age that is set can open it/,
    declare: async (value, rig, opener) => {
      const other = await rig.keep('other', await generateX25519Identity());
      return age({ ...NO_KEYS, VLKCTL_AGE_IDENTITY_FILE: other })(value, rig, opener);
    },
  },
  {
    title: 'age has another passphrase',
    code: 'age-identity-wrong',
    says: /encrypted with a passphrase/,
    declare: async (value, rig, opener) => ({
      secret: `{ age: ${JSON.stringify(await forPassphrase(value, opener))} }`,
      env: { ...NO_KEYS, VLKCTL_AGE_PASSPHRASE_FILE: await rig.keep('wrong', 'staple-horse\n') },
    }),
  },
  {
    title: 'the file of the identity holds the secret instead',
    code: 'age-identity-wrong',
    says: /something else than identities/,
    declare: async (value, rig, opener) =>
      age({ ...NO_KEYS, VLKCTL_AGE_IDENTITY_FILE: await rig.keep('swapped', value) })(value, rig, opener),
  },
  {
    title: 'everybody may read the identity',
    code: 'secret-exposed',
    says: /VLKCTL_AGE_IDENTITY_FILE: everybody/,
    declare: async (value, rig, opener) =>
      age({ ...NO_KEYS, VLKCTL_AGE_IDENTITY_FILE: await rig.keep('open', opener.identity, 0o644) })(value, rig, opener),
  },
  {
    title: 'the file of the identity is missing',
    code: 'secret-missing',
    says: /nowhere.txt does not exist/,
    declare: age({ ...NO_KEYS, VLKCTL_AGE_IDENTITY_FILE: 'nowhere.txt' }),
  },
  {
    title: 'the text of age is cut',
    code: 'age-damaged',
    says: /damaged or cut short/,
    declare: age({}, (text) => text.split('\n').toSpliced(-3, 1).join('\n')),
  },
  {
    title: 'the file of age holds the secret in clear',
    code: 'age-damaged',
    says: /damaged or cut short/,
    declare: async (value, rig) => ({ secret: `{ age: { file: ${await rig.keep('clear', value)} } }` }),
  },
  {
    title: 'the file of age is missing',
    code: 'secret-missing',
    says: /nowhere.age does not exist/,
    declare: () => ({ secret: '{ age: { file: nowhere.age } }' }),
  },
  {
    title: 'age encrypted no key',
    code: 'secret-not-a-key',
    says: /never occurs in a product key/,
    only: 'key',
    declare: (value, rig, opener) => age({})(mistyped(value), rig, opener),
  },
  {
    title: 'age encrypted two keys',
    code: 'secret-not-a-key',
    says: /more than one line/,
    only: 'key',
    declare: (value, rig, opener) => age({})(twice(value), rig, opener),
  },
];

export const FAILING_STEPS: readonly FailingStep[] = [...IN_ENVIRONMENT, ...IN_FILES, ...IN_PROGRAMS, ...IN_AGE];
