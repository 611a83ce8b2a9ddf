import { connect, type Socket } from 'node:net';

/** What came of one attempt to connect. */
export type Attempt =
  | {
      readonly state: 'open';
      readonly ms: number /** What the service said first; empty when it says nothing. */;
      readonly greeting: string;
    }
  /** The machine is there and nothing listens. */
  | { readonly state: 'refused' }
  /** Nobody answers. */
  | { readonly state: 'silent' }
  /** The network says that there is no way, or the name is not known. */
  | { readonly state: 'no-way'; readonly code: string };

export interface ConnectOptions {
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** How long an SSH server is waited for to say its name; without it nothing is read. */
  readonly listenMs?: number;
}

/** An honest server has said its name by then. */
const MAX_GREETING = 4096;

/** Opens a TCP connection, perhaps listens for a greeting, and closes it. Sends nothing. */
export async function tryConnect(host: string, port: number, options: ConnectOptions): Promise<Attempt> {
  const started = options.clock();
  const ending = AbortSignal.any([options.signal, AbortSignal.timeout(options.limitMs)]);
  const socket = connect({ host, port });
  try {
    const code = await opened(socket, ending);
    if (code !== undefined) return toAttempt(code);
    const ms = options.clock() - started;
    return { state: 'open', ms, greeting: await greetingOf(socket, options) };
  } finally {
    socket.destroy();
  }
}

/** Undefined once it is open, or the code of why not. */
function opened(socket: Socket, ending: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const late = (): void => resolve('ETIMEDOUT');
    if (ending.aborted) late();
    ending.addEventListener('abort', late, { once: true });
    socket.once('connect', () => resolve(undefined));
    // Stays for the whole life of the socket: a reset after the answer is nobody's business.
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
  });
}

function toAttempt(code: string): Attempt {
  if (code === 'ECONNREFUSED') return { state: 'refused' };
  return code === 'ETIMEDOUT' ? { state: 'silent' } : { state: 'no-way', code };
}

function greetingOf(socket: Socket, { listenMs, signal }: ConnectOptions): Promise<string> {
  if (listenMs === undefined) return Promise.resolve('');
  const ending = AbortSignal.any([signal, AbortSignal.timeout(listenMs)]);
  return new Promise((resolve) => {
    let text = '';
    const end = (): void => resolve(text);
    ending.addEventListener('abort', end, { once: true });
    socket.once('close', end);
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      // A server may say other lines before its own (RFC 4253 4.2), so a first line that is not SSH's proves nothing yet.
      if (/^SSH-[^\n]*\n/m.test(text) || text.length > MAX_GREETING) end();
    });
  });
}
