import { readFile } from 'node:fs/promises';
import { RunRefused } from '../model/run-refused.ts';
import type { SecretRef } from '../model/secret.ts';

/** The value behind a reference, without surrounding white space. `what` names it in errors; the value never does. */
export async function readSecret(
  ref: SecretRef,
  what: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const text = 'env' in ref ? fromEnvironment(ref.env, what, env) : await fromFile(ref.file, what);
  const value = text.trim();
  if (value === '')
    throw missing(what, 'env' in ref ? `the environment variable ${ref.env}` : `the file ${ref.file}`, 'is empty');
  if (/[\r\n]/.test(value)) {
    throw new RunRefused(
      'secret-not-a-key',
      `${what}: its secret has more than one line`,
      'Keep the key alone on one line.',
    );
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
