import { drift } from '../../engine/run.ts';
import { lockState } from '../../engine/state-lock.ts';
import { compareInventories } from '../../inventory/compare-inventories.ts';
import { type Placement, placeOsLevels } from '../../inventory/place-os-levels.ts';
import { openInventory, tryRewrite } from '../../inventory/rewrite.ts';
import type { HostDrift } from '../../model/drift.ts';
import type { HostSpec } from '../../model/host.ts';
import type { Inventory } from '../../model/inventory.ts';
import { PRODUCT_FAMILY } from '../../model/key.ts';
import { type OsLevel, osFamilyOf, osLevelOf } from '../../model/os-level.ts';
import { countOf } from '../../reporters/counts.ts';
import { renderDiagnostic } from '../../reporters/render-diagnostic.ts';
import { openSimulation, today } from '../../runtime.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { diagnosticView, loadOrExplain, makeContext, type RunFlags } from '../options.ts';
import { type AdoptedOs, type Skipped, showAdoptedOs, showChange } from './adopt-report.ts';
import {
  askAndWrite,
  changedMeanwhile,
  explainRefused,
  refuseWithoutAnswer,
  type WritingFlags,
} from './adopt-write.ts';

export type AdoptOsFlags = RunFlags & WritingFlags;

/** Observes the hosts and writes the OS levels that differ from the declared ones into the inventory. */
export async function adoptOs(flags: AdoptOsFlags, io: Io): Promise<number> {
  refuseWithoutAnswer(flags, 'adopt os', io);
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const { drifts } = await drift(makeContext(inventory, flags, io));
  const sorted = sortDrifts(drifts);
  const made = await placeLevels(inventory, sorted.levels, { flags, io });
  if (typeof made === 'number') return made;
  const adopted = { ...made, skipped: [...sorted.skipped, ...made.skipped] };
  return write(adopted, inventory, { flags, io });
}

function sortDrifts(drifts: readonly HostDrift[]): { levels: Map<HostSpec, OsLevel>; skipped: readonly Skipped[] } {
  const levels = new Map<HostSpec, OsLevel>();
  const skipped: Skipped[] = [];
  for (const each of drifts) {
    const found = levelOf(each);
    if (found === undefined) continue;
    if (typeof found === 'string') levels.set(each.spec, found);
    else skipped.push({ host: each.spec.name, ...found });
  }
  return { levels, skipped };
}

/** The level to be written, why none is, or undefined where the declared one is right. */
function levelOf(each: HostDrift): OsLevel | Omit<Skipped, 'host'> | undefined {
  if (each.status === 'unknown') return { code: each.fault.code, message: each.fault.message };
  if (each.status !== 'blocked') return undefined;
  const { code, message } = each.block;
  if (code === 'other-host') return { code, message };
  const level = osLevelOf(each.observation.os);
  if (code !== 'os-level-mismatch') return undefined;
  if (level === undefined) return { code, message };
  const { label, product } = each.spec.key;
  if (osFamilyOf(level) === PRODUCT_FAMILY[product]) return level;
  return {
    code: 'product-os-mismatch',
    message: `the host is ${level}, which refuses its key '${label}' for ${product}`,
  };
}

async function placeLevels(
  inventory: Inventory,
  levels: ReadonlyMap<HostSpec, OsLevel>,
  { flags, io }: { flags: AdoptOsFlags; io: Io },
): Promise<AdoptedOs | number> {
  if (levels.size === 0) return { placed: [], skipped: [], rewritten: undefined };
  const open = await openInventory(flags.inventory, inventory);
  if (open === undefined) return changedMeanwhile(io);
  const placement = placeOsLevels({ hosts: inventory.hosts, files: open.files, levels });
  const skipped = placement.unplaced.map(({ host, why }) => ({ host: host.name, code: 'by-hand', message: why }));
  if (placement.placed.length === 0) return { placed: [], skipped, rewritten: undefined };
  const rewritten = await tryRewrite(open, placement.edits, { today: today() });
  if (!rewritten.ok) {
    for (const problem of rewritten.error) io.err(renderDiagnostic(problem, diagnosticView(io.errScreen, flags)));
    return explainRefused('the new file would have the errors above', io);
  }
  const wrong = findUnexpected(inventory, rewritten.value.inventory, placement);
  if (wrong !== undefined) return explainRefused(wrong, io);
  return { placed: placement.placed, skipped, rewritten: rewritten.value };
}

/** Every placed host has its new level, and everything else is as it was. */
function findUnexpected(before: Inventory, after: Inventory, { placed }: Placement): string | undefined {
  const wanted = new Map(placed.map(({ host, to }) => [host.name, to]));
  const expected = {
    ...before,
    hosts: before.hosts.map((host) => ({ ...host, os: wanted.get(host.name) ?? host.os })),
  };
  const { added, removed, changed, isRestChanged } = compareInventories(expected, after);
  const [first] = [...changed, ...added, ...removed];
  if (first !== undefined) return `'${first}' would be declared in another way than is meant`;
  return isRestChanged ? 'more than hosts would change' : undefined;
}

async function write(
  adopted: AdoptedOs,
  inventory: Inventory,
  { flags, io }: { flags: AdoptOsFlags; io: Io },
): Promise<number> {
  const hosts = adopted.placed.map(({ host }) => host);
  const rewrites = adopted.rewritten?.rewrites ?? [];
  showChange(rewrites, flags, io);
  const written = await askAndWrite(rewrites, {
    flags,
    io,
    question: `Write the OS level of ${countOf(hosts.length, 'host')} into ${rewrites.map(({ path }) => path).join(', ')}?`,
    beforeWriting: () => keepSimulated(hosts, inventory, { flags, io }),
  });
  showAdoptedOs(adopted, written, { flags, io });
  if (written.status === 'not-written') return written.code;
  return adopted.skipped.length === 0 ? EXIT.ok : EXIT.blocked;
}

/**
 * A simulated host that nothing has happened to yet is made from what the inventory declares. It must not follow its
 * own observation into the new level.
 */
async function keepSimulated(
  hosts: readonly HostSpec[],
  inventory: Inventory,
  { flags, io }: { flags: AdoptOsFlags; io: Io },
): Promise<void> {
  if (!inventory.simulation) return;
  const { lab, stateFolder } = openSimulation(inventory, flags, io.surroundings);
  await using _lock = await lockState(stateFolder, io.surroundings);
  lab.keep(hosts);
}
