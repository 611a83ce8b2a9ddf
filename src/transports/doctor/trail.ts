import type { Check, CheckName, Probe, Probing, SeenPort } from '../../model/check.ts';
import type { TransportSettings } from '../transport-settings.ts';
import type { ConnectOptions } from './connect.ts';
import { surveyPorts } from './survey-ports.ts';

/** How long one link may take; a whole observation may take longer. */
const LINK_MS = 10_000;

/** The links of one host as far as they were looked at. */
export interface Trail {
  readonly checks: Check[];
  /** Looks at the next link and answers whether it holds. After Ctrl-C none does. */
  readonly step: (what: CheckName, look: () => Promise<Check> | Check) => Promise<boolean>;
  readonly options: ConnectOptions;
  /** What is known by now; other ports are looked at where the declared way is closed. */
  readonly end: (address: string, tried?: number) => Promise<Probe>;
}

/** Begins at this controller. */
export function makeTrail(settings: TransportSettings, { signal, tell }: Probing): Trail {
  const checks: Check[] = [];
  const options = {
    limitMs: Math.min(LINK_MS, settings.timeoutMs),
    signal,
    clock: () => Date.parse(settings.now()),
  };
  return {
    checks,
    options,
    step: async (what, look) => {
      tell(what);
      const check = await look();
      if (signal.aborted) return false;
      checks.push(check);
      return check.status !== 'failed';
    },
    end: async (address, tried) => ({ checks, ports: await seenPorts(checks, address, tried, options) }),
  };
}

async function seenPorts(
  checks: readonly Check[],
  address: string,
  tried: number | undefined,
  options: ConnectOptions,
): Promise<readonly SeenPort[]> {
  const isClosed = checks.some(
    ({ what, status }) => status === 'failed' && (what === 'connection' || what === 'service'),
  );
  return isClosed && !options.signal.aborted ? surveyPorts(address, tried, options) : [];
}
