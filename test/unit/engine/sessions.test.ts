import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunContext } from '../../../src/engine/run-context.ts';
import { observeOver } from '../../../src/engine/sessions.ts';
import type { ReadSession } from '../../../src/model/transport.ts';
import { afterRealTime } from '../../support/run-surroundings.ts';

const TIMEOUT_MS = 5000;

/** A session whose host never answers: reading ends when its signal does, with the reason of the signal. */
function silent(signals: AbortSignal[] = []): ReadSession {
  return {
    observe: (signal) => {
      signals.push(signal);
      return new Promise((_, reject) => {
        const end = (): void => reject(new Error('ended', { cause: signal.reason }));
        if (signal.aborted) end();
        else signal.addEventListener('abort', end, { once: true });
      });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function failing(signals: AbortSignal[] = []): ReadSession {
  return {
    ...silent(),
    observe: (signal) => {
      signals.push(signal);
      return Promise.reject(new Error('no'));
    },
  };
}

function contextOf(run: AbortController): RunContext {
  // oxlint-disable-next-line no-unsafe-type-assertion -- reading looks at nothing else of the context
  return { signal: run.signal, timeoutMs: TIMEOUT_MS, clock: { now: () => '', after: afterRealTime } } as RunContext;
}

async function reasonOf(reading: Promise<unknown>): Promise<unknown> {
  const error: unknown = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof Error ? error.cause : undefined;
}

describe('reading over a session', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('ends after the timeout, as a timeout', async () => {
    const reading = reasonOf(observeOver(silent(), contextOf(new AbortController())));
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
    expect(await reading).toMatchObject({ name: 'TimeoutError' });
  });

  it('ends with the run, with the reason of the run, wherever it is', async () => {
    const run = new AbortController();
    const readings = [1, 2, 3].map(() => reasonOf(observeOver(silent(), contextOf(run))));
    run.abort('the reason');
    expect(await Promise.all(readings)).toEqual(['the reason', 'the reason', 'the reason']);
  });

  it('does not begin to wait when the run has ended already', async () => {
    const run = new AbortController();
    run.abort('the reason');
    expect(await reasonOf(observeOver(silent(), contextOf(run)))).toBe('the reason');
  });

  it('is not ended by a run that ends later, nor by another host', async () => {
    const run = new AbortController();
    const signals: AbortSignal[] = [];
    const first = reasonOf(observeOver(silent(signals), contextOf(run)));
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS - 1);
    const second = reasonOf(observeOver(silent(signals), contextOf(run)));
    await vi.advanceTimersByTimeAsync(1);
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
    run.abort('the reason');
    expect(await first).toMatchObject({ name: 'TimeoutError' });
    expect(await second).toBe('the reason');
    expect(signals[0]?.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('leaves no timer, and one listener on the run however many hosts it reads', async () => {
    const run = new AbortController();
    const signals: AbortSignal[] = [];
    for (let host = 0; host < 50; host += 1) {
      await expect(observeOver(failing(signals), contextOf(run))).rejects.toThrow('no');
    }
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(run.signal, 'abort')).toHaveLength(1);
    run.abort();
    expect(signals.filter((signal) => signal.aborted)).toEqual([]);
  });

  it('takes the same signal again for the next host', async () => {
    const signals: AbortSignal[] = [];
    const context = contextOf(new AbortController());
    for (let host = 0; host < 50; host += 1) {
      await expect(observeOver(failing(signals), context)).rejects.toThrow('no');
    }
    expect(new Set(signals).size).toBe(1);
  });

  it('takes no signal again that has ended a reading, or that somebody still listens to', async () => {
    const signals: AbortSignal[] = [];
    const context = contextOf(new AbortController());
    const timedOut = reasonOf(observeOver(silent(signals), context));
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
    await timedOut;
    const listening: ReadSession = {
      ...failing(),
      observe: (signal) => {
        signal.addEventListener('abort', () => undefined);
        return failing(signals).observe(signal);
      },
    };
    await expect(observeOver(listening, context)).rejects.toThrow('no');
    await expect(observeOver(failing(signals), context)).rejects.toThrow('no');
    expect(new Set(signals).size).toBe(3);
  });
});
