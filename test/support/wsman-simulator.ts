import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ENCRYPTED_CONTENT_TYPE, unframeSealed } from '../../src/transports/winrm/encrypted-body.ts';
import { FLAG } from '../../src/transports/winrm/ntlm-message.ts';
import type { SealingContext } from '../../src/transports/winrm/ntlm-seal.ts';
import { SOAP_CONTENT_TYPE } from '../../src/transports/winrm/soap-line.ts';
import { acceptToken, makeChallenge, type ServerChallenge } from './ntlm-acceptor.ts';
import { answerSoap, type SimulatedWindows } from './simulated-windows.ts';
import { frameAsWindows } from './windows-framing.ts';

/** What goes wrong with the service, on demand. */
export interface Mischief {
  /** Milliseconds before every answer. */
  latencyMs?: number;
  /** The next answers to these requests never come; the connection is cut after the request was carried out. */
  hangUpAfter?: (soap: string) => boolean;
  /** The connection is cut before the request is carried out. */
  hangUpBefore?: (soap: string) => boolean;
  /** The connection is cut in the middle of the answers to these requests, which were carried out. */
  breakOffIn?: (soap: string) => boolean;
  /** These requests are neither carried out nor answered. */
  hangAt?: (soap: string) => boolean;
  /** Hears of the connection of each request that hangs. */
  onHang?: (socket: Socket) => void;
  /** A body that takes the place of the answer. */
  say?: (soap: string) => string | undefined;
  /** One bit of every answer is changed after it was sealed. */
  tamper?: boolean;
  /** What the service says its time is; without it it says none. */
  date?: string;
  /** Answers nothing at all. */
  silent?: boolean;
  /** Neither offers nor demands a seal over plain HTTP, as with AllowUnencrypted. */
  unsealed?: boolean;
}

/** A WinRM service in this process for one host: NTLM, sealing, WMI. It proves our logic, never the protocol. */
export interface WsmanSimulator extends AsyncDisposable {
  readonly port: number;
  readonly address: string;
  readonly windows: SimulatedWindows;
  mischief: Mischief;
  /** Sockets that were opened, proofs of an account that were shown, requests carried out, and the bytes of closed sockets. */
  readonly counts: { sockets: number; authentications: number; requests: number; received: number; sent: number };
  /** Every request that was carried out, as it was before it was sealed. */
  readonly soaps: string[];
  /** Closes every connection, as the service does with idle ones. */
  closeIdle(): void;
}

interface Bound {
  challenge?: ServerChallenge;
  context?: SealingContext;
  /** An account was proven on this connection. */
  isProven?: boolean;
}

export interface Listening {
  readonly address?: string;
  readonly port?: number;
  readonly user: string;
  readonly password: string;
  /** Hears every byte that arrives. */
  readonly tap?: (bytes: Buffer) => void;
  /** Key and certificate in PEM: the service listens with https then, and takes Basic too. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Many hosts on one port, by the address that is connected to; without it there is one host. */
  readonly windowsAt?: (address: string) => SimulatedWindows;
  /** The one Kerberos token, in base64, that is taken for a right one. */
  readonly kerberosToken?: string;
}

/** Starts a service for a host that already exists. */
export async function startWsman(windows: SimulatedWindows, listening: Listening): Promise<WsmanSimulator> {
  const address = listening.address ?? '127.0.0.1';
  const bounds = new WeakMap<Socket, Bound>();
  const sockets = new Set<Socket>();
  const server = listening.tls === undefined ? createServer() : createTlsServer(listening.tls);
  const simulator: WsmanSimulator = {
    address,
    get port() {
      return portOf(server);
    },
    windows,
    mischief: {},
    counts: { sockets: 0, authentications: 0, requests: 0, received: 0, sent: 0 },
    soaps: [],
    closeIdle: () => {
      for (const socket of sockets) socket.destroy();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  server.on('connection', (socket) => {
    simulator.counts.sockets += 1;
    sockets.add(socket);
    if (listening.tap !== undefined) socket.on('data', listening.tap);
    socket.once('close', () => {
      sockets.delete(socket);
      simulator.counts.received += socket.bytesRead;
      simulator.counts.sent += socket.bytesWritten;
    });
  });
  server.on('request', (request, response) => {
    const bound = bounds.get(request.socket) ?? {};
    bounds.set(request.socket, bound);
    void serve({ simulator, listening, bound }, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listening.port ?? 0, address, resolve);
  });
  return simulator;
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the simulator does not listen');
  return address.port;
}

interface Serving {
  readonly simulator: WsmanSimulator;
  readonly listening: Listening;
  readonly bound: Bound;
}

async function serve(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  const { mischief } = serving.simulator;
  response.sendDate = false;
  if (mischief.date !== undefined) response.setHeader('Date', mischief.date);
  if (mischief.silent === true) return;
  if (mischief.latencyMs !== undefined) await new Promise((resolve) => setTimeout(resolve, mischief.latencyMs));
  if (!authenticate(serving, request.headers.authorization ?? '', response)) return;
  if (serving.bound.isProven !== true) return refuse(response);
  if (body.length === 0) return void response.writeHead(200).end();
  answer(serving, body, request, response);
}

/** False when the exchange ends here: with a challenge, or with a refusal. */
function authenticate(serving: Serving, authorization: string, response: ServerResponse): boolean {
  const { bound, listening, simulator } = serving;
  const [scheme = '', token = ''] = authorization.split(' ');
  if (scheme === 'Basic') {
    simulator.counts.authentications += 1;
    bound.isProven = Buffer.from(token, 'base64').toString('utf8') === `${listening.user}:${listening.password}`;
    return true;
  }
  if (scheme === 'Negotiate' && listening.kerberosToken !== undefined) {
    simulator.counts.authentications += 1;
    bound.isProven = token === listening.kerberosToken;
    return true;
  }
  return scheme !== 'Negotiate' || authenticateNtlm(serving, Buffer.from(token, 'base64'), response);
}

/** False when the exchange ends here: with a challenge, or with a refusal. */
function authenticateNtlm(serving: Serving, token: Buffer, response: ServerResponse): boolean {
  const { bound, listening, simulator } = serving;
  if (token.readUInt32LE(8) === 1) {
    const asked = simulator.mischief.unsealed === true ? withoutSeal(token) : token;
    bound.challenge = { ...makeChallenge(asked, randomBytes(8)), negotiate: token };
    bound.isProven = false;
    response.writeHead(401, { 'WWW-Authenticate': `Negotiate ${bound.challenge.bytes.toString('base64')}` }).end();
    return false;
  }
  simulator.counts.authentications += 1;
  const context = bound.challenge === undefined ? undefined : acceptToken(bound.challenge, token, listening);
  if (context === undefined) {
    refuse(response);
    return false;
  }
  bound.context = context;
  bound.isProven = true;
  return true;
}

/** A client that asked for no seal is offered none. */
function withoutSeal(negotiate: Buffer): Buffer {
  const changed = Buffer.from(negotiate);
  changed.writeUInt32LE((negotiate.readUInt32LE(12) & ~FLAG.seal) >>> 0, 12);
  return changed;
}

function refuse(response: ServerResponse): void {
  response.writeHead(401, { 'WWW-Authenticate': 'Negotiate' }).end();
}

function answer(serving: Serving, body: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const { simulator, bound, listening } = serving;
  const { mischief } = simulator;
  const windows = listening.windowsAt?.(request.socket.localAddress ?? '') ?? simulator.windows;
  const isPlain = request.socket instanceof TLSSocket || mischief.unsealed === true;
  const soap = isPlain ? body.toString('utf8') : unseal(bound, body);
  // As a default WinRM does: AllowUnencrypted is false.
  if (soap === undefined) return void response.writeHead(500).end();
  if (mischief.hangUpBefore?.(soap) === true) return void request.socket.destroy();
  if (mischief.hangAt?.(soap) === true) return mischief.onHang?.(request.socket);
  simulator.counts.requests += 1;
  simulator.soaps.push(soap);
  const { status, soap: answered } = answerSoap(windows, soap);
  if (mischief.hangUpAfter?.(soap) === true) return void request.socket.destroy();
  const plain = Buffer.from(mischief.say?.(soap) ?? answered, 'utf8');
  const said = isPlain ? plain : seal(bound, plain, mischief.tamper === true);
  const type = isPlain ? SOAP_CONTENT_TYPE : ENCRYPTED_CONTENT_TYPE;
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': said.length });
  if (mischief.breakOffIn?.(soap) !== true) return void response.end(said);
  response.write(said.subarray(0, said.length / 2), () => request.socket.destroy());
}

function unseal({ context }: Bound, body: Buffer): string | undefined {
  const sealed = unframeSealed(body);
  return sealed === undefined ? undefined : context?.unseal(sealed)?.toString('utf8');
}

function seal({ context }: Bound, plain: Buffer, isTampered: boolean): Buffer {
  if (context === undefined) throw new Error('sealed without a context');
  const said = context.seal(plain);
  if (isTampered) said.data.writeUInt8(said.data.readUInt8(0) ^ 1, 0);
  return frameAsWindows(said);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
