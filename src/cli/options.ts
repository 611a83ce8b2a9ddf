import type { RunContext } from '../engine/run-context.ts';
import { loadInventory } from '../inventory/load.ts';
import { selectHosts } from '../inventory/select.ts';
import type { Emit } from '../model/event.ts';
import type { HostSpec } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import { renderDiagnostic } from '../reporters/render-diagnostic.ts';
import { makeRunContext } from '../runtime.ts';
import { type Io, UsageError } from './io.ts';
import { progress } from './progress.ts';

/** Flags of every command that reads an inventory. */
export interface InventoryOptions {
  readonly inventory: readonly string[];
  readonly output: 'text' | 'json';
}

/** Flags of every command that reaches hosts. */
export interface RunFlags extends InventoryOptions {
  readonly on?: string;
  readonly state?: string;
  readonly concurrency?: number;
  /** Seconds. */
  readonly timeout?: number;
  readonly quiet?: boolean;
}

/** Loads the inventory, or shows every problem on stderr and answers undefined. Warnings are shown either way. */
export async function loadOrExplain(options: InventoryOptions, io: Io): Promise<Inventory | undefined> {
  const loaded = await loadInventory(options.inventory);
  const problems = loaded.ok ? loaded.value.warnings : loaded.error;
  for (const problem of problems) io.err(renderDiagnostic(problem));
  if (loaded.ok) return loaded.value;
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  io.err(
    `The inventory cannot be used: ${errors} ${errors === 1 ? 'error' : 'errors'}. Nothing was read or written on any host.\n`,
  );
  return undefined;
}

/** Everything a run needs, from the flags. */
export function makeContext(inventory: Inventory, flags: RunFlags, io: Io): RunContext {
  const hosts = select(inventory, flags.on);
  const options = {
    emit: emitTo(flags, hosts.length, io),
    signal: io.signal,
    ...(flags.state !== undefined && { state: flags.state }),
    ...(flags.concurrency !== undefined && { concurrency: flags.concurrency }),
    ...(flags.timeout !== undefined && { timeoutMs: flags.timeout * 1000 }),
  };
  return makeRunContext(inventory, hosts, options, io.surroundings);
}

function emitTo(flags: RunFlags, hosts: number, io: Io): Emit {
  return flags.quiet === true ? () => undefined : progress(io, hosts);
}

function select(inventory: Inventory, selector: string | undefined): readonly HostSpec[] {
  if (selector === undefined) return inventory.hosts;
  const selected = selectHosts(inventory.hosts, selector);
  if (selected.ok) return selected.value;
  throw new UsageError(`--on ${selector}: ${selected.error.message}`, selected.error.help);
}
