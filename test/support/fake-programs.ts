import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One start of a fake program, as the program itself saw it. */
export interface Started {
  readonly program: string;
  readonly pid: number;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Everything on stdin until it was closed. */
  readonly input: string;
  /** Every file of the controller's temporary folder at that moment, by path. */
  readonly files: ReadonlyMap<string, string>;
}

/** What a fake program does, in order; without `exit` or `die` it hangs until it is killed. Texts are latin1: a character a byte. */
export type Order =
  | { readonly do: 'write'; readonly to: 1 | 2; readonly text: string }
  | { readonly do: 'exit'; readonly code: number }
  /** Ends as a killed process does. */
  | { readonly do: 'die' }
  /** Does not mind being asked to end. */
  | { readonly do: 'deafen' }
  /** Starts a process that keeps stderr open and outlives the program. */
  | { readonly do: 'leave-child' };

/** Sent after the orders: a program that hangs says that it does. */
const TELL = { do: 'tell' };

type Director = (started: Started) => readonly Order[];

/** Reports how it was started, then does what it is told. Plain old JavaScript: it runs without a build step. */
const PROGRAM = `#!/usr/bin/env node
const { spawn } = require('node:child_process');
const { writeSync } = require('node:fs');
const { connect } = require('node:net');
const { basename, join } = require('node:path');

const path = join(__dirname, '..', 'socket');
const leaveChild = () =>
  spawn(process.execPath, ['-e', 'require("node:net").connect(process.argv[1]).on("close", () => process.exit())', path], {
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  }).unref();
let socket;
const act = (order) => {
  if (order.do === 'exit') process.exit(order.code);
  if (order.do === 'die') process.kill(process.pid, 'SIGKILL');
  if (order.do === 'tell') socket.write('hanging\\n');
  if (order.do === 'deafen') process.on('SIGTERM', () => {});
  if (order.do === 'leave-child') leaveChild();
  if (order.do !== 'write') return;
  let rest = Buffer.from(order.text, 'latin1');
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(order.to, rest));
  } catch {
    process.exit(98); // nobody reads any more
  }
};
const input = [];
process.stdin.on('data', (chunk) => input.push(chunk));
process.stdin.on('end', () => {
  socket = connect(path);
  const stdin = Buffer.concat(input).toString('latin1');
  const program = basename(process.argv[1]);
  socket.write(JSON.stringify({ program, pid: process.pid, args: process.argv.slice(2), env: process.env, input: stdin }) + '\\n');
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk) => {
    text += chunk;
    for (let end = text.indexOf('\\n'); end !== -1; end = text.indexOf('\\n')) {
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      act(JSON.parse(line));
    }
  });
  socket.on('close', () => process.exit(99));
});
`;

/** Why no fake program can be put into PATH here; undefined when it can. */
export const NO_FAKE_PROGRAMS: string | undefined =
  process.platform === 'win32' ? 'Windows starts no script by its first line.' : undefined;

/** A folder with fake programs to be used as PATH, and a temporary folder for what is tested. The test directs them. */
export class FakePrograms implements AsyncDisposable {
  readonly bin: string;
  readonly temporaryFolder: string;
  readonly #folder: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #waiting: (() => void)[] = [];
  readonly #problems: unknown[] = [];
  readonly started: Started[] = [];

  private constructor(folder: string, director: Director) {
    this.#folder = folder;
    this.bin = join(folder, 'bin');
    this.temporaryFolder = join(folder, 'tmp');
    this.#server = createServer((socket) => this.#serve(socket, director));
  }

  static async create(names: readonly string[], director: Director): Promise<FakePrograms> {
    const programs = new FakePrograms(await realpath(await mkdtemp(join(tmpdir(), 'vlk-fake-'))), director);
    await mkdir(programs.bin);
    await mkdir(programs.temporaryFolder);
    await symlink(process.execPath, join(programs.bin, 'node'));
    for (const name of names) {
      await writeFile(join(programs.bin, name), PROGRAM);
      await chmod(join(programs.bin, name), 0o755);
    }
    programs.#server.listen(join(programs.#folder, 'socket'));
    await once(programs.#server, 'listening');
    return programs;
  }

  /** Nothing can be started any more. */
  async remove(): Promise<void> {
    await rm(this.bin, { recursive: true });
  }

  /** Puts a file in the place of the temporary folder, so that nothing in it can be removed. */
  async breakDisk(): Promise<void> {
    await rm(this.temporaryFolder, { recursive: true });
    await writeFile(this.temporaryFolder, '');
  }

  /** Ends when a program does nothing any more and waits to be killed. */
  nextHang(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** How many of those that hang still answer. One that was just killed does not: the signal is there before the question. */
  async countHanging(): Promise<number> {
    const answers = [...this.#sockets].filter((socket) => !socket.destroyed).map(isAnswering);
    return (await Promise.all(answers)).filter(Boolean).length;
  }

  /** Throws what went wrong in the test's own part, else nobody would hear of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
    if (this.#problems.length > 0) throw new AggregateError(this.#problems, 'The fake programs were not understood');
  }

  #serve(socket: Socket, director: Director): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined); // a killed program
    socket.setEncoding('utf8');
    let text = '';
    const read = (chunk: string): void => {
      text += chunk;
      if (!text.endsWith('\n')) return;
      const line = text;
      text = '';
      if (line === 'hanging\n') for (const resolve of this.#waiting.splice(0)) resolve();
      else for (const order of [...this.#direct(line, director), TELL]) socket.write(`${JSON.stringify(order)}\n`);
    };
    socket.on('data', read);
  }

  #direct(text: string, director: Director): readonly Order[] {
    try {
      const started = { ...readReport(text), files: readTree(this.temporaryFolder) };
      this.started.push(started);
      return director(started);
    } catch (error) {
      this.#problems.push(error);
      return [{ do: 'exit', code: 97 }];
    }
  }
}

function isAnswering(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once('data', () => resolve(true));
    socket.once('close', () => resolve(false));
    socket.write(`${JSON.stringify(TELL)}\n`);
  });
}

/** What a program says of its own start. */
function readReport(text: string): Omit<Started, 'files'> {
  const report: unknown = JSON.parse(text);
  if (!isReport(report)) throw new TypeError(`A fake program reported ${text}`);
  return report;
}

function isReport(value: unknown): value is Omit<Started, 'files'> {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['program', 'pid', 'args', 'env', 'input'].every((name) => name in value)
  );
}

/** Every file below a folder, by path relative to it; folders that hold nothing count too, with a `/` at the end. */
export function readTree(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path.slice(folder.length + 1), readFileSync(path, 'latin1'));
    else if (entry.isDirectory()) files.set(`${path.slice(folder.length + 1)}/`, '');
  }
  return files;
}

/** Whether a process of that number is still there. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
