import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpLine, openLine } from '../../../../src/transports/winrm/http-exchange.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Every request that came, and the sockets they came over. */
let heard: string[];
let sockets: Socket[];
/** What a request is answered with. */
let say: string;
let server: Server;
let line: HttpLine;
beforeEach(async () => {
  [heard, sockets, say] = [[], [], OK];
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      heard.push(bytes.toString('latin1'));
      socket.write(say);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  line = openLine(
    { scheme: 'http', host: '127.0.0.1', port: portOf(server), path: '/wsman' },
    { connectTimeoutMs: 5000, maxReplyBytes: 1000 },
  );
});
afterEach(async () => {
  line[Symbol.dispose]();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

describe('a line', () => {
  it('sends head and body in one piece, and nothing of its own beside what HTTP needs', async () => {
    const { status, body } = await line.post(
      { headers: { 'Content-Type': 'x' }, body: Buffer.from('<a/>') },
      forEver(),
    );
    expect([status, body.toString()]).toEqual([200, 'ok']);
    const host = `127.0.0.1:${portOf(server)}`;
    expect(heard).toEqual([
      `POST /wsman HTTP/1.1\r\nHost: ${host}\r\nConnection: keep-alive\r\nContent-Type: x\r\nContent-Length: 4\r\n\r\n<a/>`,
    ]);
  });

  it('keeps to one socket', async () => {
    const first = await post();
    const second = await post(first.socket);
    expect(second.socket).toBe(first.socket);
    expect(sockets).toHaveLength(1);
  });

  it('opens another after the service has closed it, but not for a request that belongs to it', async () => {
    const { socket } = await post();
    sockets[0]?.end();
    await closed(socket);
    await expect(post(socket)).rejects.toMatchObject({ code: 'OTHER-SOCKET', wasSent: false });
    await post();
    expect(sockets).toHaveLength(2);
  });

  it.each([
    ['behind a reply', true],
    ['later', false],
  ])('takes bytes that nobody asked for for no reply, %s', async (_when, atOnce) => {
    if (atOnce) say = `${OK}${OK}`;
    const { socket } = await post();
    sockets[0]?.write(OK);
    await closed(socket);
    await expect(post(socket)).rejects.toMatchObject({ code: 'OTHER-SOCKET', wasSent: false });
  });

  it('ends a request with its own signal, and not with that of one before', async () => {
    const earlier = new AbortController();
    const { socket } = await line.post({ headers: {}, body: Buffer.alloc(0) }, earlier.signal);
    say = '';
    const later = new AbortController();
    const waiting = line.post({ headers: {}, body: Buffer.alloc(0), onlyOver: socket }, later.signal);
    earlier.abort();
    expect(socket.destroyed).toBe(false);
    later.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'ABORTED', wasSent: true });
    expect(socket.destroyed).toBe(true);
  });
});

function post(onlyOver?: Socket): ReturnType<HttpLine['post']> {
  const over = onlyOver === undefined ? {} : { onlyOver };
  return line.post({ headers: {}, body: Buffer.alloc(0), ...over }, forEver());
}

async function closed(socket: Socket): Promise<void> {
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
}

function forEver(): AbortSignal {
  return new AbortController().signal;
}

function portOf(listening: Server): number {
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return address.port;
}
