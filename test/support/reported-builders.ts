import type { HostSpec } from '../../src/model/host.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { ReceiptFacts, Reported } from '../../src/model/reported.ts';
import type { ReportedHost } from '../../src/model/reported-host.ts';
import { host, observation } from './builders.ts';

const DAY_MS = 86_400_000;

/** A host that leaves receipts; `hmi-001` unless told otherwise. */
export function pulledHost(overrides: Partial<HostSpec> = {}): HostSpec {
  return host({
    access: { kind: 'startup-script', label: 'pull', receipts: '/srv/receipts', maxAgeMs: 7 * DAY_MS },
    ...overrides,
  });
}

/** A host that a person changes. */
export function manualHost(overrides: Partial<HostSpec> = {}): HostSpec {
  return host({ access: { kind: 'manual', label: 'person', maxAgeMs: 7 * DAY_MS }, ...overrides });
}

export function receiptFacts(overrides: Partial<ReceiptFacts> = {}): ReceiptFacts {
  return { installation: '3k9x2m7q', counter: 12, bundle: 'r20261101071500dbe9', result: 'in-order', ...overrides };
}

export function byReceipt(overrides: Partial<ReceiptFacts> = {}): Reported {
  return { source: 'receipt', receipt: receiptFacts(overrides) };
}

/** A line of the store: what a host reported of itself. */
export function reportedHost(
  spec: HostSpec,
  seen: Partial<Observation> = {},
  reported: Reported = byReceipt(),
): ReportedHost {
  const { os, ...rest } = observation(seen);
  return {
    host: spec.name,
    observation: { ...rest, os: { ...os, csName: spec.computerName }, reported },
    seen: {},
  };
}
