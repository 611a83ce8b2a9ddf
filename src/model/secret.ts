/** Where the value of a secret is found; never the value. */
export type SecretRef =
  | { readonly env: string }
  /** Path of a file that holds the value and nothing else; relative paths start at the inventory file. */
  | { readonly file: string };

const CHARACTER = '[BCDFGHJKMNPQRTVWXY2346789]';
/** Between groups, also as word processors and people write it. */
const SEPARATOR = '[-\\s_.\\u00ad\\u2010-\\u2015\\u2212]{1,3}';
/** A full product key: five separated groups wherever they stand, or 25 characters on their own. */
const KEY_SHAPE = new RegExp(
  `(?:${CHARACTER}{5}${SEPARATOR}){4}${CHARACTER}{5}|(?<![A-Z0-9])${CHARACTER}{25}(?![A-Z0-9])`,
  'gi',
);

/** Replaces everything that has the shape of a product key; the door through which all text leaves the process. */
export function mask(text: string): string {
  return text.replace(KEY_SHAPE, (found) => `*****-*****-*****-*****-${found.slice(-5)}`);
}

/** Whether a text holds something of the shape of a product key. */
export function holdsKey(text: string): boolean {
  return mask(text) !== text;
}
