import { diskAt } from '../../engine/disk.ts';
import { readJournal } from '../../engine/read-journal.ts';
import { readReported } from '../../engine/reported-store.ts';
import { openWindows } from '../../inventory/window-calendar.ts';
import { type HostSpec, isSelfReporting } from '../../model/host.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { HostWindow } from '../../model/rollout.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { findLastSeen } from '../../runbook/last-seen.ts';
import { makeRunbook, type RunbookSource } from '../../runbook/make-runbook.ts';
import { renderRunbookText } from '../../runbook/render-text.ts';
import type { Runbook, RunbookLanguage } from '../../runbook/runbook.ts';
import { stateFolderOf, strategyOf } from '../../runtime.ts';
import { demandHost } from '../demand-host.ts';
import type { Io } from '../io.ts';
import { type InventoryOptions, loadOrExplain } from '../options.ts';
import { quoteWord, typedAgain } from '../typed-again.ts';

export interface RunbookFlags extends InventoryOptions {
  readonly state?: string;
  readonly language: RunbookLanguage;
}

/** Prints the checklist for one host; reaches no host. */
export async function runbookCommand(word: string, flags: RunbookFlags, io: Io): Promise<number> {
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const spec = demandHost(inventory.hosts, word);
  const source = await collect(spec, inventory, flags, io);
  if (source === undefined) return refuseUnidentified(spec, io);
  io.out(render(makeRunbook(source, flags.language)));
  return EXIT.ok;
}

function render(runbook: Runbook): string {
  return renderRunbookText(runbook);
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
  const again = typedAgain(flags, io);
  return `vlkctl runbook --done ${quoteWord(spec.name)}${again === '' ? '' : ` ${again}`}`;
}
