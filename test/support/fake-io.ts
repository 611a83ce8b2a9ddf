import type { Io } from '../../src/cli/io.ts';
import type { Screen } from '../../src/cli/screen.ts';
import { emptyDesk } from './empty-desk.ts';

/** What a command wrote, in place of a process. */
export interface FakeIo extends Io {
  readonly written: { out: string; err: string };
  /** Every line that was drawn for the moment; '' took it away. */
  readonly drawn: string[];
  /** Documents by path. */
  readonly saved: Map<string, string>;
  /** Every time a run told that it wrote to hosts. */
  readonly notedWrites: true[];
  /** Lets time pass. */
  readonly pass: (ms: number) => void;
}

/** A screen of 100 columns without colour; live ones can draw a line and take it away. */
export function fakeScreen(overrides: Partial<Screen> = {}): Screen {
  return { isLive: false, hasColour: false, columns: () => 100, ...overrides };
}

/** An Io that keeps what is written, at noon of a day in 2026. Nobody is there to ask. */
export function fakeIo(overrides: Partial<Io> = {}): FakeIo {
  const written = { out: '', err: '' };
  const drawn: string[] = [];
  const saved = new Map<string, string>();
  const notedWrites: true[] = [];
  let now = Date.UTC(2026, 10, 22, 12);
  return {
    written,
    drawn,
    saved,
    notedWrites,
    pass: (ms) => {
      now += ms;
    },
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    status: (text) => void drawn.push(text),
    save: (path, text) => void saved.set(path, text),
    saveBundle: () => undefined,
    noteBegun: () => undefined,
    noteWrite: () => void notedWrites.push(true),
    outScreen: fakeScreen(),
    errScreen: fakeScreen(),
    now: () => now,
    canAsk: false,
    ask: () => Promise.resolve(false),
    askText: () => Promise.resolve(undefined),
    keyDesk: emptyDesk(),
    signal: new AbortController().signal,
    surroundings: {
      env: {},
      folder: '/plant',
      platform: 'linux',
      temporaryFolder: '/tmp',
      processId: 7,
      user: 'jens',
      machine: 'ctl1',
      bootId: '',
      isProcessAlive: () => true,
    },
    ...overrides,
  };
}
