import { readFile } from 'node:fs/promises';
import type { PlacedText, SecretPlace } from '../../inventory/place-secrets.ts';
import type { Rewrite } from '../../inventory/rewrite.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { SecretRef } from '../../model/secret.ts';
import { countOf } from '../../reporters/counts.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { openSecrets } from '../../runtime.ts';
import type { Io } from '../io.ts';
import { loadOrExplain } from '../options.ts';
import { refuseWithoutAnswer } from './ask-and-write.ts';
import { type KeyWritingFlags, writeEncrypted } from './keys-write.ts';

type Secrets = ReturnType<typeof openSecrets>;

/** A secret that is encrypted with age. */
interface AgeSecret extends SecretPlace {
  readonly age: Extract<SecretRef, { age: unknown }>['age'];
}

/** Encrypts everything that age has encrypted once more, for the recipients of today. */
export async function keysRekey(flags: KeyWritingFlags, io: Io): Promise<number> {
  refuseWithoutAnswer(flags, 'keys rekey', io);
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const found = findAgeSecrets(inventory);
  if (found.length === 0) {
    io.err('Nothing in this inventory is encrypted with age.\n');
    return EXIT.ok;
  }
  const { texts, files } = await encryptAgain(found, inventory, io);
  for (const { path } of files) io.err(`${path} would be encrypted again.\n`);
  const { length } = inventory.recipients;
  const question = `Encrypt ${countOf(found.length, 'secret')} again, for ${countOf(length, 'recipient')}?`;
  const code = await writeEncrypted({ texts, files, question }, inventory, { flags, io });
  if (code === EXIT.ok && flags.dryRun !== true)
    io.err('The history of the repository keeps the old texts: who could open them still can.\n');
  return code;
}

function findAgeSecrets({ keys, access }: Inventory): readonly AgeSecret[] {
  const found: AgeSecret[] = [];
  for (const { label, secret } of keys.values()) if ('age' in secret) found.push({ of: 'key', label, age: secret.age });
  for (const each of access.values()) {
    const ref = 'password' in each ? each.password : undefined;
    if (ref !== undefined && 'age' in ref) found.push({ of: 'access', label: each.label, age: ref.age });
  }
  return found;
}

/** One after the other: a secret that cannot be opened ends it before anything is written. */
async function encryptAgain(
  found: readonly AgeSecret[],
  inventory: Inventory,
  io: Io,
): Promise<{ readonly texts: readonly PlacedText[]; readonly files: readonly Rewrite[] }> {
  const secrets = openSecrets(inventory, io.surroundings, io.signal);
  const texts: PlacedText[] = [];
  const files = new Map<string, Rewrite>();
  const encrypted = new Map<string, string>();
  for (const secret of found) {
    const { of, label, age } = secret;
    const source = 'text' in age ? age.text : age.file;
    // The same text under two labels stays one: it may be written once, behind an anchor.
    const armoured = encrypted.get(source) ?? (await encryptOne(secret, inventory, secrets));
    encrypted.set(source, armoured);
    if ('text' in age) texts.push({ of, label, armoured });
    else files.set(source, await toRewrite(source, armoured));
  }
  return { texts, files: [...files.values()] };
}

async function toRewrite(path: string, armoured: string): Promise<Rewrite> {
  return { path, before: await readFile(path), after: new TextEncoder().encode(armoured), diff: '' };
}

async function encryptOne({ of, label, age }: AgeSecret, { recipients }: Inventory, secrets: Secrets): Promise<string> {
  const name =
    of === 'key'
      ? ({ kind: 'key', what: `key ${label}` } as const)
      : ({ kind: 'password', what: `the password of access ${label}` } as const);
  return secrets.encrypt(await secrets.readText({ age }, name), recipients);
}
