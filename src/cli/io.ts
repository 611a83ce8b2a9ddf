import type { Surroundings } from '../runtime.ts';

/** The process as the command line sees it; `main.ts` makes the real one. */
export interface Io {
  /** The document of the command, nothing else. Both streams mask whatever looks like a product key. */
  readonly out: (text: string) => void;
  /** Progress, diagnostics, questions. */
  readonly err: (text: string) => void;
  /** Draws a line on stderr that the next text takes away again; on a terminal only. */
  readonly status: (text: string) => void;
  /** Whether somebody can answer a question. */
  readonly canAsk: boolean;
  /** Puts a question and answers true for yes only. */
  readonly ask: (question: string) => Promise<boolean>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly surroundings: Surroundings;
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
