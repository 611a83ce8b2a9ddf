import { createServer, type Socket } from 'node:net';
import { makeChallenge } from './ntlm-acceptor.ts';

/** What stands at an address in place of a WinRM service: it gets a connection, and what was sent on it so far. */
export type Hostility = (socket: Socket, heard: Buffer) => void;

/** A hostile service that listens. */
export interface HostileService extends AsyncDisposable {
  readonly counts: { sockets: number; written: number };
}

/** Starts a service that answers whatever it likes to the first bytes of each request. */
export async function startHostile(hostility: Hostility, address: string, port: number): Promise<HostileService> {
  const sockets = new Set<Socket>();
  const counts = { sockets: 0, written: 0 };
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    counts.sockets += 1;
    sockets.add(socket);
    socket.on('error', () => undefined); // whoever talks to it hangs up
    socket.once('close', () => {
      counts.written += socket.bytesWritten;
      sockets.delete(socket);
    });
    socket.on('data', (bytes) => hostility(socket, bytes));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  return {
    counts,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const MEGABYTE = Buffer.alloc(1024 * 1024, 'x');
const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml;charset=UTF-8\r\n';
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n';
const CHUNK = `100000\r\n`;

/** Where the service that redirects sends its clients. */
export const ELSEWHERE = '127.0.3.2';

/** Every way we know to keep a client busy, by name. */
export const HOSTILITIES: Readonly<Record<string, Hostility>> = {
  silent: () => undefined,
  'closes at once': (socket) => void socket.end(),
  'resets the connection': (socket) => void socket.resetAndDestroy(),
  'half-closes and waits': (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Le'),
  'breaks off in the head': (socket) => void socket.end('HTTP/1.1 401 Unauthorized\r\nWWW-Auth'),
  'breaks off in the body': (socket) => void socket.end(`${OK}Content-Length: 100\r\n\r\n<s:Env`),
  'slow, a letter at a time': (socket) => drip(socket, `${OK}X-Long: ${'x'.repeat(5000)}\r\n`),
  'slow, a chunk at a time': (socket) => {
    socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
    drip(socket, '1\r\nx\r\n'.repeat(5000));
  },
  'endless body': (socket) => {
    socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
    pour(socket, () => Buffer.concat([Buffer.from(CHUNK), MEGABYTE, Buffer.from('\r\n')]));
  },
  'a gigabyte': (socket) => {
    socket.write(`${OK}Content-Length: 1073741824\r\n\r\n`);
    pour(socket, () => MEGABYTE);
  },
  'a gigabyte until it closes': (socket) => {
    socket.write(`${OK}Connection: close\r\n\r\n`);
    pour(socket, () => MEGABYTE);
  },
  'endless headers': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    pour(socket, () => Buffer.from('X-More: and more\r\n'.repeat(1000)));
  },
  'a header that does not end': (socket) => {
    socket.write('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate ');
    pour(socket, () => MEGABYTE);
  },
  'endless "100 Continue"': (socket) => pour(socket, () => Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(100))),
  garbage: (socket) => void socket.end(Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\0\0\0', 'latin1')),
  'an SSH server': (socket) => void socket.write('SSH-2.0-OpenSSH_9.2p1\r\n'),
  'a web page': (socket) =>
    void socket.write(`${OK.replace('soap+xml', 'html')}Content-Length: 13\r\n\r\n<html></html>`),
  'switches protocols': (socket) => void socket.write(SWITCH),
  redirects: (socket) => {
    const location = `http://${ELSEWHERE}:${socket.localPort}/wsman`;
    socket.write(`HTTP/1.1 307 Temporary Redirect\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`);
  },
  'asks for Basic': (socket) =>
    void socket.write(
      'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="plant"\r\nContent-Length: 0\r\n\r\n',
    ),
  'a challenge that is none': (socket) => void socket.write(unauthorized('TlRMTVNTUAACAAAA')),
  'a challenge without a seal': (socket, heard) => void socket.write(unauthorized(challengeTo(heard, ~0x20))),
  'a challenge of 40 bits': (socket, heard) => void socket.write(unauthorized(challengeTo(heard, ~0x20000000))),
  'refuses everybody': (socket, heard) =>
    void socket.write(unauthorized(isNegotiate(heard) ? challengeTo(heard, ~0) : '')),
  'a challenge, then nothing': (socket, heard) => {
    if (isNegotiate(heard)) socket.write(unauthorized(challengeTo(heard, ~0)));
  },
  'a challenge, then another protocol': (socket, heard) =>
    void socket.write(isNegotiate(heard) ? unauthorized(challengeTo(heard, ~0)) : SWITCH),
  'a challenge, then it closes': (socket, heard) =>
    void socket.end(
      unauthorized(challengeTo(heard, ~0)).replace('Content-Length', 'Connection: close\r\nContent-Length'),
    ),
  'a challenge, then an answer in clear': (socket, heard) => {
    const inClear = `${OK}Content-Length: 58\r\n\r\n<s:Envelope xmlns:s="urn:s"><s:Body></s:Body></s:Envelope>`;
    socket.write(isNegotiate(heard) ? unauthorized(challengeTo(heard, ~0)) : inClear);
  },
  'a challenge with the answer to what was not asked yet': (socket, heard) =>
    void socket.write(`${unauthorized(challengeTo(heard, ~0))}${OK}Content-Length: 4\r\n\r\n<a/>`),
};

function unauthorized(token: string): string {
  return `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate ${token}\r\nContent-Length: 0\r\n\r\n`;
}

function tokenIn(heard: Buffer): Buffer {
  const token = /^Authorization: Negotiate (?<token>\S+)/im.exec(heard.toString('latin1'))?.groups?.['token'];
  return Buffer.from(token ?? '', 'base64');
}

function isNegotiate(heard: Buffer): boolean {
  const token = tokenIn(heard);
  return token.length >= 16 && token.readUInt32LE(8) === 1;
}

/** An honest challenge but for some flags. */
function challengeTo(heard: Buffer, flags: number): string {
  if (!isNegotiate(heard)) return '';
  const { bytes } = makeChallenge(tokenIn(heard), Buffer.alloc(8, 7));
  bytes.writeUInt32LE((bytes.readUInt32LE(20) & flags) >>> 0, 20);
  return bytes.toString('base64');
}

function drip(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write(text.slice(at, at + 1));
    at += 1;
  }, 20);
  socket.once('close', () => clearInterval(timer));
}

/** As much as the other side takes. */
function pour(socket: Socket, next: () => Buffer): void {
  const on = (): void => {
    while (!socket.destroyed && socket.write(next()));
  };
  socket.on('drain', on);
  on();
}
