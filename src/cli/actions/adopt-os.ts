import { drift } from '../../engine/run.ts';
import { compareInventories } from '../../inventory/compare-inventories.ts';
import { type Placement, placeOsLevels } from '../../inventory/place-os-levels.ts';
import type { HostDrift } from '../../model/drift.ts';
import type { HostSpec } from '../../model/host.ts';
import type { Inventory } from '../../model/inventory.ts';
import { PRODUCT_FAMILY } from '../../model/key.ts';
import { type OsLevel, osFamilyOf, osLevelOf } from '../../model/os-level.ts';
import { ok } from '../../model/result.ts';
import { countOf } from '../../reporters/counts.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { openSimulation, takeLock } from '../../runtime.ts';
import type { Io } from '../io.ts';
import { loadOrExplain, makeContext, type RunFlags } from '../options.ts';
import { type AdoptedOs, type Skipped, showAdoptedOs } from './adopt-report.ts';
import { refuseWithoutAnswer, type WritingFlags } from './ask-and-write.ts';
import { type Change, changeInventory, exitCodeOfChange, openOrExplain } from './change-inventory.ts';

export type AdoptOsFlags = RunFlags & WritingFlags;

interface Given {
  readonly flags: AdoptOsFlags;
  readonly io: Io;
}

/** Observes the hosts and writes the OS levels that differ from the declared ones into the inventory. */
export async function adoptOs(flags: AdoptOsFlags, io: Io): Promise<number> {
  refuseWithoutAnswer(flags, 'adopt os', io);
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const { drifts } = await drift(makeContext(inventory, flags, io));
  const sorted = sortDrifts(drifts);
  const adopted = await writeLevels(inventory, sorted, { flags, io });
  if (adopted === undefined) return EXIT.couldNotRun;
  showAdoptedOs(adopted, { flags, io });
  const code = exitCodeOfChange(adopted.changed);
  return code === EXIT.ok && adopted.skipped.length > 0 ? EXIT.blocked : code;
}

interface Sorted {
  readonly levels: ReadonlyMap<HostSpec, OsLevel>;
  readonly skipped: readonly Skipped[];
}

function sortDrifts(drifts: readonly HostDrift[]): Sorted {
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

/** The level to be written, why none is, or undefined where the declared one is right, or a waiver says that it will be. */
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

/** Undefined where it could not be done; why has been said then. */
async function writeLevels(
  inventory: Inventory,
  { levels, skipped }: Sorted,
  { flags, io }: Given,
): Promise<AdoptedOs | undefined> {
  const open = await openOrExplain(inventory, { flags, io });
  if (open === undefined) return undefined;
  const { hosts } = inventory;
  const placement = levels.size === 0 ? NOTHING_PLACED : placeOsLevels({ hosts, files: open.files, levels });
  const changed = await changeInventory(open, changeOf(placement, inventory, { flags, io }), { flags, io });
  const byHand = placement.unplaced.map(({ host, why }) => ({ host: host.name, code: 'by-hand', message: why }));
  return changed && { placed: placement.placed, skipped: [...skipped, ...byHand], changed };
}

/** Placing parses all files once more, and most of the time there is nothing to place. */
const NOTHING_PLACED: Placement = { edits: new Map(), placed: [], unplaced: [] };

function changeOf(placement: Placement, inventory: Inventory, { flags, io }: Given): Change {
  const hosts = placement.placed.map(({ host }) => host);
  return {
    edits: ok(placement.edits),
    findUnexpected: (after) => findUnexpected(inventory, after, placement),
    question: (files) => `Write the OS level of ${countOf(hosts.length, 'host')} into ${files}?`,
    beforeWriting: () => keepSimulated(hosts, inventory, { flags, io }),
  };
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

/**
 * A simulated host that nothing has happened to yet is made from what the inventory declares. It must not follow its
 * own observation into the new level.
 */
async function keepSimulated(hosts: readonly HostSpec[], inventory: Inventory, { flags, io }: Given): Promise<void> {
  if (!inventory.simulation) return;
  const { lab, stateFolder } = openSimulation(inventory, flags, io.surroundings);
  await using _lock = await takeLock(stateFolder, io.surroundings);
  lab.keep(hosts);
}
