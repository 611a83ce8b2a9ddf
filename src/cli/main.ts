import { readFileSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { mask } from '../model/secret.ts';
import { explainSaveError } from '../model/system-error.ts';
import { EXIT, exitCodeWithoutDocument } from '../reporters/exit-code.ts';
import { explainBug, explainError } from './explain-error.ts';
import type { Io } from './io.ts';
import { makeKeyDesk } from './key-desk.ts';
import { packageFile } from './package-file.ts';
import { makeProgram } from './program.ts';
import { saveBundle } from './save-bundle.ts';
import { saveDocument } from './save-document.ts';
import { makeScreen } from './screen.ts';
import { makeStreams } from './streams.ts';

/** The one file that touches the process: arguments and environment in, streams and exit code out. */
async function main(): Promise<void> {
  const io = makeIo();
  try {
    await makeProgram(io, readVersion(), (code) => {
      process.exitCode = code;
    }).parseAsync(process.argv);
  } catch (error) {
    process.exitCode = explainError(error, io);
  }
}

function makeIo(): Io {
  const interruption = new AbortController();
  // `| head` closes stdout early; that says nothing about the hosts and must not end a run half-way.
  let hasWrittenHosts = false;
  process.stdout.on('error', (error) => tellLostOutput(error, () => hasWrittenHosts));
  // Where stderr itself is gone there is nobody left to tell.
  process.stderr.on('error', () => undefined);
  const errScreen = makeScreen(process.stderr, {}, process.env);
  const streams = makeStreams(process.stdout, process.stderr, errScreen);
  let hasBegun = false;
  sayWhatNodeSays(streams, () => hasBegun);
  interruptOnSignal(streams, interruption);
  return {
    ...streams,
    saveBundle: (folder, files) => saveBundle(folder, files, { id: process.pid, isAlive: isProcessAlive }),
    save: (path, text, encoding) => saveDocument(path, Buffer.from(mask(text), encoding), process.pid),
    noteBegun: () => {
      hasBegun = true;
    },
    noteWrite: () => {
      hasWrittenHosts = true;
    },
    outScreen: makeScreen(process.stdout, process.stderr, process.env),
    errScreen,
    now: Date.now,
    canAsk: process.stdin.isTTY && process.stderr.isTTY,
    ask: async (question) => (await askText(question, interruption))?.trim().toLowerCase() === 'yes',
    askText: (question) => askText(question, interruption),
    keyDesk: makeKeyDesk(process, interruption),
    signal: interruption.signal,
    surroundings: {
      env: process.env,
      folder: process.cwd(),
      platform: process.platform,
      temporaryFolder: tmpdir(),
      processId: process.pid,
      user: userName(),
      machine: hostname(),
      bootId: readBootId(),
      isProcessAlive,
    },
  };
}

/** What nobody caught, and warnings: Node itself would print them past the mask, and end with 1 even after a write. */
function sayWhatNodeSays({ err }: Pick<Io, 'err'>, hasBegun: () => boolean): void {
  process.on('uncaughtException', (error) => process.exit(explainBug(error, hasBegun(), { err })));
  if (process.listenerCount('warning') === 0) return; // NODE_NO_WARNINGS
  process.removeAllListeners('warning').on('warning', ({ name, message }) => err(`${name}: ${message}\n`));
}

/**
 * The first Ctrl-C lets the run end in order, the second ends it. It stays a listener after the first: execa, with a
 * program running, ends this process by the signal if nobody else listens any more.
 */
function interruptOnSignal({ err }: Pick<Io, 'err'>, interruption: AbortController): void {
  process.on('SIGINT', () => {
    if (interruption.signal.aborted) process.exit(EXIT.interrupted);
    err('\nInterrupted: what has begun on a host is finished first. Again to end at once.\n');
    interruption.abort();
  });
}

/** Nobody reads any more, or the disk is full. The run goes on: hosts matter more than text. */
function tellLostOutput(error: NodeJS.ErrnoException, hasWrittenHosts: () => boolean): void {
  if (error.code === 'EPIPE') return;
  process.stdout.removeAllListeners('error').on('error', () => undefined);
  process.stderr.write(`stdout cannot be written: ${explainSaveError(error)}; the document is not complete\n`);
  process.once('exit', (code) => {
    process.exitCode = exitCodeWithoutDocument(code, hasWrittenHosts());
  });
}

/** Ctrl-C and Ctrl-D at the question are an interruption, and no answer. */
async function askText(question: string, interruption: AbortController): Promise<string | undefined> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
  terminal.once('SIGINT', () => {
    interruption.abort();
    terminal.close();
  });
  try {
    return await Promise.race([terminal.question(question, { signal: interruption.signal }), closed]);
  } catch (error) {
    if (interruption.signal.aborted) return undefined;
    throw error;
  } finally {
    terminal.close();
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return ''; // a container may run as a number that has no name
  }
}

/** Linux only; elsewhere nothing tells without a program. */
function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
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
  const text = readFileSync(packageFile('package.json'), 'utf8');
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && 'version' in value ? String(value.version) : 'unknown';
}

await main();
