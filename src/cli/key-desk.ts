import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { Writable } from 'node:stream';
import type { KeyDesk } from './io.ts';

interface Streams {
  readonly stdin: Readable;
  readonly stdout: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** Longer than any key or password, encrypted ones included. */
const MAX_INPUT = 64 * 1024;

/** The desk of the real process. */
export function makeKeyDesk({ stdin, stdout, stderr }: Streams, interruption: AbortController): KeyDesk {
  return {
    isScreen: stdout.isTTY === true,
    show: (text) => void stdout.write(text),
    askHidden: async (question) => {
      stderr.write(question);
      const answer = await readHidden(stdin, interruption);
      stderr.write('\n');
      return answer;
    },
    readInput: () => readAll(stdin),
  };
}

/** The terminal is told not to echo, and what would draw the line draws it nowhere. */
async function readHidden(stdin: Readable, interruption: AbortController): Promise<string | undefined> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  const closed = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
  terminal.once('SIGINT', () => {
    interruption.abort();
    terminal.close();
  });
  try {
    return await Promise.race([terminal.question(''), closed]);
  } finally {
    terminal.close();
  }
}

async function readAll(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > MAX_INPUT) break;
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
