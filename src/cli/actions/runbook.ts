import { resolve } from 'node:path';
import { diskAt } from '../../engine/disk.ts';
import { readJournal } from '../../engine/read-journal.ts';
import { readReported } from '../../engine/reported-store.ts';
import { openWindows } from '../../inventory/window-calendar.ts';
import { formatProductKey } from '../../keys/product-key.ts';
import { type HostSpec, isSelfReporting } from '../../model/host.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { HostWindow } from '../../model/rollout.ts';
import { explainSaveError } from '../../model/system-error.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderJson } from '../../reporters/json.ts';
import { findLastSeen } from '../../runbook/last-seen.ts';
import { makeRunbook, type RunbookSource } from '../../runbook/make-runbook.ts';
import { renderRunbookHtml } from '../../runbook/render-html.ts';
import { renderRunbookMarkdown } from '../../runbook/render-markdown.ts';
import { renderRunbookText } from '../../runbook/render-text.ts';
import type { Runbook, RunbookLanguage } from '../../runbook/runbook.ts';
import { runbookDocument } from '../../runbook/runbook-document.ts';
import { openSecrets, stateFolderOf, strategyOf } from '../../runtime.ts';
import { demandHost } from '../demand-host.ts';
import { type Io, UsageError } from '../io.ts';
import { type InventoryOptions, loadOrExplain } from '../options.ts';
import type { SheetForm } from '../output-form.ts';
import { quoteWord, typedAgain } from '../typed-again.ts';

export interface RunbookFlags extends Omit<InventoryOptions, 'output'> {
  readonly output: SheetForm;
  readonly state?: string;
  readonly out?: string;
  readonly language: RunbookLanguage;
  readonly withKey?: boolean;
}

/** Prints the checklist for one host; reaches no host, and reads the secret for `--with-key` only. */
export async function runbookCommand(word: string, flags: RunbookFlags, io: Io): Promise<number> {
  if (flags.withKey === true) refuseKeyOnPaper(flags, io);
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const spec = demandHost(inventory.hosts, word);
  const source = await collect(spec, inventory, flags, io);
  if (source === undefined) return refuseUnidentified(spec, io);
  // A secret that is not the right key must be known before anybody reads the first step.
  const key =
    flags.withKey === true ? await openSecrets(inventory, io.surroundings, io.signal).revealKey(spec.key) : undefined;
  const code = show(render(makeRunbook(source, flags.language), flags.output), flags, io);
  if (key === undefined) return code;
  io.err(`\nThe key of ${spec.key.label} follows in clear. Whoever sees it, or a log of it, has it.\n`);
  io.keyDesk.show(`${formatProductKey(key)}\n`);
  return code;
}

/** What is shown on a screen is gone when somebody clears it; a file or a print is not. */
function refuseKeyOnPaper({ output, out }: RunbookFlags, { keyDesk }: Io): void {
  if (output === 'text' && out === undefined && keyDesk.isScreen) return;
  throw new UsageError(
    '--with-key shows the key on a terminal only, in no file, pipe, HTML or Markdown',
    'Print the checklist without it, and hand the key over separately.',
  );
}

function render(runbook: Runbook, form: SheetForm): string {
  switch (form) {
    case 'text':
      return renderRunbookText(runbook);
    case 'markdown':
      return renderRunbookMarkdown(runbook);
    case 'html':
      return renderRunbookHtml(runbook);
    case 'json':
      return renderJson(runbookDocument(runbook));
  }
}

function show(document: string, { out }: RunbookFlags, io: Io): number {
  if (out === undefined) {
    io.out(document);
    return EXIT.ok;
  }
  try {
    io.save(resolve(io.surroundings.folder, out), document);
    return EXIT.ok;
  } catch (error) {
    io.err(`${out} cannot be written: ${explainSaveError(error)}\n`);
    io.err('  -> Nothing is lost: mend that, or give another --out.\n');
    return EXIT.couldNotRun;
  }
}

/** Without an identity neither the person nor vlkctl could tell whether the right key is there. */
function refuseUnidentified({ name, key }: HostSpec, { err }: Io): number {
  err(`${name}: its key ${key.label} has no identity, so nobody could check what was typed.\n`);
  err(`  -> Run \`vlkctl keys identify ${key.label}\`: it writes the line into the inventory.\n`);
  return EXIT.blocked;
}

async function collect(
  spec: HostSpec,
  inventory: Inventory,
  flags: RunbookFlags,
  io: Io,
): Promise<RunbookSource | undefined> {
  const { identity } = spec.key;
  if (identity === undefined) return undefined;
  const disk = diskAt(stateFolderOf(inventory, flags, io.surroundings));
  const reported = isSelfReporting(spec) ? (await readReported(disk)).get(spec.name) : undefined;
  const lastSeen = findLastSeen(spec.name, await readJournal(disk), reported);
  const madeAt = new Date(io.now()).toISOString();
  const window = await windowOf(spec, inventory, madeAt);
  return {
    spec,
    identity,
    strategy: strategyOf(spec.os).name,
    ...(lastSeen !== undefined && { lastSeen }),
    ...(window !== undefined && { window }),
    report: reportCommand(spec, flags, io),
    madeAt,
  };
}

async function windowOf(
  { window: label }: HostSpec,
  inventory: Inventory,
  at: string,
): Promise<HostWindow | undefined> {
  const window = label === undefined ? undefined : inventory.windows.get(label);
  if (window === undefined) return undefined;
  const stateAt = await openWindows(inventory.windows);
  return { label: window.label, timeZone: window.timeZone, ...stateAt(window.label, at) };
}

/** A host that vlkctl reaches is read, and nobody has to be believed. */
function reportCommand(spec: HostSpec, flags: RunbookFlags, io: Io): string {
  if (!isSelfReporting(spec)) return `vlkctl drift ${typedAgain({ ...flags, on: spec.name }, io)}`;
  return `vlkctl runbook --done ${quoteWord(spec.name)} ${typedAgain(flags, io)}`.trimEnd();
}
