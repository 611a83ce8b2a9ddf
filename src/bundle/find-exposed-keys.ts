import { findKeys } from '../keys/find-keys.ts';
import { encodeProductKey, formatProductKey } from '../keys/product-key.ts';
import type { ProductKey } from '../model/product-key.ts';
import type { BundleFile } from './bundle.ts';
import { KEY_FOLDER } from './key-files.ts';

/**
 * Paths of files outside the folder of the keys that hold one: any key that is written out, and the keys of the bundle in every
 * form that they could have got into a text by, packed or not.
 */
export function findExposedKeys(files: readonly BundleFile[], keys: readonly ProductKey[]): readonly string[] {
  const forms = keys.flatMap(formsOf);
  return files
    .filter(({ path }) => !path.startsWith(`${KEY_FOLDER}/`))
    .filter(({ path, bytes }) => holdsKey(Buffer.from(path), forms) || holdsKey(bytes, forms))
    .map(({ path }) => path);
}

function holdsKey(bytes: Uint8Array, forms: readonly Buffer[]): boolean {
  if (findKeys(bytes).some(({ kind }) => kind === 'key')) return true;
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return forms.some((form) => content.includes(form));
}

function formsOf(key: ProductKey): readonly Buffer[] {
  const bytes = Buffer.from(encodeProductKey(key));
  const written = [key.reveal(), formatProductKey(key)].flatMap((text) => [text, text.toLowerCase()]);
  const texts = written.flatMap((text) => [
    Buffer.from(text),
    Buffer.from(text, 'utf16le'),
    ...base64Of(Buffer.from(text)),
  ]);
  return [...texts, bytes, ...base64Of(bytes), ...numbersOf(bytes)];
}

/** As exports of the registry and programs print bytes. */
function numbersOf(bytes: Buffer): readonly Buffer[] {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  return ['', ',', ' ', ', '].flatMap((separator) => {
    const text = hex.join(separator);
    const decimals = separator === '' ? [] : [[...bytes].join(separator)];
    return [text, text.toUpperCase(), ...decimals].map((each) => Buffer.from(each));
  });
}

/** What base64 makes of bytes behind 0, 1 or 2 others, without the characters that depend on neighbours. */
function base64Of(bytes: Buffer): readonly Buffer[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', '');
    return Buffer.from(text.slice(offset === 0 ? 0 : offset + 1, -2));
  });
}
