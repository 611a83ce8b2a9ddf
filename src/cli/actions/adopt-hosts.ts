import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { compareInventories } from '../../inventory/compare-inventories.ts';
import { decodeFile } from '../../inventory/decode.ts';
import { makeDiagnostic } from '../../inventory/make-diagnostic.ts';
import { findHostPlaces, type HostPlaces, placeHosts } from '../../inventory/place-hosts.ts';
import { type HostList, type KnownNames, type ListedHost, readHostList } from '../../inventory/read-host-list.ts';
import type { SourceFile } from '../../inventory/source.ts';
import type { Inventory } from '../../model/inventory.ts';
import { err, ok } from '../../model/result.ts';
import { explainReadError } from '../../model/system-error.ts';
import { countOf } from '../../reporters/counts.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderDiagnostic } from '../../reporters/render-diagnostic.ts';
import { type Io, UsageError } from '../io.ts';
import { diagnosticView, type InventoryOptions, loadOrExplain } from '../options.ts';
import { showAdoptedHosts } from './adopt-report.ts';
import { refuseWithoutAnswer, type WritingFlags } from './ask-and-write.ts';
import { type Change, changeInventory, exitCodeOfChange, openOrExplain } from './change-inventory.ts';

export interface AdoptHostsFlags extends InventoryOptions, WritingFlags {
  readonly group?: string;
  readonly access?: string;
  readonly key?: string;
}

interface Given {
  readonly flags: AdoptHostsFlags;
  readonly io: Io;
}

/** Adds the hosts of a CSV list to the inventory. */
export async function adoptHosts(path: string, flags: AdoptHostsFlags, io: Io): Promise<number> {
  refuseWithoutAnswer(flags, 'adopt hosts', io);
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const open = await openOrExplain(inventory, { flags, io });
  if (open === undefined) return EXIT.couldNotRun;
  const places = findHostPlaces(open.files);
  const list = await readList(path, inventory, { places, flags, io });
  if (list === undefined) return EXIT.couldNotRun;
  const isDeclared = new Set(inventory.hosts.map(({ name }) => name.toLowerCase()));
  const hosts = list.hosts.filter(({ name }) => !isDeclared.has(name.toLowerCase()));
  const changed = await changeInventory(open, additionOf(hosts, places, inventory), { flags, io });
  if (changed !== undefined) {
    const known = list.hosts.filter((host) => !hosts.includes(host)).map(({ name }) => name);
    showAdoptedHosts({ added: hosts.map(({ name }) => name), known, ignored: list.ignored, changed }, { flags, io });
  }
  return exitCodeOfChange(changed);
}

function additionOf(hosts: readonly ListedHost[], places: HostPlaces, inventory: Inventory): Change {
  const { edits, unplaced } = placeHosts(places, hosts);
  const [stuck] = unplaced;
  return {
    edits: stuck === undefined ? ok(edits) : err(`hosts cannot be added to ${stuck.group}: ${stuck.why}`),
    findUnexpected: (after) => findUnexpected(inventory, after, hosts),
    question: (files) => `Add ${countOf(hosts.length, 'host')} to ${files}?`,
  };
}

/** Reads the list, or shows everything that is wrong with it. */
async function readList(
  path: string,
  inventory: Inventory,
  { places, flags, io }: Given & { readonly places: HostPlaces },
): Promise<HostList | undefined> {
  const known = knownNames(inventory, places);
  refuseUnknownFlags(flags, known);
  const read = readHostList(await openList(path, io), known);
  if (read.ok) {
    const hosts = read.value.hosts.map((host) => withFlags(host, flags));
    return { ...read.value, hosts };
  }
  for (const problem of read.error)
    io.err(renderDiagnostic(makeDiagnostic(problem), diagnosticView(io.errScreen, flags)));
  io.err(`The list cannot be used: ${countOf(read.error.length, 'error')}. Nothing was written.\n`);
  return undefined;
}

function knownNames({ keys, access }: Inventory, { groups }: HostPlaces): KnownNames {
  return { keys: [...keys.keys()], access: [...access.keys()], groups: [...groups.keys()] };
}

function refuseUnknownFlags(flags: AdoptHostsFlags, known: KnownNames): void {
  const given = [
    { flag: '--group', value: flags.group, names: known.groups },
    { flag: '--access', value: flags.access, names: known.access },
    { flag: '--key', value: flags.key, names: known.keys },
  ];
  for (const { flag, value, names } of given) {
    if (value === undefined || names.includes(value)) continue;
    const some = names.length === 0 ? 'The inventory declares none.' : `Write one of ${names.slice(0, 12).join(', ')}.`;
    throw new UsageError(`${flag} ${value}: the inventory has no such name`, some);
  }
}

async function openList(path: string, io: Io): Promise<SourceFile> {
  const file = resolve(io.surroundings.folder, path);
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new UsageError(`${path} cannot be read: ${explainReadError(error)}`, 'Name the CSV file with the hosts.');
  });
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') {
    throw new UsageError(`${path} is a workbook, not CSV`, 'Save it from Excel as "CSV UTF-8".');
  }
  const decoded = decodeFile({ path, folder: dirname(file) }, bytes);
  if (decoded.ok) return decoded.value;
  throw new UsageError(
    decoded.error.message,
    'Save it as UTF-8: in Excel "CSV UTF-8", in PowerShell `-Encoding utf8`.',
  );
}

function withFlags(host: ListedHost, { group, access, key }: AdoptHostsFlags): ListedHost {
  return {
    ...(group !== undefined && { group }),
    ...(access !== undefined && { access }),
    ...(key !== undefined && { key }),
    ...host,
  };
}

/** The hosts of the list are there, and everything else is as it was. */
function findUnexpected(before: Inventory, after: Inventory, hosts: readonly ListedHost[]): string | undefined {
  const { added, removed, changed, isRestChanged } = compareInventories(before, after);
  const wanted = new Set(hosts.map(({ name }) => name));
  const [first] = [...changed, ...removed, ...added.filter((name) => !wanted.has(name))];
  if (first !== undefined) return `'${first}' would be declared in another way than now`;
  if (added.length !== wanted.size) return 'not every host would be added';
  return isRestChanged ? 'more than hosts would change' : undefined;
}
