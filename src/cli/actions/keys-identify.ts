import { renderJson } from '../../reporters/json.ts';
import { identifyKey } from '../../runtime.ts';
import { EXIT } from '../exit-code.ts';
import { type Io, UsageError } from '../io.ts';
import { type InventoryOptions, loadOrExplain } from '../options.ts';

/** Reads the secret of a key and prints the line that belongs into the inventory in its place. */
export async function keysIdentify(label: string, options: InventoryOptions, io: Io): Promise<number> {
  const inventory = await loadOrExplain(options, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const key = inventory.keys.get(label);
  if (key === undefined) {
    throw new UsageError(`No key is named '${label}'`, `Keys: ${[...inventory.keys.keys()].toSorted().join(', ')}.`);
  }
  const { lastFive, productId } = await identifyKey(key, inventory, io.surroundings, io.signal);
  if (options.output === 'json') {
    io.out(renderJson({ formatVersion: 1, command: 'keys identify', label, identity: { lastFive, productId } }));
    return EXIT.ok;
  }
  // Quoted: five digits would be read as a number.
  const line =
    productId === undefined ? `{ lastFive: '${lastFive}' }` : `{ lastFive: '${lastFive}', productId: '${productId}' }`;
  io.out(`identity: ${line}\n`);
  return EXIT.ok;
}
