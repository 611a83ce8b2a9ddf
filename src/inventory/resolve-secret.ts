import type { SecretRef } from '../model/secret.ts';
import { absolutePath, textIn } from './demand.ts';
import type { Written } from './written.ts';

/** The reference to a secret that a mapping without errors stands for. */
export function resolveSecret(value: Written | undefined): SecretRef {
  const env = textIn(value, 'env');
  return env === undefined ? { file: absolutePath(value, 'file') } : { env };
}
