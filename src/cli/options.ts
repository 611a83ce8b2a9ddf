import type { RunContext } from '../engine/run-context.ts';
import { loadInventory } from '../inventory/load.ts';
import { selectHosts } from '../inventory/select.ts';
import type { Emit } from '../model/event.ts';
import type { ForceName } from '../model/guard.ts';
import type { HostSpec } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import { countOf } from '../reporters/counts.ts';
import { type RenderOptions, renderDiagnostic } from '../reporters/render-diagnostic.ts';
import { diagnosticStyle } from '../reporters/style.ts';
import { makeRunContext, type RunOptions, today } from '../runtime.ts';
import { eventStream } from './event-stream.ts';
import { type Io, UsageError } from './io.ts';
import type { OutputFlag } from './output-form.ts';
import { progress } from './progress.ts';
import type { Screen } from './screen.ts';

/** Flags of every command that reads an inventory. */
export interface InventoryOptions extends OutputFlag {
  readonly inventory: readonly string[];
  /** False after `--no-color`. */
  readonly color?: boolean;
  readonly quiet?: boolean;
}

/** Flags of every command that reaches hosts. */
export interface RunFlags extends InventoryOptions {
  readonly on?: string;
  readonly state?: string;
  readonly concurrency?: number;
  /** Seconds. */
  readonly timeout?: number;
  readonly retries?: number;
  /** Milliseconds to wait for the lock. */
  readonly lockTimeout?: number;
  /** What is overridden by name. */
  readonly force?: readonly ForceName[];
  readonly verbose?: boolean;
}

/** Flags of commands whose document can go into a file. */
export interface ReportFlags extends RunFlags {
  readonly out?: string;
  /** File of the plan that is saved or carried out. */
  readonly plan?: string;
}

/** Loads the inventory, or shows every problem on stderr and answers undefined. Warnings are shown either way, unless quiet. */
export async function loadOrExplain(options: Omit<InventoryOptions, 'output'>, io: Io): Promise<Inventory | undefined> {
  const loaded = await loadInventory(options.inventory, { today: today() });
  const problems = loaded.ok ? loaded.value.warnings : loaded.error;
  const shown = problems.filter(({ severity }) => severity === 'error' || options.quiet !== true);
  for (const problem of shown) io.err(renderDiagnostic(problem, diagnosticView(io.errScreen, options)));
  if (loaded.ok) return loaded.value;
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  io.err(`The inventory cannot be used: ${countOf(errors, 'error')}. Nothing was read or written on any host.\n`);
  return undefined;
}

/** How diagnostics are shown on a stream. */
export function diagnosticView(screen: Screen, { color }: Pick<InventoryOptions, 'color'>): RenderOptions {
  return { style: diagnosticStyle(screen.hasColour && color !== false), width: screen.columns() };
}

/** Everything a run needs, from the flags; `more` of what a single command has. */
export function makeContext(
  inventory: Inventory,
  flags: RunFlags,
  io: Io,
  more: Pick<RunOptions, 'waitsForWindows'> = {},
): RunContext {
  const hosts = select(inventory, flags.on);
  const options = {
    ...more,
    emit: emitTo(flags, inventory, io),
    signal: io.signal,
    ...(flags.state !== undefined && { state: flags.state }),
    ...(flags.concurrency !== undefined && { concurrency: flags.concurrency }),
    ...(flags.timeout !== undefined && { timeoutMs: flags.timeout * 1000 }),
    ...(flags.retries !== undefined && { retries: flags.retries }),
    ...(flags.lockTimeout !== undefined && { lockTimeoutMs: flags.lockTimeout }),
    ...(flags.force !== undefined && { forced: flags.force }),
    remark: (text: string) => io.err(`${text}\n`),
  };
  return makeRunContext(inventory, hosts, options, io.surroundings);
}

/** Progress and the stream are readings of the same events, and so is from when on hosts may be written to. */
function emitTo({ quiet, output }: RunFlags, inventory: Inventory, io: Io): Emit {
  const readers = [
    noteBeginning(io),
    ...(quiet === true ? [] : [progress(io)]),
    ...(output === 'ndjson' ? [eventStream(inventory, io)] : []),
  ];
  return (event) => {
    for (const read of readers) read(event);
  };
}

function noteBeginning({ noteBegun }: Io): Emit {
  return (event) => {
    const isRecover = event.type === 'run-started' && event.command === 'recover';
    if (isRecover || (event.type === 'changes-started' && event.hosts.length > 0)) noteBegun();
  };
}

/** The hosts that `--on` stands for; throws what is wrong with it as a usage error. */
export function select(inventory: Inventory, selector: string | undefined): readonly HostSpec[] {
  if (selector === undefined) return inventory.hosts;
  const selected = selectHosts(inventory.hosts, selector);
  if (selected.ok) return selected.value;
  throw new UsageError(`--on ${selector === '' ? "''" : selector}: ${selected.error.message}`, selected.error.help);
}
