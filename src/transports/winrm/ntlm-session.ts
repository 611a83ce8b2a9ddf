import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { hashChannelBindings } from './channel-bindings.ts';
import { ENCRYPTED_CONTENT_TYPE, frameSealed, unframeSealed } from './encrypted-body.ts';
import { ExchangeFailed, type HttpLine, type Post, type Reply } from './http-exchange.ts';
import { type Account, answerChallenge, canSeal, type Fresh } from './ntlm.ts';
import { makeNegotiate, parseChallenge } from './ntlm-message.ts';
import { makeSealingContext, type SealingContext } from './ntlm-seal.ts';

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

/** What is new for every authentication; chance and time come from outside. */
export type MakeFresh = () => Omit<Fresh, 'channelBindings'>;

export interface SoapReply {
  readonly status: number;
  readonly soap: string;
}

/** SOAP in, SOAP out, over one authenticated connection. */
export interface SoapLine extends Disposable {
  /** One exchange; the caller sends one after the other. Throws ExchangeFailed or NotAuthenticated. */
  post(soap: string, signal: AbortSignal): Promise<SoapReply>;
}

/** What a socket was authenticated with; RC4 states and sequence numbers live as long as it does. */
interface Bound {
  readonly socket: Socket;
  readonly context: SealingContext;
}

/**
 * NTLM over HTTP: authenticates the socket, not the request (MS-NTHT 3.1), and seals every body on it; over TLS bodies
 * are sent as they are. A 401 or a new socket means that nothing was carried out: it authenticates again, once.
 */
export function ntlmLine(line: HttpLine, account: Account, makeFresh: MakeFresh): SoapLine {
  let bound: Bound | undefined;
  /** Undefined when the service certainly carried nothing out and a new authentication may help. */
  const attempt = async (soap: string, signal: AbortSignal): Promise<SoapReply | undefined> => {
    const kept = bound?.socket.destroyed === false ? bound : undefined;
    const { bound: current, token } =
      kept === undefined ? await authenticate(line, account, makeFresh, signal) : { bound: kept, token: undefined };
    bound = undefined; // until the reply proves that both sides are still in step
    const reply = await postOver(line, toPost(soap, current, token), signal);
    if (reply?.status === 401 && kept === undefined) throw new NotAuthenticated('denied', reply.headers.date);
    if (reply === undefined || reply.status === 401) return undefined;
    const answer = { status: reply.status, soap: open(reply, current) };
    bound = current;
    return answer;
  };
  return {
    post: async (soap, signal) => {
      const answer = (await attempt(soap, signal)) ?? (await attempt(soap, signal));
      if (answer === undefined) throw new NotAuthenticated('denied');
      return answer;
    },
    [Symbol.dispose]: () => line[Symbol.dispose](),
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

/** Gets a challenge on a socket; the answer travels with the first sealed body. */
async function authenticate(
  line: HttpLine,
  account: Account,
  makeFresh: MakeFresh,
  signal: AbortSignal,
): Promise<{ readonly bound: Bound; readonly token: string }> {
  const negotiate = makeNegotiate();
  const reply = await line.post({ headers: headersFor(negotiate), body: Buffer.alloc(0) }, signal);
  const challenge = parseChallenge(readToken(reply));
  if (challenge === undefined) throw new NotAuthenticated('no-ntlm', reply.headers.date);
  if (!canSeal(challenge)) throw new NotAuthenticated('will-not-seal');
  const fresh = makeFresh();
  const certificate = reply.socket instanceof TLSSocket ? reply.socket.getPeerCertificate().raw : undefined;
  const bindings = certificate === undefined ? {} : { channelBindings: hashChannelBindings(certificate) };
  const token = answerChallenge(negotiate, challenge, account, { ...fresh, ...bindings });
  const context = makeSealingContext(fresh.sessionKey, 'client');
  return { bound: { socket: reply.socket, context }, token: token.toString('base64') };
}

function headersFor(token: Buffer): Record<string, string> {
  return { Authorization: `Negotiate ${token.toString('base64')}`, 'Content-Type': SOAP_CONTENT_TYPE };
}

/** `WWW-Authenticate: Negotiate TlRMTVNTUAAC...`, one of perhaps several offers. */
function readToken({ headers }: Reply): Buffer {
  const found = /(?:^|,\s*)Negotiate\s+(?<token>[A-Za-z0-9+/=]+)/i.exec(headers['www-authenticate'] ?? '');
  return Buffer.from(found?.groups?.['token'] ?? '', 'base64');
}

function toPost(soap: string, { socket, context }: Bound, token: string | undefined): Post {
  const plain = Buffer.from(soap, 'utf8');
  const isPrivate = socket instanceof TLSSocket;
  return {
    headers: {
      'Content-Type': isPrivate ? SOAP_CONTENT_TYPE : ENCRYPTED_CONTENT_TYPE,
      ...(token !== undefined && { Authorization: `Negotiate ${token}` }),
    },
    body: isPrivate ? plain : frameSealed(context.seal(plain)),
    onlyOver: socket,
  };
}

/** The SOAP of a reply. Over plain HTTP only a sealed one counts: anybody on the way could have written another. */
function open({ body, headers }: Reply, { socket, context }: Bound): string {
  if (socket instanceof TLSSocket) return body.toString('utf8');
  if (!/^multipart\/encrypted\b/i.test(headers['content-type'] ?? '')) throw new NotAuthenticated('not-sealed');
  const sealed = unframeSealed(body);
  const plain = sealed === undefined ? undefined : context.unseal(sealed);
  if (plain === undefined) {
    socket.destroy();
    throw new NotAuthenticated('tampered');
  }
  return plain.toString('utf8');
}
