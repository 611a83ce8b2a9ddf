import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/** A program that runs while a test does; what it prints is kept. */
export interface Running extends AsyncDisposable {
  readonly output: () => string;
  /** Waits until it has printed something that matches. */
  readonly said: (pattern: RegExp) => Promise<string>;
  readonly write: (text: string) => void;
}

/** Starts a program; ends it with the test. */
export function start(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(program, args, { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: 'pipe' });
  const closed = new Promise((resolve) => child.once('close', resolve));
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  child.stdin.on('error', () => undefined);
  return {
    output: () => output,
    said: async (pattern) => {
      for (let waited = 0; waited < 10_000; waited += 20) {
        const found = pattern.exec(output);
        if (found !== null) return found[0];
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`${program} did not say ${pattern} but: ${output}`);
    },
    write: (text) => child.stdin.write(text),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

/** Why something cannot be tried here, or undefined when all of it is there. */
export function missing(...files: readonly string[]): string | undefined {
  const absent = files.filter((file) => !existsSync(file));
  return absent.length === 0 ? undefined : `not installed here: ${absent.join(', ')}`;
}

/** Waits until something listens on a port, for programs that do not say so. */
export async function listening(port: number): Promise<void> {
  for (let waited = 0; waited < 8000; waited += 50) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens on ${port}`);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
