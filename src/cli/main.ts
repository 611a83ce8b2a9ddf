#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { CommanderError } from 'commander';
import { RunRefused } from '../model/run-refused.ts';
import { mask } from '../model/secret.ts';
import { EXIT } from './exit-code.ts';
import { type Io, UsageError } from './io.ts';
import { makeProgram } from './program.ts';

/** The one file that touches the process: arguments and environment in, streams and exit code out. */
async function main(): Promise<void> {
  const io = makeIo();
  try {
    await makeProgram(io, readVersion(), (code) => {
      process.exitCode = code;
    }).parseAsync(process.argv);
  } catch (error) {
    process.exitCode = explain(error, io);
  }
}

/** The only door from thrown to text. A stack is shown for bugs only. */
function explain(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UsageError) {
    io.err(`${error.message}\n  -> ${error.help}\n`);
    return EXIT.usage;
  }
  if (error instanceof RunRefused) {
    io.err(`error ${error.code}: ${error.message}\n  -> ${error.help}\nNothing was written on any host.\n`);
    return EXIT.couldNotRun;
  }
  io.err(`This is a bug in vlkctl: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.couldNotRun;
}

function makeIo(): Io {
  const interruption = new AbortController();
  // `| head` closes stdout early; that says nothing about the hosts and must not end a run half-way.
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  process.once('SIGINT', () => {
    process.stderr.write('\nInterrupted: what has begun on a host is finished first. Again to end at once.\n');
    interruption.abort();
  });
  return {
    ...makeStreams(),
    canAsk: process.stdin.isTTY && process.stderr.isTTY,
    ask: (question) => ask(question, interruption),
    signal: interruption.signal,
    surroundings: {
      env: process.env,
      folder: process.cwd(),
      platform: process.platform,
      temporaryFolder: tmpdir(),
      processId: process.pid,
      isProcessAlive,
    },
  };
}

/** The one door for text: whatever goes out passes the mask. */
function makeStreams(): Pick<Io, 'out' | 'err' | 'status'> {
  const canRedraw = process.stderr.isTTY && process.env['TERM'] !== 'dumb' && process.env['CI'] === undefined;
  const clearLine = '\r\u001B[K';
  let isShown = false;
  const write = (stream: NodeJS.WriteStream, text: string): void => {
    if (isShown) process.stderr.write(clearLine);
    isShown = false;
    stream.write(mask(text));
  };
  return {
    out: (text) => write(process.stdout, text),
    err: (text) => write(process.stderr, text),
    status: (text) => {
      if (!canRedraw) return;
      write(process.stderr, text);
      isShown = true;
    },
  };
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Ctrl-C and Ctrl-D at the question are an interruption, and a no. */
async function ask(question: string, interruption: AbortController): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  terminal.once('SIGINT', () => {
    interruption.abort();
    terminal.close();
  });
  try {
    const answer = await Promise.race([terminal.question(question, { signal: interruption.signal }), closed]);
    return answer.trim().toLowerCase() === 'yes';
  } catch (error) {
    if (interruption.signal.aborted) return false;
    throw error;
  } finally {
    terminal.close();
  }
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && 'version' in value ? String(value.version) : 'unknown';
}

await main();
