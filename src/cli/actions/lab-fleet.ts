import type { HostSpec } from '../../model/host.ts';
import type { Inventory } from '../../model/inventory.ts';
import { openSimulation } from '../../runtime.ts';
import { type Io, UsageError } from '../io.ts';
import { type InventoryOptions, loadOrExplain, select } from '../options.ts';

/** Flags of every command that handles a simulated fleet. */
export interface LabFlags extends InventoryOptions {
  readonly on?: string;
  readonly state?: string;
}

/** A simulated fleet and the hosts of it that were asked for. */
export type LabFleet = ReturnType<typeof openSimulation> & {
  readonly inventory: Inventory;
  readonly hosts: readonly HostSpec[];
};

/** Opens the fleet of an inventory, or shows its problems and answers undefined. Real hosts are refused. */
export async function openLabFleet(flags: LabFlags, io: Io): Promise<LabFleet | undefined> {
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return undefined;
  if (!inventory.simulation) {
    throw new UsageError(
      `${flags.inventory.join(', ')} declares real hosts, and \`lab\` handles simulated ones only`,
      'Name an inventory with `simulation: true`: `-i lab.yaml`. `vlkctl lab create` writes one.',
    );
  }
  return { inventory, hosts: select(inventory, flags.on), ...openSimulation(inventory, flags, io.surroundings) };
}
