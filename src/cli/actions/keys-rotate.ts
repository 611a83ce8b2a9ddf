import { findUnexpectedRotation, placeRotation, type Rotation } from '../../inventory/place-rotation.ts';
import type { Inventory } from '../../model/inventory.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { type Io, UsageError } from '../io.ts';
import { loadOrExplain, type RunFlags } from '../options.ts';
import { refuseWithoutAnswer, type WritingFlags } from './ask-and-write.ts';
import { changeInventory, exitCodeOfChange, openOrExplain } from './change-inventory.ts';
import { demandKey } from './demand-key.ts';
import { blastRadius, showRotation } from './rotate-report.ts';
import { rotationStatus } from './rotate-status.ts';

export interface KeysRotateFlags extends RunFlags, WritingFlags {
  /** Look at the hosts instead of writing. */
  readonly status?: boolean;
}

/** Puts one key wherever another is asked for, or proves that no host carries the old one any more. */
export async function keysRotate(
  labels: { readonly old: string; readonly new: string },
  flags: KeysRotateFlags,
  io: Io,
): Promise<number> {
  if (flags.status === true && (flags.yes === true || flags.dryRun === true))
    throw new UsageError('--status writes nothing', 'Leave out --yes and --dry-run.');
  if (flags.status !== true) refuseWithoutAnswer(flags, 'keys rotate', io);
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const rotation = { from: demandKey(inventory, labels.old), to: demandKey(inventory, labels.new) };
  refuseUnfit(rotation);
  if (flags.status === true) return rotationStatus(rotation, inventory, { flags, io });
  return write(rotation, inventory, { flags, io });
}

/** What could not be told apart on a host, or would be refused by it. */
function refuseUnfit({ from, to }: Rotation): void {
  if (from.label === to.label) throw new UsageError('This is one key, not two', 'Name the old key, then the new one.');
  if (from.product !== to.product) {
    const message = `'${from.label}' is for ${from.product}, '${to.label}' for ${to.product}`;
    throw new UsageError(message, 'Rotate to a key for the same product.');
  }
  for (const { label, identity } of [from, to]) {
    if (identity !== undefined) continue;
    throw new UsageError(`Key '${label}' has no \`identity\``, `Run \`vlkctl keys identify ${label}\` first.`);
  }
}

async function write(
  rotation: Rotation,
  inventory: Inventory,
  { flags, io }: { readonly flags: KeysRotateFlags; readonly io: Io },
): Promise<number> {
  const radius = blastRadius(rotation, inventory);
  const open = await openOrExplain(inventory, { flags, io });
  if (open === undefined) return EXIT.couldNotRun;
  const change = {
    edits: placeRotation(open.files, rotation, inventory.keys),
    findUnexpected: (after: Inventory) => findUnexpectedRotation(inventory, after, rotation),
    question: (files: string) => `Write ${rotation.to.label} in the place of ${rotation.from.label} into ${files}?`,
    beforeAsking: () => showRotation.before(radius, { flags, io }),
  };
  const changed = await changeInventory(open, change, { flags, io });
  if (changed !== undefined) showRotation.after(radius, changed, { flags, io });
  return exitCodeOfChange(changed);
}
