import { encodeProductKey, parseProductKey } from '../../src/keys/product-key.ts';

/** Every way a key could stand in a file or a stream, by name. */
export function formsOf(key: string): ReadonlyMap<string, Buffer> {
  const parsed = parseProductKey(key);
  if (!parsed.ok) throw new Error('not a key');
  const plain = parsed.value.reveal();
  const bytes = Buffer.from(encodeProductKey(parsed.value));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  const texts = { hyphenated: key, plain, lower: plain.toLowerCase(), 'lower hyphenated': key.toLowerCase() };
  const forms = new Map<string, Buffer>();
  for (const [name, text] of Object.entries(texts)) {
    forms.set(name, Buffer.from(text, 'latin1'));
    forms.set(`${name}, UTF-16LE`, Buffer.from(text, 'utf16le'));
    for (const [offset, piece] of base64At(Buffer.from(text, 'latin1')).entries())
      forms.set(`${name}, base64 at ${offset}`, piece);
  }
  for (const separator of ['', ',', ' ', ', ']) {
    forms.set(`bytes as hex with '${separator}'`, Buffer.from(hex.join(separator)));
    forms.set(`bytes as upper hex with '${separator}'`, Buffer.from(hex.join(separator).toUpperCase()));
    if (separator !== '') forms.set(`bytes as decimals with '${separator}'`, Buffer.from([...bytes].join(separator)));
  }
  for (const [offset, piece] of base64At(bytes).entries()) forms.set(`bytes, base64 at ${offset}`, piece);
  forms.set('bytes', bytes);
  return forms;
}

/** The same, and each of its groups but the last five characters, which may be seen: a key that is cut is not out of sight. */
export function piecesOf(key: string): ReadonlyMap<string, Buffer> {
  const groups = key.split('-').slice(0, 4);
  const cut = groups.flatMap((group, index): (readonly [string, Buffer])[] => [
    [`group ${index + 1}`, Buffer.from(group)],
    [`group ${index + 1}, lower`, Buffer.from(group.toLowerCase())],
  ]);
  return new Map([...formsOf(key), ...cut]);
}

/** Every way another secret could stand there. */
export function formsOfText(secret: string): ReadonlyMap<string, Buffer> {
  const forms = new Map<string, Buffer>();
  for (const encoding of ['utf8', 'utf16le', 'latin1'] as const) {
    const bytes = Buffer.from(secret, encoding);
    forms.set(encoding, bytes);
    forms.set(`${encoding}, hex`, Buffer.from(bytes.toString('hex')));
    for (const [offset, piece] of base64At(bytes).entries()) forms.set(`${encoding}, base64 at ${offset}`, piece);
  }
  forms.set('in a URL', Buffer.from(encodeURIComponent(secret)));
  return forms;
}

/** The names of the forms that a content holds. */
export function formsIn(content: Buffer, forms: ReadonlyMap<string, Buffer>): string[] {
  return [...forms].filter(([, form]) => content.includes(form)).map(([name]) => name);
}

/** What base64 makes of the data behind 0, 1 or 2 other bytes, without the characters that depend on neighbours. */
function base64At(data: Buffer): readonly Buffer[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), data])
      .toString('base64')
      .replaceAll('=', '');
    return Buffer.from(text.slice(offset === 0 ? 0 : offset + 1, -2));
  });
}
