import { mask } from '../model/secret.ts';
import type { Io } from './io.ts';
import type { Screen } from './screen.ts';

/** The part of a stream that is written to. */
interface TextSink {
  write(text: string): unknown;
}

const CLEAR_LINE = '\r\u001B[K';

/** The one door for text: whatever goes out passes the mask, and takes the status line away first. */
export function makeStreams(stdout: TextSink, stderr: TextSink, errScreen: Screen): Pick<Io, 'out' | 'err' | 'status'> {
  let isShown = false;
  const clear = (): void => {
    if (isShown) stderr.write(CLEAR_LINE);
    isShown = false;
  };
  const write = (stream: TextSink, text: string): void => {
    clear();
    stream.write(mask(text));
  };
  return {
    out: (text) => write(stdout, text),
    err: (text) => write(stderr, text),
    status: (text) => {
      if (!errScreen.isLive) return;
      if (text === '') return clear();
      // One write, and one column left free: a line that wraps could not be taken away.
      stderr.write(`${CLEAR_LINE}${mask(text).slice(0, Math.max(1, errScreen.columns() - 1))}`);
      isShown = true;
    },
  };
}
