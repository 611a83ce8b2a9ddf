import { inspect } from 'node:util';
import { encodeProductKey } from '../../src/keys/product-key.ts';
import { KEY, TYPED_KEY } from './fake-spec.ts';

const BARE = KEY.reveal();
const ENCODED = Buffer.from(encodeProductKey(KEY));

/** The key in every form it could slip out in. Its last five characters are evidence and may be seen. */
const FORMS: readonly string[] = [
  ...TYPED_KEY.split('-').slice(0, 4),
  Buffer.from(BARE).toString('hex'),
  Buffer.from(TYPED_KEY).toString('hex'),
  Buffer.from(BARE).toString('base64').slice(0, 20),
  Buffer.from(TYPED_KEY).toString('base64').slice(0, 20),
  ENCODED.toString('hex'),
  ENCODED.toString('base64').slice(0, 20),
  [...ENCODED].join(','),
];

/** What of the key stands in a text; NULs of UTF-16, or whatever else is put between its characters, do not hide it. */
export function keyTraces(text: string): readonly string[] {
  const searched = text.replaceAll('\0', '').toLowerCase();
  const squeezed = searched.replaceAll(/[^a-z0-9]/g, '');
  const spread = squeezed.includes(BARE.slice(0, 20).toLowerCase()) ? ['spread'] : [];
  return [...FORMS.filter((form) => searched.includes(form.toLowerCase())), ...spread];
}

/** An error as everybody who could print it would: message, stack, inspect and JSON, causes included. */
export function everythingOf(error: Error): string {
  const json = JSON.stringify(error, (_name, value: unknown) =>
    value instanceof Error ? allProperties(value) : value,
  );
  return [error.message, error.stack, String(error), inspect(error, { depth: null, showHidden: true }), json].join(
    '\n',
  );
}

function allProperties(error: Error): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(Object.getOwnPropertyDescriptors(error)).map(([name, { value }]) => [name, value]),
  );
}
