import { type Fault, TransportError } from '../model/fault.ts';
import type { HostSpec, ManualAccess, StartupScriptAccess } from '../model/host.ts';
import type { Observation } from '../model/observation.ts';
import type { ReportedHost } from '../model/reported-host.ts';
import type { Transport } from '../model/transport.ts';
import { stopped } from './stopped.ts';
import type { TransportSettings } from './transport-settings.ts';

type ReportedAccess = StartupScriptAccess | ManualAccess;

/**
 * Hosts that nobody reaches from here: what they, or persons, have reported stands for what they look like. The store is
 * read once a run. Nothing can be written on them, so asking for that is an error of ours.
 */
export function reportedTransport(kind: ReportedAccess['kind'], settings: TransportSettings): Transport {
  let reading: Promise<ReadonlyMap<string, ReportedHost>> | undefined;
  return {
    kind,
    openRead: async (host, signal) => {
      if (signal.aborted) throw stopped(signal);
      const known = (await (reading ??= settings.readReported())).get(host.name);
      return {
        // oxlint-disable-next-line require-await -- a thrown fault becomes the rejection that the interface asks for
        observe: async (): Promise<Observation> => demandFresh(host, known, settings.now()),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
    },
    openWrite: (host) =>
      Promise.reject(new Error(`${host.name} is reached by ${kind}, so nothing can be written there`)),
  };
}

function demandFresh(host: HostSpec, known: ReportedHost | undefined, now: string): Observation {
  if (known === undefined) throw new TransportError(noReceipt(host));
  const { observation } = known;
  const ageMs = Date.parse(now) - Date.parse(observation.observedAt);
  const { access } = host;
  if ('maxAgeMs' in access && ageMs > access.maxAgeMs) throw new TransportError(tooOld(host, observation.observedAt));
  return observation;
}

function noReceipt({ name, access }: HostSpec): Fault {
  return access.kind === 'manual'
    ? {
        code: 'no-receipt',
        message: 'nobody has reported yet how it stands',
        help: `Have somebody look: \`vlkctl runbook ${name}\`, then \`vlkctl runbook --done ${name}\`.`,
      }
    : {
        code: 'no-receipt',
        message: 'no receipt of it has been taken in yet',
        help: 'Publish it with `vlkctl bundle`, let the host start, then `vlkctl ingest`.',
      };
}

function tooOld({ name, access }: HostSpec, observedAt: string): Fault {
  const at = observedAt.slice(0, 10);
  return access.kind === 'manual'
    ? {
        code: 'receipt-too-old',
        message: `what was reported on ${at} is older than its access allows (maxAge)`,
        help: `Have somebody look again: \`vlkctl runbook ${name}\`, then \`vlkctl runbook --done ${name}\`.`,
      }
    : {
        code: 'receipt-too-old',
        message: `its last receipt, of ${at}, is older than its access allows (maxAge)`,
        help: 'Run `vlkctl ingest`; if that brings nothing newer, restart the host or see what keeps its script from running.',
      };
}
