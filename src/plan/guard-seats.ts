import { compareKey } from '../keys/evidence.ts';
import type { GuardRefusal } from '../model/guard.ts';
import type { HostSpec, KeySpec } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import type { JournalState } from '../model/journal-entry.ts';
import type { HostPlan, Plan } from '../model/plan.ts';
import { hostCount } from './host-count.ts';

interface Seated {
  readonly inventory: Inventory;
  readonly plan: Plan;
  readonly journal: JournalState;
}

/** Who uses seats of a key once the plan is done. */
interface Use {
  /** Hosts of the inventory that are declared with it, selected or not. */
  readonly declared: number;
  /** Hosts that are declared with another key and keep this one, as far as is known. */
  readonly kept: readonly string[];
  /** Hosts the plan gives it to; they are declared with it. */
  readonly planned: number;
}

/** Only keys that the plan gives to some host: too many hosts with a key that stays where it is are a warning. */
export function findExceededSeats(seated: Seated): readonly GuardRefusal[] {
  const { inventory, plan } = seated;
  const planned = new Map<string, number>();
  for (const host of plan.hosts) {
    const label = keyGivenTo(host);
    if (label !== undefined) planned.set(label, (planned.get(label) ?? 0) + 1);
  }
  return [...planned]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([label, count]) => {
      const key = inventory.keys.get(label);
      if (key?.seats === undefined) return [];
      const declared = inventory.hosts.filter((spec) => spec.key.label === label).length;
      const use = { declared, kept: keepersOf(key, seated), planned: count };
      return declared + use.kept.length <= key.seats ? [] : [seatsExceeded(key, key.seats, use)];
    });
}

/** The key a host is to get, whoever gives it. */
function keyGivenTo(host: HostPlan): string | undefined {
  if (host.status === 'change') return host.step.keyLabel;
  return host.status === 'delegated' ? host.delegated.keyLabel : undefined;
}

/**
 * Hosts that were last seen with a key and are declared with another one by now. Those that the plan changes lose it;
 * those in order were seen to have lost it.
 */
function keepersOf(key: KeySpec, { inventory, plan, journal }: Seated): readonly string[] {
  const gone = new Set(
    plan.hosts.flatMap(({ host, status }) =>
      status === 'change' || status === 'delegated' || status === 'in-order' ? [host] : [],
    ),
  );
  return inventory.hosts
    .filter((spec) => !gone.has(spec.name) && isOther(spec.key, key) && wasSeenWith(spec, key, journal))
    .map(({ name }) => name);
}

/** One key can be declared under two labels: its hosts are counted where they are declared. */
function isOther({ label, identity }: KeySpec, key: KeySpec): boolean {
  return label !== key.label && identity?.lastFive !== key.identity?.lastFive;
}

function wasSeenWith({ name }: HostSpec, { identity }: KeySpec, { lastVerified }: JournalState): boolean {
  const seen = lastVerified.get(name);
  if (seen === undefined || identity === undefined) return false;
  return compareKey(identity, { state: 'present', channel: 'unknown', ...seen }).verdict === 'same';
}

function seatsExceeded({ label, at }: KeySpec, seats: number, { declared, kept, planned }: Use): GuardRefusal {
  const has = `the key ${label} has ${seats} ${seats === 1 ? 'seat' : 'seats'} (${at.file}:${at.line})`;
  const more = kept.length === 0 ? '' : ` ${kept.length} more were last seen with it, such as ${kept[0]},`;
  return {
    code: 'seats-exceeded',
    message: `${has}, but ${hostCount(declared)} of the inventory declare it,${more} and ${planned} would be given it`,
    help:
      kept.length === 0
        ? 'Buy seats and raise `seats` of the key, or declare another key for some of these hosts.'
        : 'Change the hosts that still have it first, with --on; or buy seats and raise `seats` of the key.',
  };
}
