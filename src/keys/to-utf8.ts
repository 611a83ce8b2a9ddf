/** Bytes that are looked at to tell UTF-16 from pictures and programs. */
const LOOKED_AT = 4096;

/**
 * The text of a file as UTF-8. Registry exports and answer files are often UTF-16, which Windows calls "Unicode", with
 * its mark or without. Of other files with zero bytes in them (programs, documents of Word) the zeros are left out: so
 * both kinds of text in them can be read.
 */
export function toUtf8(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(0)) return bytes;
  const order = utf16OrderOf(bytes);
  if (order === undefined) return withoutZeros(bytes);
  return new TextEncoder().encode(new TextDecoder(order).decode(bytes));
}

function utf16OrderOf(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const looked = bytes.subarray(0, LOOKED_AT);
  const [even = 0, odd = 0] = [0, 1].map((side) => looked.filter((byte, at) => byte === 0 && at % 2 === side).length);
  // Every other byte of western text is zero.
  if (odd > looked.length / 4 && even < odd / 8) return 'utf-16le';
  return even > looked.length / 4 && odd < even / 8 ? 'utf-16be' : undefined;
}

/** A loop, since `filter` takes ten times as long for a large program. */
function withoutZeros(bytes: Uint8Array): Uint8Array {
  const kept = new Uint8Array(bytes.length);
  let length = 0;
  for (const byte of bytes) {
    kept[length] = byte;
    if (byte !== 0) length += 1;
  }
  return kept.subarray(0, length);
}
