import { formatProductKey } from '../../keys/product-key.ts';
import { describeSecret } from '../../model/secret.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { openSecrets } from '../../runtime.ts';
import { type Io, UsageError } from '../io.ts';
import { type InventoryOptions, loadOrExplain } from '../options.ts';
import { demandKey } from './demand-key.ts';

export interface KeysDecryptFlags extends InventoryOptions {
  /** Print the key although stdout is no screen. */
  readonly show?: boolean;
}

/** Prints a key that is encrypted with age: to somebody who looks, or where it is asked for in so many words. */
export async function keysDecrypt(label: string, flags: KeysDecryptFlags, io: Io): Promise<number> {
  if (!io.keyDesk.isScreen && flags.show !== true)
    throw new UsageError('The key would go into a file or a pipe', 'Add --show if that is meant.');
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const key = demandKey(inventory, label);
  if (!('age' in key.secret))
    throw new UsageError(`Key '${label}' is not encrypted with age`, `It is read from: ${describeSecret(key.secret)}.`);
  const revealed = await openSecrets(inventory, io.surroundings, io.signal).readKey(key);
  io.err(`The key of ${label} follows in clear. Whoever sees it, or a log of it, has it.\n`);
  io.keyDesk.show(`${formatProductKey(revealed)}\n`);
  return EXIT.ok;
}
