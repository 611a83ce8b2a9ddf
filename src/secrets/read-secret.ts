import { readFile } from 'node:fs/promises';
import { RunRefused } from '../model/run-refused.ts';
import type { SecretRef } from '../model/secret.ts';

/** What a secret is, for errors, which never show its value: `key xp-en`, `the password of access plant`. */
export interface SecretName {
  readonly kind: 'key' | 'password';
  readonly what: string;
}

/** The value behind a reference, without surrounding white space. Throws RunRefused. */
export async function readSecret(
  ref: SecretRef,
  { kind, what }: SecretName,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const text = 'env' in ref ? fromEnvironment(ref.env, what, env) : await fromFile(ref.file, what);
  const value = text.trim();
  if (value === '')
    throw missing(what, 'env' in ref ? `the environment variable ${ref.env}` : `the file ${ref.file}`, 'is empty');
  if (/[\r\n]/.test(value)) {
    const code = kind === 'key' ? 'secret-not-a-key' : 'secret-unreadable';
    throw new RunRefused(code, `${what}: its secret has more than one line`, `Keep the ${kind} alone on one line.`);
  }
  return value;
}

function fromEnvironment(name: string, what: string, env: Readonly<Record<string, string | undefined>>): string {
  // The environment of a process has a `constructor`, too.
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined) throw missing(what, `the environment variable ${name}`, 'is not set');
  return value;
}

async function fromFile(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw missing(what, `the file ${file}`, 'does not exist');
    throw new RunRefused('secret-unreadable', `${what}: the file ${file} cannot be read`, 'Check its permissions.');
  }
}

function missing(what: string, where: string, how: string): RunRefused {
  return new RunRefused(
    'secret-missing',
    `${what}: ${where} ${how}`,
    `Put it there, or change in the inventory where ${what} is read from.`,
  );
}
