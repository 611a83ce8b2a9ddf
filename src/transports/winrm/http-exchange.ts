import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ExchangeFailed } from './exchange-failed.ts';
import type { TlsCheck } from './tls-check.ts';

/** Where a service listens. */
export interface Endpoint {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** What one POST sends. */
export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The socket the request belongs to; it is not sent over any other. */
  readonly onlyOver?: Socket;
  /** How long the service may take to begin its answer, where that is shorter than what the signal allows. */
  readonly answerWithinMs?: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
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
  const limits = { keepAlive: true, maxSockets: 1 };
  const agent = endpoint.scheme === 'https' ? new HttpsAgent({ ...limits, ...check?.options }) : new HttpAgent(limits);
  const line: Line = { endpoint, bounds, agent, check };
  return {
    post: (post, signal) => exchange(line, post, signal),
    [Symbol.dispose]: () => agent.destroy(),
  };
}

interface Line {
  readonly endpoint: Endpoint;
  readonly bounds: Bounds;
  readonly agent: HttpAgent;
  readonly check: TlsCheck | undefined;
  /** Kept from the handshake: Node does not tell it any more once the socket has carried a request. */
  certificate?: Buffer;
  /** The signal that is listened to. One listener serves all exchanges of a call: each would cost more than its XML. */
  heard?: AbortSignal;
  /** Ends the exchange under way. */
  fail?: Fail | undefined;
}

/** Ends an exchange; what fails after that is a consequence and counts for nothing. */
type Fail = (code: string, shown?: string) => void;

async function exchange(line: Line, post: Post, signal: AbortSignal): Promise<Reply> {
  if (signal.aborted) throw new ExchangeFailed(abortCode(signal), false);
  hear(line, signal);
  let silence: NodeJS.Timeout | undefined;
  let wasSent = false;
  try {
    return await new Promise<Reply>((resolve, reject) => {
      const request = makeRequest(line, post);
      const fail: Fail = (code, shown) => {
        request.destroy();
        reject(new ExchangeFailed(signal.aborted ? abortCode(signal) : code, wasSent, shown));
      };
      line.fail = fail;
      request.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name));
      // Some answers, such as 101, end a request without a response and without an error.
      const end = (): void => fail('CLOSED');
      request.once('close', end);
      request.once('socket', (socket) => {
        if (post.onlyOver !== undefined && post.onlyOver !== socket) {
          fail('OTHER-SOCKET');
          return;
        }
        const send = (): void => {
          wasSent = true;
          if (post.answerWithinMs !== undefined) silence = setTimeout(() => fail('SILENT'), post.answerWithinMs);
          request.end(post.body);
        };
        whenReady(request, socket, line, { send, fail });
      });
      request.once('response', (response) => {
        clearTimeout(silence);
        request.off('close', end);
        collect(response, line, fail, resolve);
      });
    });
  } finally {
    clearTimeout(silence);
    line.fail = undefined;
  }
}

function hear(line: Line, signal: AbortSignal): void {
  if (line.heard === signal) return;
  line.heard = signal;
  signal.addEventListener('abort', () => line.fail?.(abortCode(signal)), { once: true });
}

function makeRequest({ endpoint, agent }: Line, post: Post): ClientRequest {
  const { scheme, host, port, path } = endpoint;
  const headers = { ...post.headers, 'Content-Length': String(post.body.length) };
  const send = scheme === 'https' ? requestHttps : requestHttp;
  return send({ agent, host, port, path, method: 'POST', headers });
}

/** Sends once the socket may carry it: at once when it has carried others, else connected and its certificate checked. */
function whenReady(
  request: ClientRequest,
  socket: Socket,
  line: Line,
  then: { readonly send: () => void; readonly fail: Fail },
): void {
  if (request.reusedSocket) {
    then.send();
    return;
  }
  const timer = setTimeout(() => then.fail('CONNECT-TIMED-OUT'), line.bounds.connectTimeoutMs);
  socket.once('close', () => clearTimeout(timer));
  socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
    clearTimeout(timer);
    const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    if (shown !== undefined) line.certificate = shown.raw;
    if (line.check === undefined || (shown !== undefined && line.check.isRight(shown))) then.send();
    else then.fail('OTHER-CERTIFICATE', shown?.fingerprint256 ?? 'none');
  });
}

function collect(
  response: IncomingMessage,
  { bounds, certificate }: Line,
  fail: Fail,
  resolve: (reply: Reply) => void,
): void {
  const { socket } = response; // once it has ended, the socket may already be another request's
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > bounds.maxReplyBytes) fail('TOO-LARGE');
    else chunks.push(chunk);
  });
  response.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name));
  response.once('end', () => {
    const { statusCode: status = 0, headers } = response;
    const shown = certificate === undefined ? {} : { certificate };
    resolve({ status, headers, body: Buffer.concat(chunks), socket, ...shown });
  });
}

function abortCode({ reason }: AbortSignal): string {
  return reason instanceof DOMException && reason.name === 'TimeoutError' ? 'TIMED-OUT' : 'ABORTED';
}
