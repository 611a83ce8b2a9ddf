import type { BundleFile, BundleKey } from './bundle.ts';
import { encodeAscii, toText } from './encode-text.ts';

/** Where the key files of a bundle lie, and nothing else does. */
export const KEY_FOLDER = 'private/keys';

/** Names that stand for devices on Windows, with whatever extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** The files with the keys: a line that says what it is, and the key without hyphens, as SetProductKey takes it. */
export function keyFiles(keys: readonly BundleKey[]): readonly BundleFile[] {
  return keys.map(({ file, key }) => ({
    path: `${KEY_FOLDER}/${file}`,
    bytes: encodeAscii(toText(['vlkctl-key 1', key.reveal()])),
  }));
}

/**
 * File names for labels or computer names, in their order. Windows knows no case in them, and some names are devices.
 */
export function keyFileNames(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(names.map((name) => [name, freeName(name, taken)]));
}

function freeName(name: string, taken: Set<string>): string {
  const start = DEVICE.test(name) ? `key-${name}` : name;
  let free = start;
  for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${start}-${number}`;
  taken.add(free.toLowerCase());
  return `${free}.key`;
}
