import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { hashChannelBindings } from './channel-bindings.ts';
import { ENCRYPTED_CONTENT_TYPE, frameSealed, unframeSealed } from './encrypted-body.ts';
import type { HttpLine, Reply } from './http-exchange.ts';
import { type Account, answerChallenge, canAuthenticate, canSeal, type Fresh } from './ntlm.ts';
import { type Challenge, makeNegotiate, parseChallenge } from './ntlm-message.ts';
import { makeSealingContext, type SealingContext } from './ntlm-seal.ts';
import {
  type Admit,
  type Bodies,
  boundLine,
  type LogOn,
  NotAuthenticated,
  PLAIN_BODIES,
  type SoapLine,
} from './soap-line.ts';

/** Who logs on, and how. */
export interface NtlmOptions {
  readonly account: Account;
  /** What is new for every logon; chance and time come from outside. */
  readonly makeFresh: () => Omit<Fresh, 'channelBindings'>;
  /** Whether bodies go over plain HTTP as they are to a service that will not seal. */
  readonly sealing: 'demanded' | 'where-offered';
  readonly admit?: Admit;
}

/** A service that cannot even say "prove who you are" in this time will not do better with real work. */
const CHALLENGE_WITHIN_MS = 10_000;

/** NTLM over HTTP: every body is sealed; inside TLS bodies are sent as they are, and the logon is bound to it. */
export function ntlmLine(line: HttpLine, options: NtlmOptions): SoapLine {
  return boundLine(line, (signal) => logOn(line, options, signal), options.admit);
}

/** Gets a challenge on a socket and answers it. */
async function logOn(
  line: HttpLine,
  { account, makeFresh, sealing }: NtlmOptions,
  signal: AbortSignal,
): Promise<LogOn> {
  const negotiate = makeNegotiate();
  const headers = { Authorization: toHeader(negotiate) };
  const reply = await line.post({ headers, body: Buffer.alloc(0), answerWithinMs: CHALLENGE_WITHIN_MS }, signal);
  const challenge = parseChallenge(readToken(reply));
  if (challenge === undefined) throw new NotAuthenticated('no-ntlm', reply.headers.date);
  const { socket, certificate } = reply;
  const isSealed = mustSeal(challenge, socket, sealing);
  const fresh = makeFresh();
  const bindings = certificate === undefined ? {} : { channelBindings: hashChannelBindings(certificate) };
  const authorization = toHeader(answerChallenge(negotiate, challenge, account, { ...fresh, ...bindings }));
  const bodies = isSealed ? sealedBodies(makeSealingContext(fresh.sessionKey, 'client')) : PLAIN_BODIES;
  return { socket, authorization, bodies };
}

/** TLS seals by itself; plain HTTP without a seal is for those who said so. Throws NotAuthenticated. */
function mustSeal(challenge: Challenge, socket: Socket, sealing: NtlmOptions['sealing']): boolean {
  if (!canAuthenticate(challenge)) throw new NotAuthenticated('will-not-seal');
  if (socket instanceof TLSSocket) return false;
  if (canSeal(challenge)) return true;
  if (sealing === 'where-offered') return false;
  throw new NotAuthenticated('will-not-seal');
}

function toHeader(token: Buffer): string {
  return `Negotiate ${token.toString('base64')}`;
}

/** `WWW-Authenticate: Negotiate TlRMTVNTUAAC...`, one of perhaps several offers. */
function readToken({ headers }: Reply): Buffer {
  const found = /(?:^|,\s*)Negotiate\s+(?<token>[A-Za-z0-9+/=]+)/i.exec(headers['www-authenticate'] ?? '');
  return Buffer.from(found?.groups?.['token'] ?? '', 'base64');
}

/** RC4 states and sequence numbers live as long as the socket. Only a sealed reply counts: another anybody could write. */
function sealedBodies(context: SealingContext): Bodies {
  return {
    contentType: ENCRYPTED_CONTENT_TYPE,
    wrap: (soap) => frameSealed(context.seal(soap)),
    unwrap: ({ body, headers, socket }) => {
      if (!/^multipart\/encrypted\b/i.test(headers['content-type'] ?? '')) throw new NotAuthenticated('not-sealed');
      const sealed = unframeSealed(body);
      const plain = sealed === undefined ? undefined : context.unseal(sealed);
      if (plain !== undefined) return plain.toString('utf8');
      socket.destroy();
      throw new NotAuthenticated('tampered');
    },
  };
}
