import type { Socket } from 'node:net';
import { ExchangeFailed } from './exchange-failed.ts';
import type { HttpLine, Post, Reply } from './http-exchange.ts';

export const SOAP_CONTENT_TYPE = 'application/soap+xml;charset=UTF-8';

/** Why an authenticated exchange did not come about although the service answered. */
export class NotAuthenticated extends Error {
  override readonly name = 'NotAuthenticated';
  readonly why: 'denied' | 'no-ntlm' | 'will-not-seal' | 'tampered' | 'not-sealed';
  /** What the service says its time is, for a denial that may come of a wrong clock. */
  readonly serverDate?: string;

  constructor(why: NotAuthenticated['why'], serverDate?: string) {
    super(why);
    this.why = why;
    if (serverDate !== undefined) this.serverDate = serverDate;
  }
}

export interface SoapReply {
  readonly status: number;
  readonly soap: string;
}

/** SOAP in, SOAP out, over one authenticated connection. */
export interface SoapLine extends Disposable {
  /** One exchange; the caller sends one after the other. Throws ExchangeFailed, NotAuthenticated or TransportError. */
  post(soap: string, signal: AbortSignal): Promise<SoapReply>;
}

/** How SOAP becomes a body on the wire and comes back. */
export interface Bodies {
  readonly contentType: string;
  wrap(soap: Buffer): Buffer;
  /** Throws NotAuthenticated for a reply that is not to be believed. */
  unwrap(reply: Reply): string;
}

/** Bodies as they are: inside TLS, or where the inventory allows it. */
export const PLAIN_BODIES: Bodies = {
  contentType: SOAP_CONTENT_TYPE,
  wrap: (soap) => soap,
  unwrap: ({ body }) => body.toString('utf8'),
};

/** A logon that has begun: the rest of it travels with the first body. */
export interface LogOn {
  /** The socket it was begun on, and is good for; without one, whichever the next request gets. */
  readonly socket?: Socket;
  readonly authorization: string;
  readonly bodies: Bodies;
}

/**
 * Lets an exchange begin that shows a password to a host, at once or later: `credential-gate.ts`. Undefined says that
 * the exchange came to nothing before the host had it.
 */
export type Admit = <T extends SoapReply | undefined>(exchange: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/**
 * A line whose account is proven once for each socket, as NTLM and Kerberos do (MS-NTHT 3.1). A 401 or a new socket
 * means that nothing was carried out: it logs on again, once.
 */
export function boundLine(
  line: HttpLine,
  logOn: (signal: AbortSignal) => Promise<LogOn>,
  admit: Admit = (exchange) => exchange(),
): SoapLine {
  let bound: { readonly socket: Socket; readonly bodies: Bodies } | undefined;
  /** Undefined when the service certainly carried nothing out and another logon may help. */
  const attempt = async (soap: string, signal: AbortSignal): Promise<SoapReply | undefined> => {
    const kept = bound?.socket.destroyed === false ? bound : undefined;
    const current = kept ?? (await logOn(signal));
    const exchange = async (): Promise<SoapReply | undefined> => {
      bound = undefined; // until the reply proves that both sides are still in step
      const reply = await postOver(line, toPost(soap, current), signal);
      if (reply?.status === 401 && kept === undefined) throw new NotAuthenticated('denied', reply.headers.date);
      if (reply === undefined || reply.status === 401) return undefined;
      const answer = { status: reply.status, soap: current.bodies.unwrap(reply) };
      bound = { socket: reply.socket, bodies: current.bodies };
      return answer;
    };
    return await (kept === undefined ? admit(exchange, signal) : exchange());
  };
  return {
    post: async (soap, signal) => {
      const answer = (await attempt(soap, signal)) ?? (await attempt(soap, signal));
      if (answer === undefined) throw new ExchangeFailed('NOT-KEPT', false);
      return answer;
    },
    [Symbol.dispose]: () => line[Symbol.dispose](),
  };
}

function toPost(soap: string, { socket, bodies, authorization }: Omit<LogOn, 'authorization'> & Partial<LogOn>): Post {
  return {
    headers: {
      'Content-Type': bodies.contentType,
      ...(authorization !== undefined && { Authorization: authorization }),
    },
    body: bodies.wrap(Buffer.from(soap, 'utf8')),
    ...(socket !== undefined && { onlyOver: socket }),
  };
}

/** The reply, or undefined when the socket it belongs to is gone and nothing was sent. */
async function postOver(line: HttpLine, post: Post, signal: AbortSignal): Promise<Reply | undefined> {
  try {
    return await line.post(post, signal);
  } catch (error) {
    if (error instanceof ExchangeFailed && error.code === 'OTHER-SOCKET') return undefined;
    throw error;
  }
}
