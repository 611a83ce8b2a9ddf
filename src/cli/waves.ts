import type { NextWave, RunContext } from '../engine/run-context.ts';
import { sleep } from '../engine/sleep.ts';
import { parseDuration } from '../inventory/duration.ts';
import { countOf, showCount } from '../reporters/counts.ts';
import { type Io, UsageError } from './io.ts';

/** What decides how one wave follows another. */
export interface WaveFlags {
  readonly yes?: boolean;
  /** A duration, as typed. */
  readonly pause?: string;
}

/** Waits before a wave, and asks where somebody is there who is to be asked. */
export function agreeToWaves(
  { yes, pause }: WaveFlags,
  { clock, signal }: Pick<RunContext, 'clock' | 'signal'>,
  io: Pick<Io, 'err' | 'ask' | 'status'>,
): (next: NextWave) => Promise<boolean> {
  const pauseMs = pause === undefined ? 0 : pauseOf(pause);
  return async (next) => {
    if (pauseMs > 0) {
      io.status(`waiting ${pause} before wave ${next.name}; Ctrl-C ends the run`);
      await sleep(pauseMs, clock, signal);
      io.status('');
    }
    if (signal.aborted) return false;
    return yes === true || io.ask(questionOf(next));
  };
}

function questionOf({ number, of, name, hosts, changed }: NextWave): string {
  const done = `${showCount(changed)} changed and read back so far.`;
  return `${done} Go on with wave ${number} of ${of}, ${name}: ${countOf(hosts, 'host')}? Type yes: `;
}

function pauseOf(text: string): number {
  const pauseMs = parseDuration(text);
  if (pauseMs === undefined) throw new UsageError(`--pause ${text} is no duration`, 'Write it like 30m, 2h or 1h30m.');
  return pauseMs;
}
