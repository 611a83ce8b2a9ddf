import type { HostDrift, ObservedHost } from '../model/drift.ts';
import type { HostSpec } from '../model/host.ts';
import type { Observation } from '../model/observation.ts';
import { type FanOut, fanOut } from './fan-out.ts';
import { type Reading, retrying } from './retry.ts';
import type { RunContext } from './run-context.ts';
import { catchFault, observeOver, openRead } from './sessions.ts';

/** Reads and compares every selected host over a session that cannot write. One host's trouble is a fault in its result. */
export function observeAll(
  context: RunContext,
  compare: (observed: ObservedHost) => HostDrift,
): Promise<readonly HostDrift[]> {
  const how: FanOut<HostSpec, ObservedHost, HostDrift> = {
    concurrency: context.concurrency,
    shouldStop: () => context.signal.aborted,
    held: (spec) => ({ spec, status: 'unknown', fault: INTERRUPTED }),
    finish: (observed) => {
      const drift = compare(observed);
      context.emit({ type: 'host-observed', host: drift.spec.name, drift });
      return drift;
    },
  };
  return fanOut(context.hosts, how, (spec) => observeHost(spec, context));
}

/** Reads one host; its trouble is a fault in the answer. */
export async function observeHost(spec: HostSpec, context: RunContext): Promise<ObservedHost> {
  const read = async ({ reached }: Reading): Promise<Observation> => {
    await using session = await openRead(spec, context);
    reached();
    return await observeOver(session, context);
  };
  const result = await catchFault(() => retrying(context, read));
  return result.ok
    ? { spec, status: 'observed', observation: result.value }
    : { spec, status: 'unknown', fault: result.error };
}

const INTERRUPTED = {
  code: 'aborted',
  message: 'the run was interrupted before this host was read',
  help: 'Run again.',
} as const;
