import type { PayloadOutput } from '../answers/answers.ts';
import { TransportError } from '../model/fault.ts';
import type { HostSpec } from '../model/host.ts';
import type { ProductKey } from '../model/product-key.ts';
import type { Transport } from '../model/transport.ts';
import { type PayloadRunner, payloadSession } from './payload-session.ts';
import { openFleet, type SimulatedFleet } from './simulated-fleet.ts';
import { runSimulatedPayload, SimulatedDeath } from './simulated-payload.ts';
import { stopped } from './stopped.ts';
import type { TransportSettings } from './transport-settings.ts';

/** A rehearsal fleet inside this process. It remembers its hosts between runs in one file, a line a change. */
export function simulatedTransport(settings: TransportSettings): Transport {
  const fleet = openFleet(settings.simulationFolder);
  const open = async (host: HostSpec, signal: AbortSignal): ReturnType<Transport['openWrite']> => {
    if (signal.aborted) throw stopped(signal);
    if (fleet.get(host).fault === 'unreachable') throw unreachableHost();
    return payloadSession(simulatedRunner(host, fleet, settings.now), settings.now);
  };
  return { kind: 'simulated', openRead: open, openWrite: open };
}

function simulatedRunner(host: HostSpec, fleet: SimulatedFleet, now: () => string): PayloadRunner {
  return {
    run: async (calls: string, key: ProductKey | undefined, signal: AbortSignal): Promise<PayloadOutput> => {
      if (signal.aborted) throw stopped(signal);
      const before = fleet.get(host);
      try {
        const run = runSimulatedPayload(host, before, calls, {
          ...(key !== undefined && { key: key.reveal() }),
          now: now(),
        });
        if (run.state !== before) fleet.set(new Map([[host, run.state]]));
        return { stdout: run.stdout, exitCode: 0 };
      } catch (error) {
        if (error instanceof SimulatedDeath) fleet.set(new Map([[host, error.state]]));
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function unreachableHost(): TransportError {
  return new TransportError({
    code: 'host-unreachable',
    message: 'the simulated host is switched off',
    help: 'Switch it on: `vlkctl lab mend HOST`.',
  });
}
