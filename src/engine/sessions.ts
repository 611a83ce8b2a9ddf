import { type Fault, TransportError } from '../model/fault.ts';
import type { HostSpec } from '../model/host.ts';
import type { Observation } from '../model/observation.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { ReadSession, WriteSession } from '../model/transport.ts';
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
  return context.transportFor(host.access.kind).openRead(host, readSignal(context));
}

export function openWrite(host: HostSpec, context: RunContext): Promise<WriteSession> {
  return context.transportFor(host.access.kind).openWrite(host, readSignal(context));
}

export function observeOver(session: ReadSession, context: RunContext): Promise<Observation> {
  return session.observe(readSignal(context));
}

/** Reading ends with the run or after the timeout. */
function readSignal(context: RunContext): AbortSignal {
  return AbortSignal.any([context.signal, AbortSignal.timeout(context.timeoutMs)]);
}

/** What has begun on a host is finished even when the run is interrupted; only time ends it. */
export function changeSignal(context: RunContext): AbortSignal {
  return AbortSignal.timeout(context.timeoutMs);
}
