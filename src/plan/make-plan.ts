import { createHash } from 'node:crypto';
import type { HostDrift } from '../model/drift.ts';
import { isSelfReporting } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import type { OsLevel } from '../model/os-level.ts';
import type { Delegated, HostPlan, Plan, Step } from '../model/plan.ts';
import type { Strategy } from '../model/strategy.ts';
import type { IntentId } from '../model/undo-slot.ts';
import { delegate } from './delegate.ts';

export type StrategyFor = (os: OsLevel) => Strategy;

/** What would be done to each host, sorted by name; pure data without a secret. */
export function makePlan(inventory: Inventory, drifts: readonly HostDrift[], strategyFor: StrategyFor): Plan {
  const hosts = drifts.map((drift) => planHost(drift, strategyFor));
  return {
    formatVersion: 1,
    inventoryDigest: inventory.digest,
    simulated: inventory.simulation,
    hosts: hosts.toSorted((a, b) => (a.host < b.host ? -1 : 1)),
  };
}

/** What would be done to one host. */
export function planHost(drift: HostDrift, strategyFor: StrategyFor): HostPlan {
  const host = drift.spec.name;
  const delegated = delegatedOf(drift);
  if (delegated !== undefined) return { host, status: 'delegated', delegated };
  switch (drift.status) {
    case 'in-order':
      return { host, status: 'in-order' };
    case 'drifted':
      return { host, status: 'change', step: makeStep(drift, strategyFor(drift.spec.os)) };
    case 'interrupted':
      return { host, status: 'settle', intents: drift.slots.map((slot) => slot.intent) };
    case 'blocked':
      return { host, status: 'blocked', block: drift.block };
    case 'waived':
      return { host, status: 'waived', waiver: drift.waiver };
    case 'unknown':
      return { host, status: 'unknown', fault: drift.fault };
  }
}

/** What is due on a host that nobody reaches from here; one whose last report is too old stays unknown. */
function delegatedOf(drift: HostDrift): Delegated | undefined {
  if (!isSelfReporting(drift.spec)) return undefined;
  switch (drift.status) {
    case 'unknown':
      return drift.fault.code === 'no-receipt' ? delegate(drift) : undefined;
    case 'drifted':
    case 'interrupted':
      return delegate(drift);
    case 'in-order':
    case 'blocked':
    case 'waived':
      return undefined;
  }
}

/**
 * Whether a step planned before is still exactly what would be planned now; the cause is for display and not compared,
 * and the order of properties, which tools that rewrite JSON do not keep, does not count.
 */
export function isSameStep(a: Step, b: Step): boolean {
  return canonical(withoutCause(a)) === canonical(withoutCause(b));
}

function withoutCause({ cause: _cause, ...step }: Step): Omit<Step, 'cause'> {
  return step;
}

/** SHA-256 of what a plan would do, hexadecimal. */
export function planDigest({ hosts }: Plan): string {
  return createHash('sha256').update(canonical(hosts)).digest('hex');
}

/** The same text for the same data. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([x], [y]) => (x < y ? -1 : 1)))
      : inner,
  );
}

/** Only the kinds of the calls belong to a plan, so the intent they will carry does not matter yet. */
// oxlint-disable-next-line no-unsafe-type-assertion -- a placeholder that never leaves this file
const NO_INTENT = 'not-yet-announced' as IntentId;

function makeStep(drift: Extract<HostDrift, { status: 'drifted' }>, strategy: Strategy): Step {
  const { key, os } = drift.spec;
  if (key.identity === undefined) throw new Error(`${drift.spec.name}: a step needs an identity`);
  return {
    strategy: strategy.name,
    os,
    keyLabel: key.label,
    before: drift.actual,
    after: key.identity,
    calls: strategy.writes(NO_INTENT, key.identity).map((call) => call.kind),
    cause: drift.cause,
  };
}
