import { RunRefused } from '../model/run-refused.ts';
import type { SecretRef } from '../model/secret.ts';
import { readFromAge } from './decrypt-age.ts';
import { readFromCommand, readFromSops } from './read-from-program.ts';
import { readPrivateFile } from './read-private-file.ts';
import { missing, type ReadSource, type SecretName, type SecretSurroundings } from './secret-source.ts';

/** The value behind a reference: one line, without white space around it if it is a key. Throws RunRefused. */
export async function readSecret(ref: SecretRef, name: SecretName, around: SecretSurroundings): Promise<string> {
  const text = await readSource(ref, name, around);
  const value = name.kind === 'key' ? text.trim() : text.replace(/\r?\n$/, '');
  if (value.trim() === '') throw missing(name, placeOf(ref), 'is empty');
  if (/[\r\n]/.test(value)) throw severalLines(ref, name);
  return value;
}

const readSource: ReadSource<SecretRef> = (ref, name, around) => {
  if ('env' in ref) return readFromEnvironment(ref, name, around);
  if ('file' in ref) return readFromFile(ref, name, around);
  if ('command' in ref) return readFromCommand(ref, name, around);
  return 'age' in ref ? readFromAge(ref, name, around) : readFromSops(ref, name, around);
};

const readFromEnvironment: ReadSource<{ readonly env: string }> = async (ref, name, { env }) => {
  // The environment of a process has a `constructor`, too.
  const value = Object.hasOwn(env, ref.env) ? env[ref.env] : undefined;
  if (value === undefined) throw missing(name, placeOf(ref), 'is not set');
  return value.trim();
};

const readFromFile: ReadSource<{ readonly file: string }> = async ({ file }, name, around) =>
  (await readPrivateFile(file, name, around)).trim();

function placeOf(ref: SecretRef): string {
  if ('env' in ref) return `the environment variable ${ref.env}`;
  if ('file' in ref) return `the file ${ref.file}`;
  if ('command' in ref) return `what ${ref.command[0] ?? ''} prints`;
  return 'age' in ref ? 'what age has encrypted' : `what sops prints of ${ref.sops.file}`;
}

function severalLines(ref: SecretRef, { kind, what }: SecretName): RunRefused {
  const code = kind === 'key' ? 'secret-not-a-key' : 'secret-unreadable';
  if ('command' in ref) {
    const help = `Let the command print the ${kind} alone, on one line.`;
    return new RunRefused(code, `${what}: ${placeOf(ref)} has more than one line`, help);
  }
  if ('sops' in ref && ref.sops.extract === undefined) {
    const help = `Say in \`extract\` where in the file the ${kind} is.`;
    return new RunRefused(code, `${what}: ${placeOf(ref)} has more than one line`, help);
  }
  return new RunRefused(code, `${what}: its secret has more than one line`, `Keep the ${kind} alone on one line.`);
}
