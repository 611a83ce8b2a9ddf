import type { FoundKey, KeyForm } from '../model/found-key.ts';
import { isClientSetupKey } from './client-setup-keys.ts';
import { findRegistryKeys } from './find-registry-keys.ts';
import { findWrittenKeys, type KeyAt } from './find-written-keys.ts';
import { digestOfKey } from './key-digest.ts';
import { likelySpans, type Span } from './likely-spans.ts';
import { isPlaceholder } from './placeholder.ts';
import { toUtf8 } from './to-utf8.ts';

/** Of `DigitalProductId` and of `DigitalProductID`. */
const REGISTRY_NAME = 'igitalProductI';
const DECODER = new TextDecoder();

/**
 * Finds the product keys in a file of any kind and encoding, each with its place. Placeholders and keys that Microsoft
 * publishes are among them, and marked. A mistyped key is not found, nor is one that is packed, encrypted or in base64.
 */
export function findKeys(bytes: Uint8Array): readonly FoundKey[] {
  const utf8 = toUtf8(bytes);
  const written = [...findWithin(utf8, likelySpans(utf8), 'written', findWrittenKeys)];
  if (!holdsRegistryName(utf8)) return written;
  return [...written, ...findWithin(utf8, [{ start: 0, end: utf8.length }], 'registry', findRegistryKeys)];
}

function holdsRegistryName({ buffer, byteOffset, byteLength }: Uint8Array): boolean {
  return Buffer.from(buffer, byteOffset, byteLength).includes(REGISTRY_NAME);
}

/** Goes on from place to place, so that a list of 10,000 keys is read once and not 10,000 times. */
function* findWithin(
  utf8: Uint8Array,
  spans: Iterable<Span>,
  form: KeyForm,
  find: (text: string) => readonly KeyAt[],
): Generator<FoundKey> {
  let spanPlace: Place = { line: 1, column: 1 };
  let passed = 0;
  for (const { start, end } of spans) {
    const text = DECODER.decode(utf8.subarray(start, end));
    const found = find(text);
    if (found.length === 0) continue;
    spanPlace = goOn(spanPlace, DECODER.decode(utf8.subarray(passed, start)));
    passed = start;
    let place = spanPlace;
    let offset = 0;
    for (const at of found) {
      place = goOn(place, text.slice(offset, at.start));
      offset = at.start;
      yield { ...place, ...describe(at), form };
    }
  }
}

type Place = Pick<FoundKey, 'line' | 'column'>;

/** The place behind a text that begins at another place. */
function goOn({ line, column }: Place, text: string): Place {
  const last = text.lastIndexOf('\n');
  if (last === -1) return { line, column: column + text.length };
  return { line: line + text.split('\n').length - 1, column: text.length - last };
}

function describe({ key }: KeyAt): Pick<FoundKey, 'lastFive' | 'digest' | 'kind'> {
  const digest = digestOfKey(key);
  return { lastFive: key.lastFive, digest, kind: kindOf(key, digest) };
}

function kindOf(key: KeyAt['key'], digest: string): FoundKey['kind'] {
  if (isClientSetupKey(digest)) return 'published';
  return isPlaceholder(key) ? 'placeholder' : 'key';
}
