/** Header fields by name in lower case; those that came several times are joined by commas. */
export interface ReplyHeaders {
  readonly [name: string]: string | undefined;
  readonly date?: string;
}

/** One reply as it came over the wire. */
export interface WireReply {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly body: Buffer;
  /** Whether the connection may carry another request. */
  readonly isKept: boolean;
}

/** What comes is no reply, or is not read any further. */
export class BrokenReply extends Error {
  override readonly name = 'BrokenReply';
  readonly code: 'NOT-HTTP' | 'TOO-LARGE' | 'CLOSED';

  constructor(code: BrokenReply['code'], why: string) {
    super(why);
    this.code = code;
  }
}

/** Takes bytes as they come, undefined where nothing more will come, until it has the reply. Throws BrokenReply. */
export type ReplyReader = Generator<undefined, WireReply, Buffer | undefined>;

/** A part of that. */
type Reading<T> = Generator<undefined, T, Buffer | undefined>;

/** What came and was not read yet. */
interface Incoming {
  bytes: Buffer;
}

/** As much as Node takes of a head; WinRM sends a tenth of it. */
const MAX_HEAD_BYTES = 16 * 1024;

/**
 * Reads one reply to a POST (RFC 9112) and nothing that could be understood in two ways: a folded header, two lengths, a
 * coding but `chunked`. See src/README.md for why this is not node:http.
 */
export function makeReplyReader(maxBodyBytes: number): ReplyReader {
  const reader = readReply(maxBodyBytes);
  reader.next(); // to where it waits for the first bytes
  return reader;
}

function* readReply(maxBodyBytes: number): ReplyReader {
  const incoming: Incoming = { bytes: Buffer.alloc(0) };
  yield* more(incoming);
  let head = yield* readHead(incoming);
  // "100 Continue" and its like stand before the reply; after 101 no reply comes.
  while (head.status < 200 && head.status !== 101) head = yield* readHead(incoming);
  if (head.status === 101) throw new BrokenReply('CLOSED', 'it goes on in another protocol');
  const { status, headers } = head;
  const framing = framingOf(head);
  const body = yield* readBody(framing, incoming, maxBodyBytes);
  const isKept = framing !== 'until-it-closes' && staysOpen(head) && incoming.bytes.length === 0;
  return { status, headers, body, isKept };
}

interface Head {
  readonly minorVersion: number;
  readonly status: number;
  readonly headers: ReplyHeaders;
}

/** A status line and fields (RFC 9112 4 and 5): each begins in its own line, with a name and a colon. */
const HEAD =
  /^HTTP\/1\.(?<minor>[01]) (?<status>[1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?(?:\r\n[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e\x80-\xff]*)*$/;

function* readHead(incoming: Incoming): Reading<Head> {
  const text = yield* readThrough('\r\n\r\n', incoming, checkBeginning);
  const { minor, status } = HEAD.exec(text)?.groups ?? {};
  if (status === undefined) throw new BrokenReply('NOT-HTTP', 'the head is none');
  return { minorVersion: Number(minor), status: Number(status), headers: toHeaders(text.split('\r\n').slice(1)) };
}

/** Who speaks another protocol may wait for our word, and never end a line. */
function checkBeginning(bytes: Buffer): void {
  if (!'HTTP/1.'.startsWith(bytes.toString('latin1', 0, 7))) throw new BrokenReply('NOT-HTTP', 'it begins otherwise');
}

function toHeaders(lines: readonly string[]): ReplyHeaders {
  const headers: Record<string, string> = Object.create(null); // a service may name a field `__proto__`
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return headers;
}

/** How the end of a body is told: by its length, by chunks, or by the end of the connection (RFC 9112 6.3). */
type Framing = number | 'chunked' | 'until-it-closes';

function framingOf({ status, headers }: Head): Framing {
  const { 'transfer-encoding': coding, 'content-length': length } = headers;
  if (coding !== undefined) {
    if (coding.toLowerCase() === 'chunked' && length === undefined) return 'chunked';
    throw new BrokenReply('NOT-HTTP', 'the length of the body is not clear');
  }
  if (status === 204 || status === 304) return 0;
  if (length === undefined) return 'until-it-closes';
  if (!/^\d{1,15}$/.test(length)) throw new BrokenReply('NOT-HTTP', 'the length of the body is no number');
  return Number(length);
}

function staysOpen({ minorVersion, headers }: Head): boolean {
  const said = headers['connection'] ?? '';
  return minorVersion === 1 ? !/(?:^|[\t ,])close(?:$|[\t ,])/i.test(said) : /^keep-alive$/i.test(said);
}

function readBody(framing: Framing, incoming: Incoming, maxBytes: number): Reading<Buffer> {
  if (framing === 'chunked') return readChunks(incoming, maxBytes);
  if (framing === 'until-it-closes') return readToEnd(incoming, maxBytes);
  return readBytes(checkSize(framing, maxBytes), incoming);
}

function* readChunks(incoming: Incoming, maxBytes: number): Reading<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const [digits] = /^[\da-f]{1,8}(?=[\t ]*(?:;|$))/i.exec(yield* readThrough('\r\n', incoming)) ?? [];
    if (digits === undefined) throw new BrokenReply('NOT-HTTP', 'the size of a chunk is no number');
    const size = Number.parseInt(digits, 16);
    total = checkSize(total + size, maxBytes);
    chunks.push(yield* readBytes(size, incoming));
    // Fields after the last chunk are for those who ask for them (RFC 9112 7.1.2).
    if ((yield* readThrough('\r\n', incoming)) !== '') throw new BrokenReply('NOT-HTTP', 'a chunk does not end');
    if (size === 0) return Buffer.concat(chunks);
  }
}

function* readToEnd(incoming: Incoming, maxBytes: number): Reading<Buffer> {
  const pieces = [incoming.bytes];
  let total = checkSize(incoming.bytes.length, maxBytes);
  for (let piece = yield; piece !== undefined; piece = yield) {
    total = checkSize(total + piece.length, maxBytes);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function checkSize(bytes: number, maxBytes: number): number {
  if (bytes > maxBytes) throw new BrokenReply('TOO-LARGE', 'the body');
  return bytes;
}

function* readBytes(count: number, incoming: Incoming): Reading<Buffer> {
  const pieces: Buffer[] = [];
  for (let missing = count; missing > 0; ) {
    if (incoming.bytes.length === 0) yield* more(incoming);
    const piece = incoming.bytes.subarray(0, missing);
    incoming.bytes = incoming.bytes.subarray(piece.length);
    missing -= piece.length;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Text up to a mark, which is taken too. */
function* readThrough(mark: string, incoming: Incoming, check?: (bytes: Buffer) => void): Reading<string> {
  for (;;) {
    check?.(incoming.bytes);
    const end = incoming.bytes.indexOf(mark, 0, 'latin1');
    if (end > MAX_HEAD_BYTES || (end === -1 && incoming.bytes.length > MAX_HEAD_BYTES)) {
      throw new BrokenReply('NOT-HTTP', 'a line or the head does not end');
    }
    if (end !== -1) {
      const text = incoming.bytes.toString('latin1', 0, end);
      incoming.bytes = incoming.bytes.subarray(end + mark.length);
      return text;
    }
    yield* more(incoming);
  }
}

function* more(incoming: Incoming): Reading<void> {
  const bytes = yield;
  if (bytes === undefined) throw new BrokenReply('CLOSED', 'the connection ends before the reply does');
  incoming.bytes = incoming.bytes.length === 0 ? bytes : Buffer.concat([incoming.bytes, bytes]);
}
