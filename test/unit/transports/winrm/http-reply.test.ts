import { describe, expect, it } from 'vitest';
import { BrokenReply, makeReplyReader, type WireReply } from '../../../../src/transports/winrm/http-reply.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const MAX_BODY = 1000;

/** Replies as services send them, and what is read of each. */
const REPLIES: readonly (readonly [what: string, wire: string, read: Partial<WireReply>])[] = [
  ['a length', `${OK}Content-Length: 4\r\n\r\nbody`, { status: 200, isKept: true }],
  ['no body', `${OK}Content-Length: 0\r\n\r\n`, { body: Buffer.alloc(0), isKept: true }],
  ['chunks', `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n002;x=y\r\ndy\r\n0\r\n\r\n`, { isKept: true }],
  ['a coding in capitals', `${OK}TRANSFER-ENCODING: Chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n`, { isKept: true }],
  ['"100 Continue" first', `HTTP/1.1 100 Continue\r\n\r\n${OK}Content-Length: 4\r\n\r\nbody`, { status: 200 }],
  ['no reason', 'HTTP/1.1 401\r\nContent-Length: 4\r\n\r\nbody', { status: 401 }],
  ['an end of the connection', `${OK}Content-Length: 4\r\nConnection: close\r\n\r\nbody`, { isKept: false }],
  ['an end among others', `${OK}Content-Length: 4\r\nConnection: x, Close\r\n\r\nbody`, { isKept: false }],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nbody', { isKept: false }],
  [
    'HTTP/1.0 that stays',
    'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 4\r\n\r\nbody',
    { isKept: true },
  ],
  ['204', 'HTTP/1.1 204 No Content\r\n\r\n', { body: Buffer.alloc(0), isKept: true }],
  ['spaces around a value', `${OK}Server:\t Microsoft-IIS/6.0 \r\nContent-Length:4\r\n\r\nbody`, { isKept: true }],
];

/** What is not read: it is no HTTP, or could be read in two ways. */
const NOT_HTTP: readonly (readonly [what: string, wire: string])[] = [
  ['another protocol', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
  ['another protocol, one byte of it', '\x16'],
  ['another version', 'HTTP/2.0 200 OK\r\n\r\n'],
  ['no status', 'HTTP/1.1 OK\r\n\r\n'],
  ['a status that is none', 'HTTP/1.1 099 OK\r\n\r\n'],
  ['a folded header', `${OK}X: a\r\n b\r\nContent-Length: 0\r\n\r\n`],
  ['a space before the colon', `${OK}Content-Length : 0\r\n\r\n`],
  ['a header without a name', `${OK}: 0\r\n\r\n`],
  ['a header without a colon', `${OK}Content-Length\r\n\r\n`],
  ['a line that ends in one character', `${OK}X: a\nY: b\r\n\r\n`],
  ['a carriage return in a value', `${OK}X: a\rb\r\n\r\n`],
  ['a zero in a value', `${OK}X: a\0b\r\n\r\n`],
  ['two lengths', `${OK}Content-Length: 4\r\nContent-Length: 5\r\n\r\nbodyy`],
  ['a length twice', `${OK}Content-Length: 4\r\nContent-Length: 4\r\n\r\nbody`],
  ['a negative length', `${OK}Content-Length: -4\r\n\r\nbody`],
  ['a length that is no number', `${OK}Content-Length: 0x4\r\n\r\nbody`],
  ['a length and chunks', `${OK}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['another coding', `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
  ['a chunk without a size', `${OK}Transfer-Encoding: chunked\r\n\r\n\r\n`],
  ['a size that is no number', `${OK}Transfer-Encoding: chunked\r\n\r\n-1\r\n`],
  ['a size with something behind it', `${OK}Transfer-Encoding: chunked\r\n\r\n4 4\r\nbody\r\n`],
  ['a size of nine digits', `${OK}Transfer-Encoding: chunked\r\n\r\n000000004\r\nbody\r\n`],
  ['a chunk longer than it says', `${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nbody\r\n0\r\n\r\n`],
  ['fields behind the last chunk', `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n`],
  ['a head of 17 KB', `${OK}X: ${'x'.repeat(17_000)}\r\n\r\n`],
  ['a head that does not end', `${OK}X: ${'x'.repeat(17_000)}`],
];

const TOO_LARGE: readonly (readonly [what: string, wire: string])[] = [
  ['a length', `${OK}Content-Length: ${MAX_BODY + 1}\r\n\r\n`],
  ['a length beyond all numbers', `${OK}Content-Length: 999999999999999\r\n\r\n`],
  ['one chunk', `${OK}Transfer-Encoding: chunked\r\n\r\nffffffff\r\n`],
  ['many chunks', `${OK}Transfer-Encoding: chunked\r\n\r\n${`64\r\n${'x'.repeat(100)}\r\n`.repeat(11)}`],
  ['a body until the connection ends', `${OK}\r\n${'x'.repeat(MAX_BODY + 1)}`],
];

describe('a reply', () => {
  it.each(REPLIES)('with %s is read, in one piece and byte by byte', (_what, wire, read) => {
    const whole = { body: Buffer.from('body'), ...read };
    expect(readAll(wire, wire.length)).toMatchObject(whole);
    expect(readAll(wire, 1)).toMatchObject(whole);
  });

  it.each(REPLIES)('with %s is not there while a byte of it is missing', (_what, wire) => {
    expect(readAll(wire.slice(0, -1), wire.length)).toBeUndefined();
    expect(codeOf(wire.slice(0, -1), { hasEnded: true })).toBe('CLOSED');
  });

  it.each(NOT_HTTP)('with %s is none, in one piece and byte by byte', (_what, wire) => {
    expect([codeOf(wire), codeOf(wire, { step: 1 })]).toEqual(['NOT-HTTP', 'NOT-HTTP']);
  });

  it.each(TOO_LARGE)('that is too large by %s is not read on', (_what, wire) => {
    expect([codeOf(wire), codeOf(wire, { step: 1 })]).toEqual(['TOO-LARGE', 'TOO-LARGE']);
  });

  it('without a length goes on to the end of the connection', () => {
    const reader = makeReplyReader(MAX_BODY);
    expect(reader.next(Buffer.from(`${OK}\r\nbo`)).done).toBe(false);
    expect(reader.next(Buffer.from('dy')).done).toBe(false);
    const { value } = reader.next(undefined);
    expect(value).toMatchObject({ status: 200, body: Buffer.from('body'), isKept: false });
  });

  it('that changes the protocol ends the connection', () => {
    expect(codeOf('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n')).toBe('CLOSED');
  });

  it('with something behind it is the last of its connection', () => {
    expect(readAll(`${OK}Content-Length: 4\r\n\r\nbodyHTTP/1.1 200 OK\r\n`, 1000)).toMatchObject({ isKept: false });
  });

  it('tells headers by small names, and those that come twice together', () => {
    const wire = `${OK}WWW-Authenticate: Negotiate\r\nwww-authenticate: NTLM\r\n__proto__: x\r\nContent-Length: 0\r\n\r\n`;
    const headers = Object.entries(readAll(wire, 1000)?.headers ?? {});
    expect(headers).toEqual([
      ['www-authenticate', 'Negotiate, NTLM'],
      ['__proto__', 'x'],
      ['content-length', '0'],
    ]);
  });
});

/** What is read of bytes that come in steps; undefined while that is not all of it. */
function readAll(wire: string, step: number): WireReply | undefined {
  const reader = makeReplyReader(MAX_BODY);
  const bytes = Buffer.from(wire, 'latin1');
  for (let at = 0; at < bytes.length; at += step) {
    const { done, value } = reader.next(bytes.subarray(at, at + step));
    if (done === true) return value;
  }
  return undefined;
}

function codeOf(wire: string, how: { readonly step?: number; readonly hasEnded?: true } = {}): unknown {
  const reader = makeReplyReader(MAX_BODY);
  const bytes = Buffer.from(wire, 'latin1');
  const step = how.step ?? bytes.length;
  try {
    for (let at = 0; at < bytes.length; at += step) reader.next(bytes.subarray(at, at + step));
    if (how.hasEnded === true) reader.next(undefined);
  } catch (error) {
    if (error instanceof BrokenReply) return error.code;
    throw error;
  }
  return undefined;
}
