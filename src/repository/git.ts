import { TransportError } from '../model/fault.ts';
import { RunRefused } from '../model/run-refused.ts';
import { streamProcess } from '../transports/run-process.ts';

/** Where git runs. */
export interface GitSettings {
  readonly folder: string;
  /** Of this process; git is told a few names of it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** git in one folder. Throws RunRefused when it says no, and TransportError only when it was interrupted. */
export interface Git {
  readonly settings: GitSettings;
  /** The whole answer, as UTF-8, without a line feed at its end. */
  ask(...args: readonly string[]): Promise<string>;
  /** Hands over the answer as it comes. */
  stream<T>(
    args: readonly string[],
    read: (output: AsyncIterable<Uint8Array>) => Promise<T>,
    input?: string,
  ): Promise<T>;
}

/** Programs, home and configuration, and what git itself tells a hook, such as the index of a commit of some files. */
const TOLD =
  /^(?:PATH|PATHEXT|HOME|XDG_CONFIG_HOME|TMPDIR|TEMP|TMP|SystemRoot|SystemDrive|ComSpec|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|ProgramData|GIT_.*)$/i;

/** A repository must not be able to start programs of its own, hide objects behind others, or colour what is read. */
const ALWAYS = [
  '-c',
  'core.fsmonitor=false',
  '-c',
  'color.ui=false',
  '-c',
  'log.showSignature=false',
  '--no-replace-objects',
];

export function gitIn(settings: GitSettings): Git {
  const { folder, signal } = settings;
  const told = toldOf(settings.env);
  const stream: Git['stream'] = async (args, read, input) => {
    const call = {
      program: 'git',
      args: ['-C', folder, ...ALWAYS, ...args],
      env: { ...told, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
      ...(input !== undefined && { input }),
    };
    const { value, exitCode, stderr } = await streamProcess(call, signal, read).catch(explain);
    if (exitCode !== 0) throw unreadable(stderr.trim().split('\n')[0] ?? '', exitCode);
    return value;
  };
  return { settings, stream, ask: async (...args) => (await stream(args, readAll)).replace(/\n$/, '') };
}

function toldOf(env: GitSettings['env']): Readonly<Record<string, string>> {
  const known = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return Object.fromEntries(known.filter(([name]) => TOLD.test(name)));
}

async function readAll(output: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of output) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function explain(error: unknown): never {
  if (!(error instanceof TransportError) || error.fault.code === 'aborted') throw error;
  throw new RunRefused('repository-unreadable', error.fault.message, error.fault.help);
}

function unreadable(said: string, exitCode: number): RunRefused {
  const message = said.replace(/^fatal: /, '') || `git ended with ${exitCode}`;
  return new RunRefused(
    'repository-unreadable',
    `git: ${message}`,
    'Run it inside a git repository that git can read.',
  );
}
