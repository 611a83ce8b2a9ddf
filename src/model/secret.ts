/** Where the value of a secret is found; never the value. */
export type SecretRef =
  | { readonly env: string }
  /** Path of a file that holds the value and nothing else; relative paths start at the inventory file. */
  | { readonly file: string };

/** A full product key: five groups with hyphens, or 25 characters on their own. */
const KEY_SHAPE =
  /(?<![A-Z0-9])(?:[BCDFGHJKMNPQRTVWXY2346789]{5}-){4}[BCDFGHJKMNPQRTVWXY2346789]{5}(?![A-Z0-9])|(?<![A-Z0-9])[BCDFGHJKMNPQRTVWXY2346789]{25}(?![A-Z0-9])/gi;

/** Replaces everything that has the shape of a product key; the door through which all text leaves the process. */
export function mask(text: string): string {
  return text.replace(KEY_SHAPE, (found) => `*****-*****-*****-*****-${found.slice(-5)}`);
}

/** Whether a text holds something of the shape of a product key. */
export function holdsKey(text: string): boolean {
  return mask(text) !== text;
}
