import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TransportError } from '../model/fault.ts';
import type { HostSpec } from '../model/host.ts';
import type { ProductKey } from '../model/product-key.ts';
import type { Transport } from '../model/transport.ts';
import type { PayloadOutput } from './answers.ts';
import { type PayloadRunner, payloadSession } from './payload-session.ts';
import { initialState, type SimulatedState } from './simulated-host.ts';
import { runSimulatedPayload, SimulatedDeath } from './simulated-payload.ts';
import { stopped } from './stopped.ts';
import type { TransportSettings } from './transport-settings.ts';

/** A rehearsal fleet inside this process. It remembers its hosts between runs in one file, a line a change. */
export function simulatedTransport(settings: TransportSettings): Transport {
  const fleet = openFleet(join(settings.simulationFolder, 'fleet.jsonl'));
  const open = async (host: HostSpec, signal: AbortSignal): ReturnType<Transport['openWrite']> => {
    if (signal.aborted) throw stopped(signal);
    if (host.access.kind === 'simulated' && host.access.fault === 'unreachable') throw unreachableHost();
    return payloadSession(simulatedRunner(host, fleet, settings.now), settings.now);
  };
  return { kind: 'simulated', openRead: open, openWrite: open };
}

interface Fleet {
  get(host: HostSpec): SimulatedState;
  set(host: HostSpec, state: SimulatedState): void;
}

function openFleet(file: string): Fleet {
  const states = new Map<string, SimulatedState>();
  for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
    if (line === '') continue;
    const entry = parseLine(line);
    if (isEntry(entry)) states.set(entry[0], entry[1]);
  }
  return {
    get: (host) => states.get(host.name) ?? initialState(host),
    set: (host, state) => {
      states.set(host.name, state);
      mkdirSync(join(file, '..'), { recursive: true });
      appendFileSync(file, `${JSON.stringify([host.name, state])}\n`);
    },
  };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The file is written by this one only; a line of another version, or a torn one, is forgotten, and the host starts anew. */
function isEntry(value: unknown): value is [string, SimulatedState] {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false;
  const state: unknown = value[1];
  return typeof state === 'object' && state !== null && 'slots' in state && 'licence' in state;
}

function simulatedRunner(host: HostSpec, fleet: Fleet, now: () => string): PayloadRunner {
  return {
    run: async (calls: string, key: ProductKey | undefined, signal: AbortSignal): Promise<PayloadOutput> => {
      if (signal.aborted) throw stopped(signal);
      const before = fleet.get(host);
      try {
        const run = runSimulatedPayload(host, before, calls, {
          ...(key !== undefined && { key: key.reveal() }),
          now: now(),
        });
        if (run.state !== before) fleet.set(host, run.state);
        return { stdout: run.stdout, exitCode: 0 };
      } catch (error) {
        if (error instanceof SimulatedDeath) fleet.set(host, error.state);
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
    help: 'Take `fault: unreachable` out of its access to switch it on.',
  });
}
