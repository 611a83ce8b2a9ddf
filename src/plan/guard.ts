import { compareKey } from '../keys/evidence.ts';
import type { GuardRefusal } from '../model/guard.ts';
import type { Inventory } from '../model/inventory.ts';
import type { JournalState } from '../model/journal-entry.ts';
import { allowedOf, type Limit, showLimit } from '../model/limit.ts';
import type { Plan, SavedPlan, Step } from '../model/plan.ts';
import { findExceededSeats } from './guard-seats.ts';
import { hostCount } from './host-count.ts';
import { isSameStep } from './make-plan.ts';

/** A plan and what it is judged by. */
export interface Guarded {
  readonly inventory: Inventory;
  readonly plan: Plan;
  /** How many hosts were looked at for it. */
  readonly selected: number;
  readonly journal: JournalState;
  /** Steps that are announced by being in here: a plan that is being saved for review, or was. */
  readonly announced?: Plan;
  /** The reviewed plan that is carried out; it was made from an inventory that somebody looked at. */
  readonly reviewed?: SavedPlan;
}

/**
 * Why a plan as a whole is too dangerous to be carried out, if it is. The whole run is refused then, before a key is
 * read and before anything is written. Settling what earlier changes left is no step: it never counts, and `recover`
 * does it whatever stands here.
 */
export function guard(guarded: Guarded): readonly GuardRefusal[] {
  return [
    ...findUnplannedChanges(guarded),
    ...findUnknownHosts(guarded),
    ...findExceededSeats(guarded),
    ...findShrunkenInventory(guarded),
  ];
}

/** Small fleets and first steps stay possible: this many changes need no review, unless a limit is declared. */
const FEW_CHANGES = 20;
const DEFAULT_SHARE: Limit = { kind: 'percent', percent: 10 };

/** A typo in `defaults` asks for a change of every host; the share is of the whole inventory, whatever is selected. */
function findUnplannedChanges({ inventory, plan, announced }: Guarded): readonly GuardRefusal[] {
  const unplanned = countUnplanned(plan, announced, inventory);
  const whole = inventory.hosts.length;
  const declared = inventory.rollout.maxUnplannedChanges;
  const allowed =
    declared === undefined ? Math.max(FEW_CHANGES, allowedOf(DEFAULT_SHARE, whole)) : allowedOf(declared, whole);
  if (unplanned <= allowed) return [];
  const limit =
    declared === undefined
      ? `${showLimit(DEFAULT_SHARE)} of all and never less than ${FEW_CHANGES}, unless rollout.maxUnplannedChanges says otherwise`
      : `rollout.maxUnplannedChanges is ${showLimit(declared)}`;
  return [
    {
      code: 'max-unplanned-changes',
      message: `${hostCount(unplanned)} would be changed that no reviewed plan announces; ${allowed} of the ${whole} in the inventory may (${limit})`,
      help: 'Save the plan with `vlkctl plan --out plan.json`, have it reviewed, then `vlkctl apply --plan plan.json`; or change fewer hosts at a time with --on.',
    },
  ];
}

function countUnplanned(plan: Plan, announced: Plan | undefined, inventory: Inventory): number {
  const known = new Map(announced?.hosts.map((host) => [host.host, host]));
  return plan.hosts.filter((host) => {
    if (host.status !== 'change' || isRotated(host.step, inventory)) return false;
    const before = known.get(host.host);
    return before?.status !== 'change' || !isSameStep(before.step, host.step);
  }).length;
}

/**
 * Whether `keys rotate` announced it: the host was seen to carry a key that the inventory says is replaced by the one it
 * would be given. A host with any other key counts, so that a typo in `defaults` is still caught.
 */
function isRotated({ before, keyLabel }: Step, { keys }: Inventory): boolean {
  return [...keys.values()].some(
    ({ replacedBy, identity }) =>
      replacedBy?.label === keyLabel && identity !== undefined && compareKey(identity, before).verdict === 'same',
  );
}

/** Only where a limit is declared: machines that are off are the rule on a plant floor, not the exception. */
function findUnknownHosts({ inventory, plan, selected }: Guarded): readonly GuardRefusal[] {
  const limit = inventory.rollout.maxUnknown;
  if (limit === undefined) return [];
  const unknown = plan.hosts.filter(({ status }) => status === 'unknown').length;
  const allowed = allowedOf(limit, selected);
  if (unknown <= allowed) return [];
  return [
    {
      code: 'max-unknown',
      message: `${unknown} of ${hostCount(selected)} could not be read; ${allowed} may be unknown (rollout.maxUnknown is ${showLimit(limit)})`,
      help: 'Find out why they do not answer (often one switch or one password), or leave them out with --on.',
    },
  ];
}

/** So few may always go: a host renamed, a first try taken back. */
const MAY_ALWAYS_GO = 5;
/** Beyond that half of a small fleet, but no more than this of any, until a tenth is more. */
const MANY_GONE = 20;

/**
 * An inventory that lost its files, or was loaded from the wrong folder, declares few hosts, and all of them may be in
 * order: the worst kind of good news. What the journal has verified says how many there were. Machines do retire, so
 * a few are no reason to stop: 5 always, half of a fleet of up to 40, 20 up to 200, a tenth of larger ones. Carrying out
 * a plan that was reviewed with this very inventory is a person's word that they are gone for good.
 */
function findShrunkenInventory({ inventory, journal, reviewed }: Guarded): readonly GuardRefusal[] {
  if (reviewed?.inventoryDigest === inventory.digest) return [];
  const known = journal.lastVerified.size;
  const gone = undeclaredHosts(inventory, journal);
  const allowed = Math.max(MAY_ALWAYS_GO, Math.min(MANY_GONE, Math.floor(known / 2)), allowedOf(DEFAULT_SHARE, known));
  if (gone.length <= allowed) return [];
  return [
    {
      code: 'shrunken-inventory',
      message: `the inventory no longer declares ${gone.length} of the ${hostCount(known)} that were verified before, such as ${gone.slice(0, 3).join(', ')}; ${allowed} may go unasked`,
      help: 'Load all files of the inventory (-i), or give a part of it a state folder of its own (--state). If these hosts are really gone: `vlkctl plan --out plan.json`, have it reviewed, then `vlkctl apply --plan plan.json`.',
    },
  ];
}

/** Hosts the journal has verified that the inventory no longer declares, sorted. */
export function undeclaredHosts(inventory: Inventory, journal: JournalState): readonly string[] {
  const declared = new Set(inventory.hosts.map(({ name }) => name));
  return [...journal.lastVerified.keys()].filter((host) => !declared.has(host)).toSorted();
}
