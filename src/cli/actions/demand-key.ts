import type { KeySpec } from '../../model/host.ts';
import type { Inventory } from '../../model/inventory.ts';
import { UsageError } from '../io.ts';

/** The key of that name, or a usage error that lists those there are. */
export function demandKey({ keys }: Inventory, label: string): KeySpec {
  const key = keys.get(label);
  if (key !== undefined) return key;
  throw new UsageError(`No key is named '${label}'`, `Keys: ${[...keys.keys()].toSorted().join(', ')}.`);
}
