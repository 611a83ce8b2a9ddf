import type { NextWave, RunContext } from '../engine/run-context.ts';
import { sleep } from '../engine/sleep.ts';
import { countOf, showCount } from '../reporters/counts.ts';
import { describeDuration } from '../reporters/describe-access.ts';
import type { Io } from './io.ts';

/** What decides how one wave follows another. */
export interface WaveFlags {
  readonly yes?: boolean;
  /** Milliseconds before each wave but the first. */
  readonly pause?: number;
}

/** Waits before a wave, and asks where somebody is there who is to be asked. */
export function agreeToWaves(
  { yes, pause = 0 }: WaveFlags,
  { clock, signal }: Pick<RunContext, 'clock' | 'signal'>,
  io: Pick<Io, 'err' | 'ask'>,
): (next: NextWave) => Promise<boolean> {
  return async (next) => {
    if (pause > 0) {
      io.err(`waiting ${describeDuration(pause)} before wave ${next.name}; Ctrl-C ends the run\n`);
      await sleep(pause, clock, signal);
    }
    if (signal.aborted) return false;
    return yes === true || io.ask(questionOf(next));
  };
}

function questionOf({ number, of, name, hosts, changed }: NextWave): string {
  const done = `${showCount(changed)} changed and read back so far.`;
  return `${done} Go on with wave ${number} of ${of}, ${name}: ${countOf(hosts, 'host')}? Type yes: `;
}
