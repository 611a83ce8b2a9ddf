import { type OpenInventory, openInventory, type Rewrite, tryRewrite } from '../../inventory/rewrite.ts';
import type { TextEdit } from '../../inventory/text-edit.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { Result } from '../../model/result.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderDiagnostic } from '../../reporters/render-diagnostic.ts';
import { makeStyle, type Style } from '../../reporters/style.ts';
import { today } from '../../runtime.ts';
import type { Io } from '../io.ts';
import { diagnosticView, type InventoryOptions } from '../options.ts';
import { askAndWrite, type WritingFlags, type Written } from './ask-and-write.ts';

interface Given {
  readonly flags: InventoryOptions & WritingFlags;
  readonly io: Io;
}

/** A change of the inventory. */
export interface Change {
  /** By path of the file; or why a person has to make them. */
  readonly edits: Result<ReadonlyMap<string, readonly TextEdit[]>, string>;
  /** What new files would declare that is not meant, in words. */
  readonly findUnexpected: (after: Inventory) => string | undefined;
  /** What is asked, with the names of the files. */
  readonly question: (files: string) => string;
  /** Files that the inventory refers to, written together with it. */
  readonly besides?: readonly Rewrite[];
  /** What a person should know besides the diff. */
  readonly beforeAsking?: () => void;
  readonly beforeWriting?: () => Promise<void>;
}

/** The files of the inventory that were to be written, and whether they were. */
export interface Changed {
  readonly rewrites: readonly Rewrite[];
  readonly written: Written;
}

/** Opens the files of a loaded inventory, or says that they are no longer what was loaded, and answers undefined. */
export async function openOrExplain(inventory: Inventory, { flags, io }: Given): Promise<OpenInventory | undefined> {
  const open = await openInventory(flags.inventory, inventory);
  if (open === undefined)
    io.err('The inventory was changed by somebody else meanwhile. Nothing was written.\n  -> Run again.\n');
  return open;
}

/**
 * The one way in which the inventory is written: the new files are made and loaded, the change is shown, asked for, and
 * written as a whole or not at all. Undefined where it cannot be made; why has been said then.
 */
export async function changeInventory(
  open: OpenInventory,
  change: Change,
  { flags, io }: Given,
): Promise<Changed | undefined> {
  const rewrites = await makeFiles(open, change, { flags, io });
  if (rewrites === undefined) return undefined;
  showDiff(rewrites, { flags, io });
  change.beforeAsking?.();
  const { beforeWriting, besides = [] } = change;
  const question = change.question(rewrites.map(({ path }) => path).join(', '));
  const asked = { flags, io, question, ...(beforeWriting && { beforeWriting }) };
  return { rewrites, written: await askAndWrite([...rewrites, ...besides], asked) };
}

async function makeFiles(
  open: OpenInventory,
  { edits, findUnexpected }: Change,
  { flags, io }: Given,
): Promise<readonly Rewrite[] | undefined> {
  if (!edits.ok) return explainRefused(edits.error, io);
  if (edits.value.size === 0) return [];
  const rewritten = await tryRewrite(open, edits.value, { today: today() });
  if (!rewritten.ok) {
    for (const problem of rewritten.error) io.err(renderDiagnostic(problem, diagnosticView(io.errScreen, flags)));
    return explainRefused('the new file would have the errors above', io);
  }
  const wrong = findUnexpected(rewritten.value.inventory);
  return wrong === undefined ? rewritten.value.rewrites : explainRefused(wrong, io);
}

function explainRefused(what: string, io: Io): undefined {
  io.err(`This change cannot be made without a person: ${what}. Nothing was written.\n`);
  io.err('  -> Anchors and merge keys can make one line count for several hosts: change the file by hand there.\n');
}

/** On stdout as a part of the text, on stderr beside JSON where somebody is asked. */
function showDiff(rewrites: readonly Rewrite[], { flags, io }: Given): void {
  const diff = rewrites.map((rewrite) => rewrite.diff).join('');
  if (diff === '') return;
  const styleFor = ({ hasColour }: Io['outScreen']): Style => makeStyle(hasColour && flags.color !== false);
  if (flags.output !== 'json') io.out(`${colourDiff(diff, styleFor(io.outScreen))}\n`);
  else if (flags.yes !== true && flags.dryRun !== true) io.err(colourDiff(diff, styleFor(io.errScreen)));
}

function colourDiff(diff: string, style: Style): string {
  const lines = diff.split('\n').map((line) => {
    if (/^(?:---|\+\+\+|@@) /.test(line)) return style('dim', line);
    if (line.startsWith('+')) return style('good', line);
    return line.startsWith('-') ? style('bad', line) : line;
  });
  return lines.join('\n');
}

/** The exit code of a command that did what it was asked for, or could not. */
export function exitCodeOfChange(changed: Changed | undefined): number {
  if (changed === undefined) return EXIT.couldNotRun;
  return changed.written.status === 'not-written' ? changed.written.code : EXIT.ok;
}
