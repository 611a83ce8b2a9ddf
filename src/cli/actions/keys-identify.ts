import { findUnexpectedIdentities, type Identities, placeIdentities } from '../../inventory/place-identities.ts';
import { sameIdentity } from '../../keys/evidence.ts';
import type { KeySpec } from '../../model/host.ts';
import type { Inventory } from '../../model/inventory.ts';
import { RunRefused } from '../../model/run-refused.ts';
import { countOf } from '../../reporters/counts.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { identifyKey } from '../../runtime.ts';
import { type Io, UsageError } from '../io.ts';
import { type InventoryOptions, loadOrExplain } from '../options.ts';
import { refuseWithoutAnswer, type WritingFlags } from './ask-and-write.ts';
import { changeInventory, exitCodeOfChange, openOrExplain } from './change-inventory.ts';
import { demandKey } from './demand-key.ts';
import { type IdentifiedKey, showChecked, showIdentified } from './identify-report.ts';

export interface KeysIdentifyFlags extends InventoryOptions, WritingFlags {
  /** Every key without an identity; with `check` every key. */
  readonly all?: boolean;
  /** Compare and write nothing. */
  readonly check?: boolean;
}

interface Given {
  readonly flags: KeysIdentifyFlags;
  readonly io: Io;
}

/** Reads secrets of keys and writes their identities into the inventory, or compares them with those that are there. */
export async function keysIdentify(label: string | undefined, flags: KeysIdentifyFlags, io: Io): Promise<number> {
  refuseUnclear(label, flags);
  if (flags.check !== true) refuseWithoutAnswer(flags, 'keys identify', io);
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const identified = await identify(keysAsked(inventory, label, flags), inventory, io);
  if (io.signal.aborted) return EXIT.interrupted;
  const [only] = identified;
  if (flags.check === true) return showChecked(identified, flags, io) ? EXIT.ok : EXIT.blocked;
  if (label !== undefined && only?.found instanceof RunRefused) throw only.found;
  return write(identified, inventory, { flags, io });
}

function refuseUnclear(label: string | undefined, { all, check, yes, dryRun }: KeysIdentifyFlags): void {
  if (label !== undefined && all === true)
    throw new UsageError('A label and --all do not go together', 'Leave one of them out.');
  if (label === undefined && all !== true && check !== true)
    throw new UsageError('vlkctl keys identify needs a label', 'Name the key, or add --all or --check.');
  if (check === true && (yes === true || dryRun === true))
    throw new UsageError('--check writes nothing', 'Leave out --yes and --dry-run.');
}

function keysAsked(inventory: Inventory, label: string | undefined, { check }: KeysIdentifyFlags): readonly KeySpec[] {
  if (label !== undefined) return [demandKey(inventory, label)];
  return [...inventory.keys.values()].filter(({ identity }) => check === true || identity === undefined);
}

/** One after another: two programs that ask for a PIN at once would be in each other's way. */
async function identify(
  keys: readonly KeySpec[],
  inventory: Inventory,
  { surroundings, signal }: Io,
): Promise<readonly IdentifiedKey[]> {
  const identified: IdentifiedKey[] = [];
  for (const key of keys) {
    if (signal.aborted) break;
    try {
      identified.push({ key, found: await identifyKey(key, inventory, surroundings, signal) });
    } catch (error) {
      if (!(error instanceof RunRefused)) throw error;
      identified.push({ key, found: error });
    }
  }
  return identified;
}

async function write(
  identified: readonly IdentifiedKey[],
  inventory: Inventory,
  { flags, io }: Given,
): Promise<number> {
  const identities: Identities = new Map(
    identified.flatMap(({ key, found }) =>
      found instanceof RunRefused || sameIdentity(key.identity, found) ? [] : [[key.label, found] as const],
    ),
  );
  const open = await openOrExplain(inventory, { flags, io });
  if (open === undefined) return EXIT.couldNotRun;
  const change = {
    edits: placeIdentities(open.files, identities),
    findUnexpected: (after: Inventory) => findUnexpectedIdentities(inventory, after, identities),
    question: (files: string) => `Write the identity of ${countOf(identities.size, 'key')} into ${files}?`,
  };
  const changed = await changeInventory(open, change, { flags, io });
  if (changed !== undefined) showIdentified(identified, changed, { flags, io });
  const code = exitCodeOfChange(changed);
  return code === EXIT.ok && identified.some(({ found }) => found instanceof RunRefused) ? EXIT.blocked : code;
}
