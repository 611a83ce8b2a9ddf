import type { KeySpec } from '../model/host.ts';
import type { ProductKey } from '../model/product-key.ts';
import type { SecretRef } from '../model/secret.ts';
import { encryptAge } from './encrypt-age.ts';
import { readSecret } from './read-secret.ts';
import { readKey, revealKey } from './reveal-key.ts';
import type { SecretName, SecretSurroundings } from './secret-source.ts';

/** The secrets of an inventory, to be opened or encrypted one by one. */
export interface Secrets {
  /** The key itself. Throws RunRefused. */
  readonly readKey: (key: KeySpec) => Promise<ProductKey>;
  /** The key, checked against its declared identity. Throws RunRefused. */
  readonly revealKey: (key: KeySpec) => Promise<ProductKey>;
  /** The one line behind a reference. Throws RunRefused. */
  readonly readText: (ref: SecretRef, name: SecretName) => Promise<string>;
  /** An armoured text of age for these recipients. Throws RunRefused. */
  readonly encrypt: (value: string, recipients: readonly string[]) => Promise<string>;
}

/** Makes them of what the sources get of the process. Nothing is read yet. */
export function makeSecrets(around: SecretSurroundings): Secrets {
  return {
    readKey: (key) => readKey(key, around),
    revealKey: (key) => revealKey(key, around),
    readText: (ref, name) => readSecret(ref, name, around),
    encrypt: encryptAge,
  };
}
