/** A piece of a file, in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** 1 for what a key is made of, in either case. */
const OF_KEYS = new Uint8Array(256);
for (const character of 'BCDFGHJKMNPQRTVWXY2346789bcdfghjkmnpqrtvwxy') OF_KEYS[character.charCodeAt(0)] = 1;

const GROUP = 5;
const GROUPS = 5;
/** Three signs between groups, of three bytes each in UTF-8. */
const WIDEST_GAP = 9;
/** Room around a span for what must not stand beside a key. */
const AROUND = 4;

/**
 * Pieces of a file that may hold a product key: five runs of at least five characters of keys close together, or one of
 * 25. Nothing else can, and most files have none: this looks at every fifth byte only and is twenty times as fast as the
 * expression that decides.
 */
export function* likelySpans(bytes: Uint8Array): Generator<Span> {
  let chain = { start: 0, end: -1 - WIDEST_GAP, groups: 0 };
  for (const { start, end } of longRuns(bytes)) {
    const groups = end - start >= GROUP * GROUPS ? GROUPS : 1;
    if (start - chain.end <= WIDEST_GAP) {
      chain = { start: chain.start, end, groups: chain.groups + groups };
      continue;
    }
    if (chain.groups >= GROUPS) yield around(chain, bytes);
    chain = { start, end, groups };
  }
  if (chain.groups >= GROUPS) yield around(chain, bytes);
}

function around({ start, end }: Span, bytes: Uint8Array): Span {
  let first = Math.max(0, start - AROUND);
  while (first > 0 && isInsideCharacter(bytes, first)) first -= 1;
  return { start: first, end: Math.min(bytes.length, end + AROUND) };
}

function isInsideCharacter(utf8: Uint8Array, at: number): boolean {
  return ((utf8[at] ?? 0) & 0xc0) === 0x80;
}

/** Every run of at least five bytes that keys are made of. Such a run covers one of every five places. */
function* longRuns(bytes: Uint8Array): Generator<Span> {
  let ended = 0;
  for (let at = GROUP - 1; at < bytes.length; at += GROUP) {
    if (!isOfKeys(bytes, at)) continue;
    let start = at;
    while (start > ended && isOfKeys(bytes, start - 1)) start -= 1;
    let end = at + 1;
    while (isOfKeys(bytes, end)) end += 1;
    ended = end;
    if (end - start >= GROUP) yield { start, end };
    at = end - 1;
  }
}

function isOfKeys(bytes: Uint8Array, at: number): boolean {
  return OF_KEYS[bytes[at] ?? 0] === 1;
}
