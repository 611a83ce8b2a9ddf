import { TransportError } from '../model/fault.ts';

/** The fault of an aborted signal; its reason tells a timeout from an interruption. */
export function stopped(signal: AbortSignal): TransportError {
  const timedOut = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
  return new TransportError(
    timedOut
      ? {
          code: 'timed-out',
          message: 'the host did not answer in time',
          help: 'Check whether the host hangs; raise --timeout for slow ones.',
        }
      : { code: 'aborted', message: 'the run was interrupted before the host answered', help: 'Run again.' },
  );
}
