import { resolve } from 'node:path';
import { type Command, CommanderError } from 'commander';
import type { Io, KeyDesk } from '../../src/cli/io.ts';
import { UsageError } from '../../src/cli/io.ts';
import { makeProgram } from '../../src/cli/program.ts';
import { mask } from '../../src/model/secret.ts';
import { emptyDesk } from './empty-desk.ts';

/** What a command line answered. */
export interface Answer {
  /** 64 for a command line that cannot be understood. */
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Place {
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  /** Somebody who types or pipes a key; without it nobody. */
  readonly desk?: Partial<KeyDesk>;
  readonly canAsk?: boolean;
  /** What somebody types, question by question; then Ctrl-D. */
  readonly answers?: readonly string[];
  /** Without it a bundle goes nowhere. */
  readonly saveBundle?: Io['saveBundle'];
}

/** Runs the words after `vlkctl` within this process, as `main.ts` does. */
export async function commandLine(words: readonly string[], place: Place = {}): Promise<Answer> {
  const seen = { code: 0, out: '', err: '' };
  const program = testProgram(seen, place);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) seen.code = error.exitCode === 0 ? 0 : 64;
    else if (error instanceof UsageError)
      Object.assign(seen, { code: 64, err: `${seen.err}${error.message}\n  -> ${error.help}\n` });
    else throw error;
  }
  return seen;
}

/** The program itself, to be looked at; what is run with it goes to `seen`. */
export function testProgram(
  seen: { code: number; out: string; err: string } = { code: 0, out: '', err: '' },
  place: Place = {},
): Command {
  return makeProgram(makeIo(seen, place), '0.0.0-test', (code) => {
    seen.code = code;
  });
}

function makeIo(
  seen: { out: string; err: string },
  {
    folder = '/nowhere',
    env = {},
    columns = 80,
    desk = {},
    canAsk = false,
    saveBundle = () => undefined,
    answers = [],
  }: Place,
): Io {
  const left = [...answers];
  const screen = { isLive: false, hasColour: false, columns: () => columns };
  return {
    out: (text) => void (seen.out += mask(text)),
    err: (text) => void (seen.err += mask(text)),
    status: () => undefined,
    save: () => undefined,
    saveBundle,
    noteBegun: () => undefined,
    noteWrite: () => undefined,
    outScreen: screen,
    errScreen: screen,
    now: () => Date.parse('2026-11-22T16:15:30.000Z'),
    canAsk,
    ask: async () => left.shift() === 'yes',
    askText: async () => left.shift(),
    keyDesk: emptyDesk(desk),
    signal: new AbortController().signal,
    surroundings: {
      env,
      folder: resolve(folder),
      platform: 'linux',
      temporaryFolder: folder,
      processId: 1,
      user: 'jens',
      machine: 'ctl1',
      bootId: '',
      isProcessAlive: () => false,
    },
  };
}
