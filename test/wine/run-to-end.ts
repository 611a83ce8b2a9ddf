import { type ChildProcess, spawn } from 'node:child_process';
import { type FileHandle, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { searchPath } from './available.ts';

const DEFAULT_TIMEOUT_MS = 60_000;

export interface RunOptions {
  /** Added to the few variables a program started here gets. */
  readonly env?: Readonly<Record<string, string>>;
  /** Written to stdin, which is empty otherwise. */
  readonly input?: string;
  readonly timeoutMs?: number;
}

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/**
 * Runs a program, kills it with all it started when the time is up, and tells what it said.
 * Output goes to files: Wine's services inherit it, and would keep a pipe open for ever.
 */
export async function runToEnd(program: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const folder = await mkdtemp(join(tmpdir(), 'vlk-out-'));
  const stdout = await open(join(folder, 'stdout'), 'w+');
  const stderr = await open(join(folder, 'stderr'), 'w+');
  try {
    const child = spawn(program, args, {
      detached: true,
      env: { ...baseEnvironment(), ...options.env },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', stdout.fd, stderr.fd],
    });
    // A program that does not read its input closes the pipe early; that is its own affair.
    child.stdin?.on('error', () => undefined).end(options.input);
    const exitCode = await exitOf(child, program, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    return { stdout: await textOf(folder, 'stdout'), stderr: await textOf(folder, 'stderr'), exitCode };
  } finally {
    await closeAll(stdout, stderr);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a program that must succeed, and gives what it wrote to stdout. */
export async function mustRun(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { stdout, stderr, exitCode } = await runToEnd(program, args, options);
  if (exitCode !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${exitCode}: ${stderr}${stdout}`);
  return stdout;
}

/**
 * Runs what does no harm when it is done twice, and does it twice when it fails: now and then Wine ends a client at
 * once and without a word while another one is ending. Never for what a test is about.
 */
export async function insist(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const first = await runToEnd(program, args, options);
  return first.exitCode === 0 ? first.stdout : await mustRun(program, args, options);
}

function baseEnvironment(): Record<string, string> {
  const names = ['HOME', 'TMPDIR', 'TZ', 'USER', 'WINE', 'WINESERVER', 'WINE_DLLS', 'SSHD', 'SFTP_SERVER'];
  const kept = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), PATH: searchPath() };
}

async function exitOf(child: ChildProcess, program: string, timeoutMs: number): Promise<number> {
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      killGroup(child);
      reject(new Error(`${program} did not end within ${timeoutMs} ms`));
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']);
    });
  });
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}

async function textOf(folder: string, name: string): Promise<string> {
  return await readFile(join(folder, name), 'latin1');
}

async function closeAll(...files: readonly FileHandle[]): Promise<void> {
  for (const file of files) await file.close();
}
