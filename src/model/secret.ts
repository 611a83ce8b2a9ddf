/** Where the value of a secret is found; never the value. Every path is absolute after loading. */
export type SecretRef =
  | { readonly env: string }
  /** A file that holds the value and nothing else. */
  | { readonly file: string }
  /** A program and its arguments, run without a shell; what it prints is the value. */
  | { readonly command: readonly string[] }
  /** Encrypted with age: armoured text, or a file, armoured or not. */
  | { readonly age: { readonly text: string } | { readonly file: string } }
  /** A file of sops; `extract` says where in it, in the words of `sops --extract`. */
  | { readonly sops: { readonly file: string; readonly extract?: string } };

export type SecretKind = 'env' | 'file' | 'command' | 'age' | 'sops';

/** Which kind of source a secret has. */
export function secretKind(ref: SecretRef): SecretKind {
  if ('env' in ref) return 'env';
  if ('file' in ref) return 'file';
  if ('command' in ref) return 'command';
  return 'age' in ref ? 'age' : 'sops';
}

/** Stands in the arguments of a command for the name of the host that a password is for. */
export const HOST_PLACEHOLDER = '{host}';

/** Whether every host has a value of its own. */
export function isPerHost(ref: SecretRef): boolean {
  return 'command' in ref && ref.command.slice(1).some((argument) => argument.includes(HOST_PLACEHOLDER));
}

/** The reference as it is for one host. */
export function forHost(ref: SecretRef, host: string): SecretRef {
  if (!('command' in ref) || !isPerHost(ref)) return ref;
  const [program = '', ...args] = ref.command;
  return { command: [program, ...args.map((argument) => argument.replaceAll(HOST_PLACEHOLDER, () => host))] };
}

/** Where a secret is found, in words. Of a command its program only: arguments may hold what nobody should see. */
export function describeSecret(ref: SecretRef): string {
  if ('env' in ref) return `env ${ref.env}`;
  if ('file' in ref) return `file ${ref.file}`;
  if ('command' in ref) return `command ${ref.command[0] ?? ''}`;
  if ('sops' in ref) return `sops ${ref.sops.file}`;
  return 'file' in ref.age ? `age ${ref.age.file}` : 'age, in the inventory';
}

const CHARACTER = '[BCDFGHJKMNPQRTVWXY2346789]';
/** Between groups, also as word processors and people write it. */
const SEPARATOR = '[-\\s_.\\u00ad\\u2010-\\u2015\\u2212]{1,3}';
/** A full product key: five separated groups wherever they stand, or 25 characters on their own. */
const KEY_SHAPE = new RegExp(
  `(?:${CHARACTER}{5}${SEPARATOR}){4}${CHARACTER}{5}|(?<![A-Z0-9])${CHARACTER}{25}(?![A-Z0-9])`,
  'gi',
);

/** What opens keys that are encrypted with age, as `age-keygen` prints it. */
const AGE_IDENTITY = /AGE-SECRET-KEY-(?:[A-Z]{2}-)?1[0-9A-Z]{8,}/gi;

/**
 * Replaces everything that has the shape of a product key or of an age identity; the door through which all text leaves
 * the process.
 */
export function mask(text: string): string {
  return maskKeys(text).replace(AGE_IDENTITY, 'AGE-SECRET-KEY-*****');
}

function maskKeys(text: string): string {
  return text.replace(KEY_SHAPE, (found) => `*****-*****-*****-*****-${found.slice(-5)}`);
}

/** Whether a text holds something of the shape of a product key. */
export function holdsKey(text: string): boolean {
  return maskKeys(text) !== text;
}

/** Where a text holds the first thing of the shape of a product key at or after an offset. */
export function findKeyShape(text: string, from: number): { readonly start: number; readonly end: number } | undefined {
  KEY_SHAPE.lastIndex = from;
  const found = KEY_SHAPE.exec(text);
  // `replace` begins at 0 by itself, `exec` where it ended.
  KEY_SHAPE.lastIndex = 0;
  return found === null ? undefined : { start: found.index, end: found.index + found[0].length };
}
