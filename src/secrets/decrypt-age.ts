import type { Decrypter, Stanza } from 'age-encryption';
import { RunRefused } from '../model/run-refused.ts';
import { type AgeKeys, readAgeKeys } from './age-identities.ts';
import { readOpenFile } from './read-private-file.ts';
import type { ReadSource, SecretName } from './secret-source.ts';

/** How a file begins that is not armoured. */
const BINARY = 'age-encryption.org/';

/** What age has encrypted, from the inventory itself or from a file beside it. */
export const readFromAge: ReadSource<{ readonly age: { readonly text: string } | { readonly file: string } }> = async (
  { age },
  name,
  around,
) => {
  const encrypted = 'text' in age ? Buffer.from(age.text) : await readOpenFile(age.file, name);
  return decryptAge(encrypted, await readAgeKeys(name, around), name);
};

/** Opens one text of age. The library's own errors repeat what they were given, so none of them is kept. */
async function decryptAge(encrypted: Buffer, keys: AgeKeys, name: SecretName): Promise<string> {
  const { armor, Decrypter: Age } = await import('age-encryption');
  const isBinary = encrypted.subarray(0, BINARY.length).toString('latin1') === BINARY;
  const bytes = attempt(() => (isBinary ? new Uint8Array(encrypted) : armor.decode(encrypted.toString('latin1'))));
  if (bytes === undefined) throw damaged(name);
  const decrypter = new Age();
  if (attempt(() => addKeys(decrypter, keys)) === undefined) throw wrongIdentity(name, undefined);
  // Asked last: whoever gets here read the header, and nothing before could open it.
  let unopened: readonly Stanza[] | undefined;
  decrypter.addIdentity({
    unwrapFileKey: (stanzas: readonly Stanza[]) => {
      unopened = stanzas;
      return null;
    },
  });
  const opened = await decrypter.decrypt(bytes, 'text').catch(() => undefined);
  if (opened !== undefined) return opened;
  throw unopened === undefined ? damaged(name) : wrongIdentity(name, unopened);
}

function addKeys(decrypter: Decrypter, { identities, passphrase }: AgeKeys): true {
  for (const identity of identities) decrypter.addIdentity(identity);
  if (passphrase !== undefined) decrypter.addPassphrase(passphrase);
  return true;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function wrongIdentity({ what }: SecretName, stanzas: readonly Stanza[] | undefined): RunRefused {
  const needsPassphrase = stanzas?.some(({ args }) => args[0] === 'scrypt') === true;
  const message = needsPassphrase
    ? `${what}: it is encrypted with a passphrase, and not with the one that is set, if any is`
    : `${what}: no identity of age that is set can open it`;
  const help = needsPassphrase
    ? 'Set VLKCTL_AGE_PASSPHRASE_FILE to a file with its passphrase.'
    : 'Set VLKCTL_AGE_IDENTITY_FILE to an identity it is encrypted for, or have somebody who can open it encrypt it for yours too.';
  return new RunRefused('age-identity-wrong', message, help);
}

function damaged({ what }: SecretName): RunRefused {
  return new RunRefused(
    'age-damaged',
    `${what}: the text of age is damaged or cut short`,
    'Take it from the history of the repository, or encrypt the value again.',
  );
}
