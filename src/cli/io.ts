import type { BundleFile } from '../bundle/bundle.ts';
import type { Surroundings } from '../runtime.ts';
import type { Screen } from './screen.ts';

/** The process as the command line sees it; `main.ts` makes the real one. */
export interface Io {
  /** The document of the command, nothing else. Both streams mask whatever looks like a product key. */
  readonly out: (text: string) => void;
  /** Progress, diagnostics, questions. */
  readonly err: (text: string) => void;
  /** Draws a line on stderr that the next text takes away again, or takes it away; does nothing without a live screen. */
  readonly status: (text: string) => void;
  /** Writes a document to a file, whole or not at all, masked like the streams. Throws what the system says. */
  readonly save: (path: string, text: string, encoding?: 'utf8' | 'utf16le') => void;
  /** Writes a bundle, whole or not at all; its key files are the only ones that hold keys. Throws what the system says. */
  readonly saveBundle: (folder: string, files: readonly BundleFile[]) => void;
  /** Told by a run that may write to hosts from now on: should it break off, the exit code is no 1. */
  readonly noteBegun: () => void;
  /** Told by a run that wrote to hosts: should its document be lost after that, the exit code must not deny it. */
  readonly noteWrite: () => void;
  /** What stdout is shown on. */
  readonly outScreen: Screen;
  /** What stderr is shown on. */
  readonly errScreen: Screen;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether somebody can answer a question. */
  readonly canAsk: boolean;
  /** Puts a question and answers true for yes only. */
  readonly ask: (question: string) => Promise<boolean>;
  /** Puts a question and answers what is typed; undefined after Ctrl-C or Ctrl-D. */
  readonly askText: (question: string) => Promise<string | undefined>;
  /** Where a person types or reads a key: the one way past the mask, but for key files of a bundle. */
  readonly keyDesk: KeyDesk;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly surroundings: Surroundings;
}

/** What `keys encrypt` and `keys decrypt` need of the process, and nothing else does. */
export interface KeyDesk {
  /** Whether stdout is a screen. */
  readonly isScreen: boolean;
  /** Writes to stdout without the mask. */
  readonly show: (text: string) => void;
  /** Puts a question whose answer is not shown; undefined after Ctrl-C or Ctrl-D. */
  readonly askHidden: (question: string) => Promise<string | undefined>;
  /** All of stdin. */
  readonly readInput: () => Promise<string>;
}

/** The command line cannot be understood; exit code 64. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly help: string;

  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}
