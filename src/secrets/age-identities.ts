import { resolve } from 'node:path';
import { RunRefused } from '../model/run-refused.ts';
import { readPrivateFile } from './read-private-file.ts';
import { missing, type SecretName, type SecretSurroundings } from './secret-source.ts';

/** What can open what age has encrypted. Lives in memory only. */
export interface AgeKeys {
  /** `AGE-SECRET-KEY-1...` */
  readonly identities: readonly string[];
  readonly passphrase?: string;
}

/** A value, or the path of a file that holds it; the first that is set counts. */
const IDENTITY = ['VLKCTL_AGE_IDENTITY', 'VLKCTL_AGE_IDENTITY_FILE'] as const;
const PASSPHRASE = ['VLKCTL_AGE_PASSPHRASE', 'VLKCTL_AGE_PASSPHRASE_FILE'] as const;

/** Collects identities and passphrase from where the environment says they are. Throws RunRefused when there is none. */
export async function readAgeKeys(name: SecretName, around: SecretSurroundings): Promise<AgeKeys> {
  const identity = await readSetting(IDENTITY, name, around);
  const passphrase = (await readSetting(PASSPHRASE, name, around))?.replace(/\r?\n$/, '');
  if (identity === undefined && passphrase === undefined) throw noIdentity(name);
  const identities = identity === undefined ? [] : linesOf(identity);
  if (identity !== undefined && !identities.every((line) => /^AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+$/.test(line)))
    throw noSuchIdentity(name);
  return { identities, ...(passphrase !== undefined && { passphrase }) };
}

async function readSetting(
  [value, file]: readonly [string, string],
  name: SecretName,
  around: SecretSurroundings,
): Promise<string | undefined> {
  const { env, folder } = around;
  if ((env[value] ?? '') !== '') return env[value];
  const path = env[file] ?? '';
  if (path === '') return undefined;
  const text = await readPrivateFile(resolve(folder, path), { ...name, what: `${name.what}, ${file}` }, around);
  if (text.trim() === '') throw missing(name, `the file that ${file} names`, 'is empty');
  return text;
}

/** As `age-keygen` writes them: one a line, remarks after `#`. */
function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function noIdentity({ what }: SecretName): RunRefused {
  return new RunRefused(
    'age-identity-missing',
    `${what}: it is encrypted with age, and nothing is set that could open it`,
    `Set ${IDENTITY[1]} to the file that \`age-keygen\` wrote, or ${PASSPHRASE[1]} to one with the passphrase.`,
  );
}

function noSuchIdentity({ what }: SecretName): RunRefused {
  return new RunRefused(
    'age-identity-wrong',
    `${what}: ${IDENTITY[0]} or its file holds something else than identities of age`,
    'Each line has to begin with AGE-SECRET-KEY-1 or #; an identity that is encrypted itself has to be opened first.',
  );
}
