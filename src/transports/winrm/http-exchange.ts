import type { Socket } from 'node:net';
import { ExchangeFailed } from './exchange-failed.ts';
import { BrokenReply, makeReplyReader, type ReplyHeaders, type ReplyReader, type WireReply } from './http-reply.ts';
import { type Endpoint, openSocket } from './http-socket.ts';
import type { TlsCheck } from './tls-check.ts';

/** What one POST sends. */
export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The socket the request belongs to; it is not sent over any other. */
  readonly onlyOver?: Socket;
  /** How long the service may take for its answer, where that is shorter than what the signal allows. */
  readonly answerWithinMs?: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly body: Buffer;
  readonly socket: Socket;
  /** The certificate the service showed on this socket, in DER; none over plain HTTP. */
  readonly certificate?: Buffer;
}

/** Bounds on one exchange. */
export interface Bounds {
  /** Until TCP, and TLS where there is one, are there. */
  readonly connectTimeoutMs: number;
  readonly maxReplyBytes: number;
}

/** One keep-alive connection to one service: at most one socket, one request at a time. Throws ExchangeFailed. */
export interface HttpLine extends Disposable {
  post(post: Post, signal: AbortSignal): Promise<Reply>;
}

/** Opens a line; the socket is made with the first request. */
export function openLine(endpoint: Endpoint, bounds: Bounds, check?: TlsCheck): HttpLine {
  const line: Line = { endpoint, beginning: beginningOf(endpoint), bounds, check };
  return {
    post: (post, signal) => exchange(line, post, signal),
    [Symbol.dispose]: () => void line.connection?.socket.destroy(),
  };
}

interface Line {
  readonly endpoint: Endpoint;
  readonly beginning: string;
  readonly bounds: Bounds;
  readonly check: TlsCheck | undefined;
  connection?: Connection;
  /** The signal that is listened to. One listener serves all exchanges of a call: each would cost more than its XML. */
  heard?: AbortSignal;
}

interface Connection {
  readonly socket: Socket;
  certificate?: Buffer | undefined;
  /** The one exchange under way. */
  exchange?: Exchange | undefined;
}

interface Exchange {
  readonly post: Post;
  readonly bytes: Buffer;
  readonly signal: AbortSignal;
  readonly reader: ReplyReader;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: ExchangeFailed) => void;
  wasSent: boolean;
  silence?: NodeJS.Timeout;
}

async function exchange(line: Line, post: Post, signal: AbortSignal): Promise<Reply> {
  if (signal.aborted) throw new ExchangeFailed(abortCode(signal), false);
  if (line.connection?.exchange !== undefined) throw new Error('one request at a time');
  const kept = line.connection?.socket.writable === true ? line.connection : undefined;
  if (post.onlyOver !== undefined && post.onlyOver !== kept?.socket) throw new ExchangeFailed('OTHER-SOCKET', false);
  hear(line, signal);
  const bytes = toBytes(line.beginning, post);
  const reader = makeReplyReader(line.bounds.maxReplyBytes);
  return new Promise<Reply>((resolve, reject) => {
    const connection = kept ?? connect(line);
    connection.exchange = { post, bytes, signal, reader, resolve, reject, wasSent: false };
    if (connection === kept) send(connection);
  });
}

function hear(line: Line, signal: AbortSignal): void {
  if (line.heard === signal) return;
  line.heard = signal;
  const end = (): void => {
    if (line.connection?.exchange?.signal === signal) fail(line.connection, abortCode(signal));
  };
  signal.addEventListener('abort', end, { once: true });
}

/** A new socket, which sends what is to be sent once it may. */
function connect(line: Line): Connection {
  const { endpoint, bounds, check } = line;
  const socket = openSocket(endpoint, bounds.connectTimeoutMs, check, {
    ready: (certificate) => {
      connection.certificate = certificate;
      send(connection);
    },
    refused: (code, shown) => fail(connection, code, shown),
  });
  const connection: Connection = { socket };
  line.connection = connection;
  socket.on('data', (bytes) => receive(connection, bytes));
  socket.on('end', () => receive(connection, undefined));
  socket.on('error', (error: NodeJS.ErrnoException) => fail(connection, error.code ?? error.name));
  socket.on('close', () => fail(connection, 'CLOSED'));
  return connection;
}

function send(connection: Connection): void {
  const { socket, exchange: begun } = connection;
  if (begun === undefined) return;
  const { answerWithinMs } = begun.post;
  if (answerWithinMs !== undefined) begun.silence = setTimeout(() => fail(connection, 'SILENT'), answerWithinMs);
  begun.wasSent = true;
  socket.write(begun.bytes);
}

/** Reads on; undefined says that nothing more will come. */
function receive(connection: Connection, bytes: Buffer | undefined): void {
  const { exchange: begun } = connection;
  try {
    const read = begun?.reader.next(bytes);
    if (read?.done === true) finish(connection, read.value);
    // Whatever comes without being asked for would be taken for the next reply.
    else if (begun === undefined) connection.socket.destroy();
  } catch (error) {
    if (!(error instanceof BrokenReply)) throw error;
    fail(connection, error.code, error.message);
  }
}

function finish(connection: Connection, { status, headers, body, isKept }: WireReply): void {
  const { socket, certificate } = connection;
  if (!isKept) socket.destroy();
  const shown = certificate === undefined ? {} : { certificate };
  takeExchange(connection)?.resolve({ status, headers, body, socket, ...shown });
}

/** Ends an exchange; what fails after that is a consequence and counts for nothing. */
function fail(connection: Connection, code: string, shown?: string): void {
  connection.socket.destroy();
  const ended = takeExchange(connection);
  ended?.reject(new ExchangeFailed(ended.signal.aborted ? abortCode(ended.signal) : code, ended.wasSent, shown));
}

function takeExchange(connection: Connection): Exchange | undefined {
  const { exchange: taken } = connection;
  clearTimeout(taken?.silence);
  connection.exchange = undefined;
  return taken;
}

/** What all requests of a line begin with. */
function beginningOf({ scheme, host, port, path }: Endpoint): string {
  const name = host.includes(':') ? `[${host}]` : host;
  const place = port === (scheme === 'https' ? 443 : 80) ? name : `${name}:${port}`;
  return `POST ${path} HTTP/1.1\r\nHost: ${place}\r\nConnection: keep-alive\r\n`;
}

/** A request as it goes over the wire, in one piece. */
function toBytes(beginning: string, { headers, body }: Post): Buffer {
  let head = beginning;
  for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`;
  return Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`, 'latin1'), body]);
}

function abortCode({ reason }: AbortSignal): string {
  return reason instanceof DOMException && reason.name === 'TimeoutError' ? 'TIMED-OUT' : 'ABORTED';
}
