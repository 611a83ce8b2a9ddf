import { getEventListeners } from 'node:events';
import { type Fault, TransportError } from '../model/fault.ts';
import type { HostSpec } from '../model/host.ts';
import type { Observation } from '../model/observation.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { ReadSession, WriteSession } from '../model/transport.ts';
import { retrying } from './retry.ts';
import type { RunContext } from './run-context.ts';

/** The door from thrown to typed: a TransportError becomes its fault, anything else is a bug and goes on. */
export async function catchFault<T>(work: () => Promise<T>): Promise<Result<T, Fault>> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof TransportError) return err(error.fault);
    throw error;
  }
}

export function openRead(host: HostSpec, context: RunContext): Promise<ReadSession> {
  return whileReading(context, (signal) => context.transportFor(host.access.kind).openRead(host, signal));
}

/** Opening writes nothing yet, so it is tried again; what is done over the session is not. */
export function openWrite(host: HostSpec, context: RunContext): Promise<WriteSession> {
  const open = (signal: AbortSignal) => context.transportFor(host.access.kind).openWrite(host, signal);
  return retrying(context, () => whileReading(context, open));
}

export function observeOver(session: ReadSession, context: RunContext): Promise<Observation> {
  return whileReading(context, (signal) => session.observe(signal));
}

/**
 * Reading ends with the run or after the timeout. A signal that ended nothing serves the next reading: one for each, and
 * AbortSignal.any and AbortSignal.timeout all the more, would leave more behind than everything that is kept of a host.
 */
async function whileReading<T>(
  { signal: run, timeoutMs, clock }: RunContext,
  read: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { underWay, idle } = readingsOf(run);
  const ending = idle.pop() ?? new AbortController();
  const callOff = clock.after(timeoutMs, () => ending.abort(tooLate()));
  underWay.add(ending);
  if (run.aborted) ending.abort(run.reason);
  try {
    return await read(ending.signal);
  } finally {
    callOff();
    underWay.delete(ending);
    if (isFree(ending.signal)) idle.push(ending);
  }
}

/** Whoever still listens is not to hear of another host. */
function isFree(signal: AbortSignal): boolean {
  return !signal.aborted && getEventListeners(signal, 'abort').length === 0;
}

interface Readings {
  readonly underWay: Set<AbortController>;
  /** What earlier readings are done with. */
  readonly idle: AbortController[];
}

const READINGS = new WeakMap<AbortSignal, Readings>();

/** The readings of a run. They share one listener: thousands, each taken off again, keep each other in memory. */
function readingsOf(run: AbortSignal): Readings {
  const known = READINGS.get(run);
  if (known !== undefined) return known;
  const readings: Readings = { underWay: new Set(), idle: [] };
  const endAll = (): void => {
    for (const reading of readings.underWay) reading.abort(run.reason);
  };
  run.addEventListener('abort', endAll, { once: true });
  READINGS.set(run, readings);
  return readings;
}

/** What has begun on a host is finished even when the run is interrupted; only time ends it. */
export async function whileChanging<T>(
  { timeoutMs, clock }: RunContext,
  change: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const callOff = clock.after(timeoutMs, () => ending.abort(tooLate()));
  try {
    return await change(ending.signal);
  } finally {
    callOff();
  }
}

function tooLate(): DOMException {
  return new DOMException('no answer in time', 'TimeoutError');
}
