import { identityOf } from '../keys/evidence.ts';
import { hasN, parseProductKey } from '../keys/product-key.ts';
import type { KeySpec } from '../model/host.ts';
import type { ProductKey } from '../model/product-key.ts';
import { RunRefused } from '../model/run-refused.ts';
import { readSecret } from './read-secret.ts';
import { refuseDebugging } from './refuse-debugging.ts';
import type { SecretSurroundings } from './secret-source.ts';

/** Checked against the declared identity before any host is touched: a wrong key on 3,000 hosts is a long night. */
export async function revealKey(key: KeySpec, around: SecretSurroundings): Promise<ProductKey> {
  const revealed = await readKey(key, around);
  const actual = identityOf(revealed, key.product);
  const { identity } = key;
  if (identity?.lastFive === actual.lastFive && (identity.productId ?? actual.productId) === actual.productId)
    return revealed;
  throw new RunRefused(
    'identity-mismatch',
    `key ${key.label}: the secret ends in ${actual.lastFive}, the inventory declares ${identity?.lastFive ?? 'no identity'}`,
    `Mend the secret, or run \`vlkctl keys identify ${key.label}\` if the key was replaced: it writes the new identity.`,
  );
}

/** The key behind a secret, whatever the inventory says of it. Throws RunRefused. */
export async function readKey(key: KeySpec, around: SecretSurroundings): Promise<ProductKey> {
  refuseDebugging(around.env);
  const parsed = parseProductKey(await readSecret(key.secret, { kind: 'key', what: `key ${key.label}` }, around));
  if (parsed.ok && !hasN(parsed.value)) return parsed.value;
  if (parsed.ok) throw newerWindows(key);
  throw new RunRefused('secret-not-a-key', `key ${key.label}: ${parsed.error.message}`, parsed.error.help);
}

/** Every product of the inventory is older than the keys with an N. */
function newerWindows(key: KeySpec): RunRefused {
  return new RunRefused(
    'key-for-newer-windows',
    `key ${key.label}: it holds an N, which only keys for Windows 8 and later do`,
    `Use a key for ${key.product}.`,
  );
}
