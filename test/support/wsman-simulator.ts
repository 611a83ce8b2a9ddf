import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { ENCRYPTED_CONTENT_TYPE, unframeSealed } from '../../src/transports/winrm/encrypted-body.ts';
import type { SealingContext } from '../../src/transports/winrm/ntlm-seal.ts';
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
}

/** A WinRM service in this process for one host: NTLM, sealing, WMI. It proves our logic, never the protocol. */
export interface WsmanSimulator extends AsyncDisposable {
  readonly port: number;
  readonly address: string;
  readonly windows: SimulatedWindows;
  mischief: Mischief;
  /** Sockets that were opened, authentications that began, and requests carried out. */
  readonly counts: { sockets: number; authentications: number; requests: number };
  /** Every request that was carried out, as it was before it was sealed. */
  readonly soaps: string[];
  /** Closes every connection, as the service does with idle ones. */
  closeIdle(): void;
}

interface Bound {
  challenge?: ServerChallenge;
  context?: SealingContext;
}

export interface Listening {
  readonly address?: string;
  readonly port?: number;
  readonly user: string;
  readonly password: string;
  /** Hears every byte that arrives. */
  readonly tap?: (bytes: Buffer) => void;
}

/** Starts a service for a host that already exists. */
export async function startWsman(windows: SimulatedWindows, listening: Listening): Promise<WsmanSimulator> {
  const address = listening.address ?? '127.0.0.1';
  const bounds = new WeakMap<Socket, Bound>();
  const sockets = new Set<Socket>();
  const server = createServer();
  const simulator: WsmanSimulator = {
    address,
    get port() {
      return portOf(server);
    },
    windows,
    mischief: {},
    counts: { sockets: 0, authentications: 0, requests: 0 },
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
    bounds.set(socket, {});
    if (listening.tap !== undefined) socket.on('data', listening.tap);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (request, response) => {
    const bound = bounds.get(request.socket) ?? {};
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
  const token = /^Negotiate (?<token>\S+)$/.exec(request.headers.authorization ?? '')?.groups?.['token'];
  if (token !== undefined && !authenticate(serving, Buffer.from(token, 'base64'), response)) return;
  if (serving.bound.context === undefined) return refuse(response);
  if (body.length === 0) return void response.writeHead(200).end();
  answerSealed(serving, body, request, response);
}

/** False when the exchange ends here: with a challenge, or with a refusal. */
function authenticate(serving: Serving, token: Buffer, response: ServerResponse): boolean {
  const { bound, listening, simulator } = serving;
  if (token.readUInt32LE(8) === 1) {
    simulator.counts.authentications += 1;
    bound.challenge = makeChallenge(token, randomBytes(8));
    delete bound.context;
    response.writeHead(401, { 'WWW-Authenticate': `Negotiate ${bound.challenge.bytes.toString('base64')}` }).end();
    return false;
  }
  const context = bound.challenge === undefined ? undefined : acceptToken(bound.challenge, token, listening);
  if (context === undefined) {
    refuse(response);
    return false;
  }
  bound.context = context;
  return true;
}

function refuse(response: ServerResponse): void {
  response.writeHead(401, { 'WWW-Authenticate': 'Negotiate' }).end();
}

function answerSealed(
  { simulator, bound }: Serving,
  body: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { mischief, windows } = simulator;
  const sealed = unframeSealed(body);
  const soap = sealed === undefined ? undefined : bound.context?.unseal(sealed)?.toString('utf8');
  // As a default WinRM does: AllowUnencrypted is false.
  if (soap === undefined) return void response.writeHead(500).end();
  if (mischief.hangUpBefore?.(soap) === true) return void request.socket.destroy();
  if (mischief.hangAt?.(soap) === true) return mischief.onHang?.(request.socket);
  simulator.counts.requests += 1;
  simulator.soaps.push(soap);
  const { status, soap: answered } = answerSoap(windows, soap);
  if (mischief.hangUpAfter?.(soap) === true) return void request.socket.destroy();
  const said = bound.context?.seal(Buffer.from(mischief.say?.(soap) ?? answered, 'utf8'));
  if (said === undefined) throw new Error('sealed without a context');
  if (mischief.tamper === true) said.data.writeUInt8(said.data.readUInt8(0) ^ 1, 0);
  const framed = frameAsWindows(said);
  response.writeHead(status, { 'Content-Type': ENCRYPTED_CONTENT_TYPE, 'Content-Length': framed.length });
  if (mischief.breakOffIn?.(soap) !== true) return void response.end(framed);
  response.write(framed.subarray(0, framed.length / 2), () => request.socket.destroy());
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
