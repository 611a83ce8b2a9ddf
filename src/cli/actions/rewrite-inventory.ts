import { openInventory, type Rewritten, tryRewrite } from '../../inventory/rewrite.ts';
import type { SourceFile } from '../../inventory/source.ts';
import type { TextEdit } from '../../inventory/text-edit.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { Result } from '../../model/result.ts';
import { renderDiagnostic } from '../../reporters/render-diagnostic.ts';
import { today } from '../../runtime.ts';
import type { Io } from '../io.ts';
import { diagnosticView, type InventoryOptions } from '../options.ts';
import { changedMeanwhile, explainRefused } from './adopt-write.ts';

/** A change of the inventory: its edits, or why a person has to make them, and what would be wrong with the outcome. */
export interface Change {
  readonly place: (files: readonly SourceFile[]) => Result<ReadonlyMap<string, readonly TextEdit[]>, string>;
  readonly findUnexpected: (after: Inventory) => string | undefined;
}

/** Makes the new files and loads them; nothing is written. What is wrong has been said where a number, the exit code, is answered. */
export async function rewriteInventory(
  inventory: Inventory,
  { place, findUnexpected }: Change,
  { flags, io }: { readonly flags: InventoryOptions; readonly io: Io },
): Promise<Rewritten | number> {
  const open = await openInventory(flags.inventory, inventory);
  if (open === undefined) return changedMeanwhile(io);
  const edits = place(open.files);
  if (!edits.ok) return explainRefused(edits.error, io);
  const rewritten = await tryRewrite(open, edits.value, { today: today() });
  if (!rewritten.ok) {
    for (const problem of rewritten.error) io.err(renderDiagnostic(problem, diagnosticView(io.errScreen, flags)));
    return explainRefused('the new file would have the errors above', io);
  }
  const wrong = findUnexpected(rewritten.value.inventory);
  return wrong === undefined ? rewritten.value : explainRefused(wrong, io);
}
