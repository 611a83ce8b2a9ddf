import { Agent as HttpAgent, type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

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
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly socket: Socket;
}

/** Why there is no reply. `wasSent`: the service may have got the request and carried it out. */
export class ExchangeFailed extends Error {
  override readonly name = 'ExchangeFailed';
  /** Code of Node, such as ECONNREFUSED, or OTHER-SOCKET, TOO-LARGE, TIMED-OUT, ABORTED. */
  readonly code: string;
  readonly wasSent: boolean;

  constructor(code: string, wasSent: boolean) {
    super(`no reply (${code})`);
    this.code = code;
    this.wasSent = wasSent;
  }
}

/** Bounds on one exchange. */
export interface Bounds {
  readonly connectTimeoutMs: number;
  readonly maxReplyBytes: number;
}

/** One keep-alive connection to one service: at most one socket, one request at a time. */
export interface HttpLine extends Disposable {
  post(post: Post, signal: AbortSignal): Promise<Reply>;
}

/** Opens a line; the socket is made with the first request. `tls` are the options of the TLS context, for https. */
export function openLine(endpoint: Endpoint, bounds: Bounds, tls: Readonly<Record<string, unknown>> = {}): HttpLine {
  const limits = { keepAlive: true, maxSockets: 1 };
  const agent = endpoint.scheme === 'https' ? new HttpsAgent({ ...limits, ...tls }) : new HttpAgent(limits);
  return {
    post: (post, signal) => exchange({ endpoint, bounds, agent }, post, signal),
    [Symbol.dispose]: () => agent.destroy(),
  };
}

interface Line {
  readonly endpoint: Endpoint;
  readonly bounds: Bounds;
  readonly agent: HttpAgent;
}

async function exchange({ endpoint, bounds, agent }: Line, post: Post, signal: AbortSignal): Promise<Reply> {
  const { scheme, host, port, path } = endpoint;
  const headers = { ...post.headers, 'Content-Length': String(post.body.length) };
  const request = (scheme === 'https' ? requestHttps : requestHttp)({
    agent,
    host,
    port,
    path,
    method: 'POST',
    headers,
    signal,
  });
  let wasSent = false;
  return new Promise<Reply>((resolve, reject) => {
    const fail = (code: string): void => {
      request.destroy();
      reject(new ExchangeFailed(signal.aborted ? abortCode(signal) : code, wasSent));
    };
    request.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name));
    request.once('socket', (socket) => {
      if (post.onlyOver !== undefined && post.onlyOver !== socket) {
        fail('OTHER-SOCKET');
        return;
      }
      const send = (): void => {
        wasSent = true;
        request.end(post.body);
      };
      if (isReady(socket)) send();
      else waitUntilReady(socket, bounds.connectTimeoutMs, { send, fail });
    });
    request.once('response', (response) => {
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
        const { statusCode: status = 0, headers: replied } = response;
        resolve({ status, headers: replied, body: Buffer.concat(chunks), socket });
      });
    });
  });
}

function isReady(socket: Socket): boolean {
  return socket instanceof TLSSocket ? !socket.connecting && socket.getCipher() !== undefined : !socket.connecting;
}

function waitUntilReady(
  socket: Socket,
  timeoutMs: number,
  { send, fail }: { readonly send: () => void; readonly fail: (code: string) => void },
): void {
  const timer = setTimeout(() => fail('CONNECT-TIMED-OUT'), timeoutMs);
  socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
    clearTimeout(timer);
    send();
  });
  socket.once('close', () => clearTimeout(timer));
}

function abortCode(signal: AbortSignal): string {
  const { reason } = signal;
  return reason instanceof DOMException && reason.name === 'TimeoutError' ? 'TIMED-OUT' : 'ABORTED';
}
