import { isAbsolute, relative, resolve } from 'node:path';
import type { BundleFile, BundleHost, BundlePlan } from '../../bundle/bundle.ts';
import { type Choice, chooseHosts, type PullHost } from '../../bundle/choose-hosts.ts';
import { findExposedKeys } from '../../bundle/find-exposed-keys.ts';
import { makeBundle } from '../../bundle/make-bundle.ts';
import type { RunContext } from '../../engine/run-context.ts';
import type { KeySpec } from '../../model/host.ts';
import type { ProductKey } from '../../model/product-key.ts';
import { RunRefused } from '../../model/run-refused.ts';
import { explainSaveError } from '../../model/system-error.ts';
import { type BundleDocument, renderBundleText } from '../../reporters/bundle-document.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderJson } from '../../reporters/json.ts';
import type { Io } from '../io.ts';
import { loadOrExplain, makeContext } from '../options.ts';
import { findBundleProblem } from '../save-bundle.ts';
import type { BundleFlags } from './bundle-flags.ts';
import { bundleScripts } from './bundle-scripts.ts';
import { bundleWarnings } from './bundle-warnings.ts';
import { demandPaths, tableOf } from './demand-bundle.ts';

/** Writes a bundle; reaches no host. Every key it needs is read, and compared with its identity, before anything is written. */
export async function bundleCommand(flags: BundleFlags, io: Io): Promise<number> {
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const folder = resolve(io.surroundings.folder, flags.out);
  refuseTaken(folder, flags);
  const context = makeContext(inventory, flags, io);
  const choice = chooseHosts(context.hosts, inventory.waivers, new Date(io.now()).toISOString().slice(0, 10));
  const paths = demandPaths(choice, flags);
  const table = tableOf(choice.hosts, flags.keysPer, context.strategyFor);
  const keys = flags.withoutKeys === true ? new Map<string, ProductKey>() : await reveal(choice.hosts, context);
  const plan = makePlan({ table, keys, choice, paths, id: context.runName }, flags, io);
  const files = makeBundle(plan, bundleScripts(flags));
  refuseExposed(files, [...keys.values()]);
  save(folder, files, io);
  const document = toDocument({ plan, files, choice, folder }, flags);
  io.out(flags.output === 'json' ? renderJson(document) : renderBundleText(document, shown(folder, io)));
  return EXIT.ok;
}

function refuseTaken(folder: string, { out }: BundleFlags): void {
  const problem = findBundleProblem(folder);
  if (problem === undefined) return;
  const help = 'Choose a new folder with --out. Only an older bundle is replaced.';
  throw new RunRefused('bundle-folder-taken', `${out} cannot take the bundle: ${problem}`, help);
}

/** Each label once. Throws RunRefused. */
async function reveal(hosts: readonly PullHost[], { revealKey }: RunContext): Promise<ReadonlyMap<string, ProductKey>> {
  const needed = new Map<string, KeySpec>(hosts.map(({ key }) => [key.label, key]));
  const keys = new Map<string, ProductKey>();
  for (const [label, key] of needed) keys.set(label, await revealKey(key));
  return keys;
}

interface Parts {
  /** In the order of the hosts of the choice. */
  readonly table: readonly BundleHost[];
  readonly keys: ReadonlyMap<string, ProductKey>;
  readonly choice: Choice;
  readonly paths: Pick<BundlePlan, 'keyPath' | 'receiptPath'>;
  readonly id: string;
}

function makePlan(
  { table, keys, choice, paths, id }: Parts,
  { domain, gpo, expires }: BundleFlags,
  io: Io,
): BundlePlan {
  const madeAt = io.now();
  const files = new Map<string, ProductKey>();
  for (const [index, { keyFile }] of table.entries()) {
    const key = keys.get(choice.hosts[index]?.key.label ?? '');
    if (key !== undefined) files.set(keyFile, key);
  }
  return {
    id,
    madeAt,
    expiresAt: madeAt + expires,
    hosts: table,
    keys: [...files].map(([file, key]) => ({ file, key })),
    ...paths,
    ...(domain !== undefined && { domain }),
    gpo: gpo === true,
  };
}

/** The last look before the disk: what is copied where everybody reads must hold no key, however it got there. */
function refuseExposed(files: readonly BundleFile[], keys: readonly ProductKey[]): void {
  const [path] = findExposedKeys(files, keys);
  if (path === undefined) return;
  throw new RunRefused(
    'bundle-key-exposed',
    `a product key would stand in ${path}, which every computer reads`,
    'Take it out of --keys, --domain, names of hosts, or `receipts` of the access.',
  );
}

function save(folder: string, files: readonly BundleFile[], io: Io): void {
  try {
    io.saveBundle(folder, files);
  } catch (error) {
    const message = `the bundle cannot be written: ${explainSaveError(error)}`;
    throw new RunRefused('bundle-unwritable', message, 'Mend that, or choose another place with --out.');
  }
}

interface Written {
  readonly plan: BundlePlan;
  readonly files: readonly BundleFile[];
  readonly choice: Choice;
  readonly folder: string;
}

function toDocument({ plan, files, choice, folder }: Written, flags: BundleFlags): BundleDocument {
  return {
    formatVersion: 1,
    command: 'bundle',
    out: folder,
    id: plan.id,
    madeAt: new Date(plan.madeAt).toISOString(),
    expiresAt: new Date(plan.expiresAt).toISOString(),
    hosts: plan.hosts.length,
    leftOut: { otherAccess: choice.others, waived: choice.waived },
    keys: countKeys(choice.hosts, flags),
    files: files.map(({ path }) => path),
    warnings: bundleWarnings(choice.hosts, flags),
  };
}

function countKeys(hosts: readonly PullHost[], { keysPer, withoutKeys }: BundleFlags): BundleDocument['keys'] {
  const counts = new Map<KeySpec, number>();
  for (const { key } of hosts) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].map(([{ label, identity }, count]) => {
    const files = keysPer === 'key' ? 1 : count;
    return { label, lastFive: identity?.lastFive ?? '', hosts: count, files: withoutKeys === true ? 0 : files };
  });
}

function shown(folder: string, { surroundings }: Io): string {
  const below = relative(surroundings.folder, folder);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? folder : below;
}
