import { type FaultCode, TransportError } from '../model/fault.ts';
import type { RunContext } from './run-context.ts';
import { sleep } from './sleep.ts';

/** What may be over in a moment. A host that is not there, or an account that is refused, is asked once. */
const MAY_PASS: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'timed-out',
  'connection-lost',
  'service-busy',
  'quota-exceeded',
]);

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** What a reading tells of itself while it is tried. */
export interface Reading {
  /** The host was reached: when it falls silent from now on, that may pass. One that never said a word is not asked again. */
  readonly reached: () => void;
}

/**
 * Reads, and reads again after trouble that may pass, as often as the run allows, with longer and longer pauses. Pauses differ
 * by chance, or a thousand hosts behind one switch would come back at the same moment. For what writes nothing only: a
 * write happens once.
 */
export async function retrying<T>(
  context: Pick<RunContext, 'retries' | 'chance' | 'clock' | 'signal'>,
  read: (reading: Reading) => Promise<T>,
): Promise<T> {
  const { retries = 0, clock, signal } = context;
  for (let tries = 0; ; tries += 1) {
    let isReached = false;
    const reached = (): void => void (isReached = true);
    try {
      return await read({ reached });
    } catch (error) {
      if (tries >= retries || signal.aborted || !mayPass(error, isReached)) throw error;
      await sleep(pauseMs(tries, context), clock, signal);
      if (signal.aborted) throw error;
    }
  }
}

function mayPass(error: unknown, isReached: boolean): boolean {
  if (!(error instanceof TransportError) || !MAY_PASS.has(error.fault.code)) return false;
  return isReached || error.fault.code !== 'timed-out';
}

/** Between a half and one and a half of 1, 2, 4, ... seconds. */
function pauseMs(tries: number, { chance = () => 0.5 }: Pick<RunContext, 'chance'>): number {
  return Math.round(Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS) * (0.5 + chance()));
}
