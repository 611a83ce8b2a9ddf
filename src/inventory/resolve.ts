import { EDITIONS } from '../model/edition.ts';
import type { HostSpec, KeySpec, Origins } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import { isLanguage } from '../model/language.ts';
import type { ClaimedHost } from './claim-hosts.ts';
import type { HostDeclaration } from './declare.ts';
import { demand, demandOne } from './demand.ts';
import { type Facts, isShared } from './facts.ts';
import { LEVELS } from './families.ts';
import { makeOriginsOf } from './origins.ts';
import { resolveAccess } from './resolve-access.ts';
import { resolveKey } from './resolve-key.ts';
import { resolveRollout } from './rollout.ts';
import type { Settings } from './settings.ts';
import { rangeOf } from './source.ts';
import { resolveWaiver } from './waivers.ts';
import { resolveWindow } from './windows.ts';

/** What becomes of the declarations; part of the Inventory. */
export type Resolved = Pick<
  Inventory,
  'simulation' | 'keys' | 'hosts' | 'access' | 'recipients' | 'windows' | 'waivers' | 'rollout'
>;

/**
 * Applies all defaults. Only for declarations without errors: anything missing is then a bug, and throws. Hosts come
 * sorted by name.
 */
export function resolveInventory({ declarations, hosts }: Pick<Facts, 'declarations' | 'hosts'>): Resolved {
  const keys = new Map([...declarations.keys].map(([label, entry]) => [label, resolveKey(label, entry)]));
  const access = new Map(
    [...declarations.access].map(([label, { value }]) => [label, { label, ...resolveAccess(value) }]),
  );
  const resolveHost = makeResolveHost(keys, access);
  return {
    simulation: declarations.simulation !== undefined,
    keys,
    hosts: Array.from(hosts.values(), resolveHost).toSorted((a, b) => compareNames(a.name, b.name)),
    access,
    recipients: [...new Set(declarations.recipients.map(({ value }) => value))],
    windows: new Map([...declarations.windows].map(([label, entry]) => [label, resolveWindow(label, entry)])),
    waivers: declarations.waivers.map((waiver) => resolveWaiver(waiver, { hosts })),
    rollout: resolveRollout(declarations.rollout),
  };
}

/** What hosts have in common is made once: settings of a group or range, and the place of a declaration. */
type SharedSettings = Pick<HostSpec, 'os' | 'edition' | 'language' | 'key' | 'access' | 'window' | 'tags'> & {
  readonly origins: Origins;
};

function makeResolveHost(
  keys: ReadonlyMap<string, KeySpec>,
  access: Inventory['access'],
): (host: ClaimedHost) => HostSpec {
  const originsOf = makeOriginsOf();
  const sharedPlace = remember((declaration: HostDeclaration) => rangeOf(declaration.entry));
  const resolveSettings = (settings: Settings): SharedSettings => {
    const edition = settings.edition?.value;
    const language = settings.language?.value;
    return {
      os: demandOne(LEVELS, settings.os?.value),
      ...(edition !== undefined && { edition: demandOne(EDITIONS, edition) }),
      ...(language !== undefined && isLanguage(language) && { language }),
      key: demand(keys.get(settings.key?.value ?? '')),
      access: demand(access.get(settings.access?.value ?? '')),
      ...(settings.window !== undefined && { window: settings.window.value }),
      tags: settings.tags,
      origins: originsOf(settings),
    };
  };
  const sharedSettings = remember(resolveSettings);
  return (host) => {
    const { name, computerName, declaration, settings } = host;
    return {
      name,
      computerName,
      ...(isShared(host) ? sharedSettings(settings) : resolveSettings(settings)),
      groups: declaration.section.groups,
      at: declaration.range === undefined ? rangeOf(declaration.entry) : sharedPlace(declaration),
    };
  };
}

function remember<In extends object, Out>(make: (from: In) => Out): (from: In) => Out {
  const known = new Map<In, Out>();
  return (from) => {
    const first = known.get(from);
    if (first !== undefined) return first;
    const made = make(from);
    known.set(from, made);
    return made;
  };
}

/** By code unit: the same order on every machine, whatever its locale. */
function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
