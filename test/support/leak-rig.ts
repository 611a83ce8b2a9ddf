import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { formsIn } from './key-forms.ts';

const MAIN = join(import.meta.dirname, '../../dist/program/vlkctl.js');

/** Loaded before vlkctl. It notes every process that is started, shortens the time a program has, and plays a bug. */
const PRELOAD = `import { ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
const { LEAK_RECORDS, LEAK_LIMIT_MS, LEAK_BUG, LEAK_BUG_AFTER } = process.env;
const start = ChildProcess.prototype.spawn;
ChildProcess.prototype.spawn = function (options) {
  appendFileSync(LEAK_RECORDS, JSON.stringify([options.file, options.args, options.envPairs]) + '\\n');
  return start.call(this, options);
};
const timeout = AbortSignal.timeout.bind(AbortSignal);
if (LEAK_LIMIT_MS) AbortSignal.timeout = (ms) => timeout(ms === 60_000 ? Number(LEAK_LIMIT_MS) : ms);
const isTime = () => !LEAK_BUG_AFTER || (existsSync(LEAK_BUG_AFTER) && readFileSync(LEAK_BUG_AFTER, 'utf8').includes('"intent"'));
const key = LEAK_BUG?.slice(7);
const bug = () => new Error('Cannot use ' + key);
// Whoever asks for the time gets it from here: every run that reads hosts or secrets does.
const bugs = {
  thrown: () => { throw bug(); },
  escape: () => setImmediate(() => { throw bug(); }),
  reject: () => void Promise.reject(bug()),
  object: () => void Promise.reject({ key }),
  warned: () => process.emitWarning('Look at ' + key),
};
const play = bugs[LEAK_BUG?.slice(0, 6)];
const toISOString = Date.prototype.toISOString;
if (play) Date.prototype.toISOString = function () {
  if (isTime()) {
    Date.prototype.toISOString = toISOString;
    play();
  }
  return toISOString.call(this);
};
`;

/** What a run left to see. */
export interface LeakRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Gets the process number once the file named by `waitFor` exists, to send it a signal. */
  readonly whenRunning?: { readonly file: string; readonly act: (pid: number) => void };
}

/** Folders for vlkctl to work in, and a vault with secrets beside them, which is the one place where those may stand. */
export class LeakRig implements AsyncDisposable {
  readonly root: string;
  /** The folder that vlkctl runs in: inventory, state, documents. */
  readonly plant: string;
  readonly vault: string;
  readonly bin: string;
  /** What every run gets beside the usual; sources put their variables here. */
  readonly env: Record<string, string> = {};
  readonly #hidden = new Map<string, ReadonlyMap<string, Buffer>>();

  private constructor(root: string) {
    this.root = root;
    this.plant = join(root, 'plant');
    this.vault = join(root, 'vault');
    this.bin = join(root, 'bin');
  }

  static async create(): Promise<LeakRig> {
    const rig = new LeakRig(await realpath(await mkdtemp(join(tmpdir(), 'vlk-leak-'))));
    for (const folder of ['plant', 'vault', 'bin', 'tmp', 'home']) await mkdir(join(rig.root, folder));
    await writeFile(join(rig.root, 'preload.mjs'), PRELOAD);
    await writeFile(rig.#records, '');
    return rig;
  }

  /** Empties all that vlkctl may write to, and forgets the processes it started. */
  async clear(): Promise<void> {
    for (const name of ['plant', 'tmp', 'home']) {
      await rm(join(this.root, name), { recursive: true, force: true });
      await mkdir(join(this.root, name));
    }
    await writeFile(this.#records, '');
  }

  /** From now on looked for everywhere, in each of its forms. */
  hide(name: string, forms: ReadonlyMap<string, Buffer>): void {
    this.#hidden.set(name, forms);
  }

  /** Puts a secret into the vault. */
  async keep(name: string, content: string | Uint8Array, mode = 0o600): Promise<string> {
    const file = join(this.vault, name);
    await writeFile(file, content);
    await chmod(file, mode);
    return file;
  }

  /** Puts a program first in PATH, in place of one of the same name. */
  async install(name: string, script: string): Promise<void> {
    const file = join(this.bin, name);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
  }

  /** Writes a file of the plant. */
  async write(name: string, text: string): Promise<string> {
    await writeFile(join(this.plant, name), text);
    return name;
  }

  run(words: readonly string[], { env = {}, input = '', whenRunning }: RunOptions = {}): Promise<LeakRun> {
    const preload = pathToFileURL(join(this.root, 'preload.mjs')).href;
    const child = spawn(process.execPath, ['--import', preload, MAIN, ...words], {
      cwd: this.plant,
      env: { ...this.#environment(), ...this.env, ...env },
    });
    const watching = whenRunning && watchFor(whenRunning.file, () => whenRunning.act(child.pid ?? 0));
    child.stdin.on('error', () => undefined).end(input);
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString('latin1')));
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString('latin1')));
    return new Promise((resolve) => {
      child.once('close', (code) => {
        clearInterval(watching);
        resolve({ code, ...said });
      });
    });
  }

  /** Programs that runs have started, with arguments and environment. */
  started(): readonly (readonly [program: string, args: readonly string[], env: readonly string[]])[] {
    const lines = readFileSync(this.#records, 'utf8').split('\n').filter(Boolean);
    return lines.map((line): [string, string[], string[]] => JSON.parse(line));
  }

  /** Where a hidden secret stands: streams, files and their names, and every process that was started. */
  async leaks(
    runs: readonly Partial<Pick<LeakRun, 'out' | 'err'>>[],
    others: Readonly<Record<string, Buffer>> = {},
  ): Promise<readonly string[]> {
    const places: [string, Buffer][] = Object.entries(others);
    for (const { out = '', err = '' } of runs) {
      places.push(['stdout', Buffer.from(out, 'latin1')], ['stderr', Buffer.from(err, 'latin1')]);
    }
    for (const name of ['plant', 'tmp', 'home']) {
      for (const [path, content] of await filesBelow(join(this.root, name)))
        places.push([path, Buffer.concat([Buffer.from(path), content])]);
    }
    for (const [program, ...rest] of this.started())
      places.push([`start of ${program}`, Buffer.from(rest.flat().join('\n'))]);
    return places.flatMap(([place, content]) =>
      [...this.#hidden].flatMap(([name, forms]) => formsIn(content, forms).map((form) => `${place}: ${name}, ${form}`)),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  get #records(): string {
    return join(this.root, 'records');
  }

  #environment(): Record<string, string> {
    return {
      PATH: `${this.bin}:/usr/local/bin:/usr/bin:/bin`,
      HOME: join(this.root, 'home'),
      TMPDIR: join(this.root, 'tmp'),
      LEAK_RECORDS: this.#records,
    };
  }
}

const LOOK_EVERY_MS = 20;

/** Acts once, when the file is there. */
function watchFor(file: string, act: () => void): NodeJS.Timeout {
  const timer = setInterval(() => {
    try {
      readFileSync(file);
    } catch {
      return;
    }
    clearInterval(timer);
    act();
  }, LOOK_EVERY_MS);
  return timer;
}

async function filesBelow(folder: string): Promise<readonly (readonly [path: string, content: Buffer])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (path) => [path, await readFile(path)] as const));
}
