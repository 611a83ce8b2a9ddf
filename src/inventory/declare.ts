import { expandHostName } from './host-range.ts';
import type { Problem } from './make-diagnostic.ts';
import type { Place } from './source.ts';
import { entriesOf, entryOf, textOf, valuePlace, type Written, type WrittenEntry } from './written.ts';

/** The value of a setting and where it is written. */
export interface Setting {
  readonly value: string;
  readonly at: Place;
}

/** What flows down the tree of groups: an inner setting replaces the outer one, tags add up. */
export interface Settings {
  readonly key?: Setting;
  readonly os?: Setting;
  readonly access?: Setting;
  readonly tags: readonly string[];
}

/** A host or a range of hosts as written, with the settings that reached it. */
export interface HostDeclaration {
  readonly entry: WrittenEntry;
  readonly names: readonly string[];
  readonly isRange: boolean;
  /** What flows in from defaults and groups. */
  readonly outer: Settings;
  /** Groups that hold it, outermost first. */
  readonly groups: readonly string[];
  /** The mapping it stands in: a single host refines a range beside it only. */
  readonly beside: Written;
}

/** Everything that the files declare, found but not yet put together. */
export interface Declarations {
  readonly roots: readonly Written[];
  /** Where `simulation: true` is written; undefined for an inventory of real hosts. */
  readonly simulation: Place | undefined;
  readonly keys: ReadonlyMap<string, WrittenEntry>;
  readonly access: ReadonlyMap<string, WrittenEntry>;
  readonly groups: ReadonlyMap<string, WrittenEntry>;
  readonly hosts: readonly HostDeclaration[];
  /** Every mention of a key and of an access, used or not. */
  readonly mentions: readonly { readonly of: 'key' | 'access'; readonly setting: Setting }[];
  /** Names declared twice, and names of hosts that cannot be. */
  readonly problems: readonly Problem[];
}

interface Walk {
  readonly groups: Map<string, WrittenEntry>;
  readonly hosts: HostDeclaration[];
  readonly mentions: { of: 'key' | 'access'; setting: Setting }[];
  readonly problems: Problem[];
}

/** Finds every declaration in all files. Values of the wrong type are passed over: validation reports them. */
export function findDeclarations(roots: readonly Written[]): Declarations {
  const walk: Walk = { groups: new Map(), hosts: [], mentions: [], problems: [] };
  const keys = mergeNamed(roots, 'keys', walk);
  const access = mergeNamed(roots, 'access', walk);
  const defaults = mergeDefaults(roots, walk);
  for (const root of roots) walkGroup(root, { outer: defaults, groups: [] }, walk);
  return { roots, simulation: findSimulation(roots), keys, access, ...walk };
}

/** The settings written in one place, on top of those that flow into it. */
export function withOwnSettings(outer: Settings, value: Written): Settings {
  const key = settingOf(value, 'key');
  const os = settingOf(value, 'os');
  const access = settingOf(value, 'access');
  const tags = tagsOf(value);
  if (key === undefined && os === undefined && access === undefined && tags.length === 0) return outer;
  return {
    ...outer,
    ...(key !== undefined && { key }),
    ...(os !== undefined && { os }),
    ...(access !== undefined && { access }),
    tags: tags.length === 0 ? outer.tags : [...new Set([...outer.tags, ...tags])],
  };
}

/** The setting of that name, if it is text. */
export function settingOf(value: Written, name: string): Setting | undefined {
  const entry = entryOf(value, name);
  const text = textOf(entry);
  return entry === undefined || text === undefined ? undefined : { value: text, at: valuePlace(entry) };
}

function mergeNamed(roots: readonly Written[], section: string, walk: Walk): ReadonlyMap<string, WrittenEntry> {
  const merged = new Map<string, WrittenEntry>();
  for (const root of roots) {
    for (const entry of entriesOf(entryOf(root, section)?.value)) claimName(merged, entry, walk);
  }
  return merged;
}

function mergeDefaults(roots: readonly Written[], walk: Walk): Settings {
  const merged = new Map<string, WrittenEntry>();
  let settings: Settings = { tags: [] };
  for (const root of roots) {
    const defaults = entryOf(root, 'defaults')?.value;
    if (defaults === undefined) continue;
    for (const entry of entriesOf(defaults)) claimName(merged, entry, walk);
    mention(defaults, walk);
    settings = withOwnSettings(settings, defaults);
  }
  return settings;
}

function claimName(names: Map<string, WrittenEntry>, entry: WrittenEntry, { problems }: Walk): void {
  const first = names.get(entry.name);
  if (first === undefined) {
    names.set(entry.name, entry);
    return;
  }
  problems.push({
    code: 'duplicate-key',
    message: `'${entry.name}' is declared twice.`,
    help: 'Keep one of the two, or give one of them another name.',
    at: entry,
    other: { message: 'first here', at: first },
  });
}

function walkGroup(group: Written, flow: { outer: Settings; groups: readonly string[] }, walk: Walk): void {
  const hosts = entryOf(group, 'hosts')?.value;
  for (const entry of entriesOf(hosts)) {
    mention(entry.value, walk);
    const expanded = expandHostName(entry.name);
    if (!expanded.ok) walk.problems.push({ ...expanded.error, at: entry });
    else walk.hosts.push({ entry, ...expanded.value, ...flow, beside: hosts ?? group });
  }
  for (const entry of entriesOf(entryOf(group, 'groups')?.value)) {
    claimName(walk.groups, entry, walk);
    mention(entry.value, walk);
    const outer = withOwnSettings(flow.outer, entry.value);
    walkGroup(entry.value, { outer, groups: [...flow.groups, entry.name] }, walk);
  }
}

function mention(value: Written, { mentions }: Walk): void {
  for (const of of ['key', 'access'] as const) {
    const setting = settingOf(value, of);
    if (setting !== undefined) mentions.push({ of, setting });
  }
}

function tagsOf(value: Written): string[] {
  const list = entryOf(value, 'tags')?.value;
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item) => (item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : []));
}

function findSimulation(roots: readonly Written[]): Place | undefined {
  for (const root of roots) {
    const entry = entryOf(root, 'simulation');
    if (entry?.value.kind === 'scalar' && entry.value.value === true) return entry;
  }
  return undefined;
}
