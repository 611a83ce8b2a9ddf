import type { ChildProcess } from 'node:child_process';
import { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { TransportError } from '../model/fault.ts';
import { err, ok, type Result } from '../model/result.ts';
import { mask } from '../model/secret.ts';
import { stopped } from './stopped.ts';

/** One child process. A secret may stand in `input` or `env` only; neither is ever part of an error. */
export interface ProcessCall {
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment of the child: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to stdin, then closed; without it stdin is empty. */
  readonly input?: string;
  /**
   * For a process in the middle of a change: Ctrl-C in the terminal does not reach it, and when the signal fires it is
   * left alone instead of ended. What it began on the host would go on without it, unseen.
   */
  readonly shielded?: boolean;
}

export interface ProcessOutput {
  readonly stdout: string;
  /** Masked and printable; for messages only. */
  readonly stderr: string;
  readonly exitCode: number;
}

/** More than any honest answer; the child is ended when it writes more. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;
/** What a process has written by its end is read within this time; what it left behind may hold its output open for longer. */
const LINGER_MS = 1000;

/**
 * The only place where a process is started. Answers whatever exit code it had; throws TransportError when it could
 * not be started, was aborted or timed out, was killed, or wrote too much. Never repeats its command line: execa's
 * own errors hold it, so none of them is kept, not even as a cause.
 */
export async function runProcess(call: ProcessCall, signal: AbortSignal): Promise<ProcessOutput> {
  const { execa } = await import('execa'); // most runs start no program, and 80 modules are read for it
  if (signal.aborted) throw stopped(signal);
  const child = execa(call.program, [...call.args], {
    env: { ...call.env },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    windowsHide: true,
    // The payload echoes ASCII; latin1 keeps any other byte one character, so that nothing is lost or merged.
    encoding: 'latin1',
    maxBuffer: MAX_OUTPUT_BYTES,
    forceKillAfterDelay: 2000,
    ...(call.shielded === true ? { detached: true, cleanup: false } : { cancelSignal: signal }),
    ...(call.input === undefined ? { stdin: 'ignore' } : { input: call.input }),
  });
  // OpenSSH before 8.5 leaves a shared connection behind whose ProxyJump keeps stderr open; no signal would end that wait.
  child.once('exit', () => setTimeout(() => closeOutput(child), LINGER_MS).unref());
  const result = await (call.shielded === true ? Promise.race([child, leaveAlone(child, signal)]) : child);
  if (result.isCanceled || signal.aborted) throw stopped(signal);
  if (result.code === 'ENOENT' || result.code === 'EACCES') throw missing(call.program);
  if (result.isMaxBuffer) throw broken('it wrote more than 4 MB');
  if (result.exitCode === undefined) throw broken(`it was ended by ${result.signal ?? 'the system'}`);
  return { stdout: result.stdout, stderr: mask(toPrintable(result.stderr)), exitCode: result.exitCode };
}

/**
 * The same for output of any size: `read` takes it as it comes, and the child waits while it does. What `read` throws
 * ends the child.
 */
export async function streamProcess<T>(
  call: Omit<ProcessCall, 'shielded'>,
  signal: AbortSignal,
  read: (output: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<Omit<ProcessOutput, 'stdout'> & { readonly value: T }> {
  const { execa } = await import('execa');
  if (signal.aborted) throw stopped(signal);
  const child = execa(call.program, [...call.args], {
    env: { ...call.env },
    extendEnv: false,
    reject: false,
    windowsHide: true,
    encoding: 'latin1',
    buffer: { stdout: false },
    maxBuffer: MAX_OUTPUT_BYTES,
    forceKillAfterDelay: 2000,
    cancelSignal: signal,
    ...(call.input === undefined ? { stdin: 'ignore' } : { input: call.input }),
  });
  const [taken, result] = await Promise.all([take(child, read), child]);
  if (result.isCanceled || signal.aborted) throw stopped(signal);
  if (result.code === 'ENOENT' || result.code === 'EACCES') throw missing(call.program);
  if (!taken.ok) throw taken.error;
  if (result.exitCode === undefined) throw broken(`it was ended by ${result.signal ?? 'the system'}`);
  return { value: taken.value, stderr: mask(toPrintable(result.stderr)), exitCode: result.exitCode };
}

async function take<T>(
  child: Pick<ChildProcess, 'stdout' | 'kill'>,
  read: (output: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<Result<T, unknown>> {
  try {
    return ok(await read(child.stdout ?? Readable.from([])));
  } catch (error) {
    child.kill();
    return err(error);
  }
}

/** Rejects when the signal fires; the process goes on, and this one may end before it. */
function leaveAlone(child: Pick<ChildProcess, 'stdout' | 'stderr' | 'unref'>, signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const leave = (): void => {
      child.unref();
      closeOutput(child);
      reject(stopped(signal));
    };
    signal.addEventListener('abort', leave, { once: true });
  });
}

function closeOutput(child: Pick<ChildProcess, 'stdout' | 'stderr'>): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
}

/** Without the NULs of UTF-16, which would hide a key from the mask, and without anything that steers a terminal. */
function toPrintable(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\0', '')).replaceAll(/[^\n\x20-\x7e\xa0-\xff]+/g, ' ');
}

function missing(program: string): TransportError {
  return new TransportError({
    code: 'program-missing',
    message: `the program ${program} cannot be started`,
    help: `Install ${program} on this controller or add it to PATH.`,
  });
}

function broken(how: string): TransportError {
  return new TransportError({
    code: 'connection-lost',
    message: `the program that talks to the host broke off: ${how}`,
    help: 'Run again: what happened on the host is looked at first.',
  });
}
