/** What an output stream is shown on. */
export interface Screen {
  /** A terminal that can take a line away again. */
  readonly isLive: boolean;
  /** Whether text may be coloured, unless a flag says no. */
  readonly hasColour: boolean;
  /** Characters a line holds; asked anew each time, as terminals change. */
  readonly columns: () => number;
}

/** The part of a stream that tells a terminal from a pipe. */
interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Where there is no terminal: fits a page of a log and most windows. */
const DEFAULT_COLUMNS = 100;

/** Honours NO_COLOR, TERM=dumb and CI. Text that goes through a pipe is as wide as the terminal beside it, if there is one. */
export function makeScreen(
  stream: TerminalStream,
  beside: TerminalStream,
  env: Readonly<Record<string, string | undefined>>,
): Screen {
  const isLive = stream.isTTY === true && env['TERM'] !== 'dumb' && !isOn(env['CI']);
  return {
    isLive,
    hasColour: isLive && (env['NO_COLOR'] ?? '') === '',
    columns: () => stream.columns ?? beside.columns ?? DEFAULT_COLUMNS,
  };
}

/** `CI=false` is how some people say no. */
function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}
