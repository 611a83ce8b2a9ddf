import type { HostSpec } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';

/** What differs between two inventories, by what it is; where it is written does not count. */
export interface InventoryDifferences {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** Keys, ways to reach hosts, windows, waivers, roll-out: anything that is no host. */
  readonly isRestChanged: boolean;
}

/** Compares what two inventories declare, host by host. */
export function compareInventories(before: Inventory, after: Inventory): InventoryDifferences {
  const old = new Map(before.hosts.map((host) => [host.name, host]));
  const added: string[] = [];
  const changed: string[] = [];
  for (const host of after.hosts) {
    const known = old.get(host.name);
    old.delete(host.name);
    if (known === undefined) added.push(host.name);
    else if (meaningOf(known) !== meaningOf(host)) changed.push(host.name);
  }
  return { added, removed: [...old.keys()], changed, isRestChanged: restOf(before) !== restOf(after) };
}

/** All that a host is, without the places where it is written. */
function meaningOf(host: HostSpec): string {
  return JSON.stringify(host, withoutPlaces);
}

function restOf({ simulation, keys, access, recipients, windows, waivers, rollout }: Inventory): string {
  return JSON.stringify(
    [simulation, [...keys], [...access], recipients, [...windows], waivers, rollout],
    withoutPlaces,
  );
}

function withoutPlaces(name: string, value: unknown): unknown {
  return name === 'at' || name === 'origins' ? undefined : value;
}
