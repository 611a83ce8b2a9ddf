import { expandHostName, isHostName } from './host-range.ts';
import type { Problem } from './make-diagnostic.ts';
import { claimName, mergeSection, type Section, type SectionName } from './merge-sections.ts';
import { applySettings, NO_SETTINGS, type Setting, type Settings } from './settings.ts';
import type { Place } from './source.ts';
import {
  entriesOf,
  entryOf,
  textOf,
  valuePlace,
  viaOf,
  type Written,
  type WrittenEntry,
  type WrittenMap,
} from './written.ts';
import { textsIn, type WrittenText } from './written-texts.ts';

/** Hosts that are declared in one mapping, and what they have in common. A single host refines a range beside it only. */
export interface HostSection {
  /** What flows in from defaults and groups. */
  readonly outer: Settings;
  /** Groups that hold it, outermost first. */
  readonly groups: readonly string[];
}

/** A host or a range of hosts as written. */
export interface HostDeclaration {
  readonly entry: WrittenEntry;
  /** The hosts of a range; a single host has the name of the entry. */
  readonly range: readonly string[] | undefined;
  /** What counts for the hosts. */
  readonly settings: Settings;
  /** The name the host reports, where it is declared. */
  readonly computerName: { readonly value: string; readonly at: Place } | undefined;
  readonly section: HostSection;
}

/** Everything that the files declare, found but not yet put together. */
export interface Declarations {
  /** Where `simulation: true` is written; undefined for an inventory of real hosts. */
  readonly simulation: Place | undefined;
  readonly keys: Section;
  readonly access: Section;
  readonly windows: Section;
  readonly rollout: Section;
  readonly groups: Section;
  /** Groups that hold no host, the outermost of each branch. */
  readonly emptyGroups: readonly WrittenEntry[];
  /** Every tag that something carries. */
  readonly tags: ReadonlySet<string>;
  readonly hosts: readonly HostDeclaration[];
  readonly waivers: readonly WrittenMap[];
  readonly recipients: readonly WrittenText[];
  /** Every mention of a key, an access or a window, used or not. */
  readonly mentions: readonly Setting[];
  /** Names declared twice, and names of hosts that cannot be. */
  readonly problems: readonly Problem[];
}

interface Walk {
  readonly groups: Map<string, WrittenEntry>;
  readonly emptyGroups: WrittenEntry[];
  readonly tags: Set<string>;
  readonly hosts: HostDeclaration[];
  readonly mentions: Setting[];
  readonly problems: Problem[];
  /** What was walked, and where it is declared: an anchor can put the same hosts into several groups. */
  readonly walked: Map<WrittenMap['entries'], Place>;
}

interface Flow {
  readonly outer: Settings;
  readonly groups: readonly string[];
  /** The group, or `hosts` of a file. */
  readonly at: Place;
}

/** Finds every declaration in all files. Values of the wrong type are passed over: validation reports them. */
export function findDeclarations(roots: readonly Written[]): Declarations {
  const problems: Problem[] = [];
  const merge = (section: SectionName): Section => mergeSection(roots, section, problems);
  const named = { keys: merge('keys'), access: merge('access'), windows: merge('windows'), rollout: merge('rollout') };
  merge('defaults');
  const walk: Walk = {
    groups: new Map(),
    emptyGroups: [],
    tags: new Set(),
    hosts: [],
    mentions: [],
    problems,
    walked: new Map(),
  };
  const outer = findDefaults(roots, walk);
  for (const root of roots) walkGroup(root, { outer, groups: [], at: root }, walk);
  const recipients = roots.flatMap((root) => textsIn(entryOf(root, 'recipients')));
  return { ...named, ...walk, simulation: findSimulation(roots), waivers: roots.flatMap(waiversIn), recipients };
}

function findDefaults(roots: readonly Written[], walk: Walk): Settings {
  let settings = NO_SETTINGS;
  for (const root of roots) {
    const defaults = entryOf(root, 'defaults');
    if (defaults === undefined) continue;
    const outer = settings;
    settings = applySettings(outer, defaults.value, { from: 'defaults' });
    note(outer, settings, walk);
  }
  return settings;
}

/** Answers how many hosts and ranges are declared in the group and below. */
function walkGroup(group: Written, flow: Flow, walk: Walk): number {
  let count = walkHosts(entryOf(group, 'hosts'), flow, walk);
  const groups = entryOf(group, 'groups');
  if (groups !== undefined && groups.value.kind !== 'map') count += 1; // reported by validation, so not as empty
  for (const entry of entriesOf(groups?.value)) count += walkInnerGroup(entry, flow, walk);
  return count;
}

function walkInnerGroup(entry: WrittenEntry, flow: Flow, walk: Walk): number {
  claimName(walk.groups, entry, { section: 'groups', problems: walk.problems });
  const outer = applySettings(flow.outer, entry.value, { from: 'group', name: entry.name });
  note(flow.outer, outer, walk);
  const inner = { outer, groups: [...flow.groups, entry.name], at: entry };
  const emptyBefore = walk.emptyGroups.length;
  const count = walkGroup(entry.value, inner, walk);
  if (count === 0) walk.emptyGroups.splice(emptyBefore, Infinity, entry);
  return count;
}

function walkHosts(hosts: WrittenEntry | undefined, flow: Flow, walk: Walk): number {
  if (hosts === undefined) return 0;
  if (hosts.value.kind !== 'map') return 1;
  const { entries } = hosts.value;
  const first = walk.walked.get(entries);
  if (first !== undefined) {
    walk.problems.push(sameHosts(viaOf(hosts) ?? flow.at, first));
    return entries.size;
  }
  if (entries.size > 0) walk.walked.set(entries, flow.at);
  const section = { outer: flow.outer, groups: flow.groups };
  for (const entry of entries.values()) declareHost(entry, section, walk);
  return entries.size;
}

function declareHost(entry: WrittenEntry, section: HostSection, walk: Walk): void {
  const expanded = isHostName(entry.name) ? undefined : expandHostName(entry.name);
  const range = expanded?.ok === true ? expanded.value.names : undefined;
  const owner = { from: range === undefined ? 'host' : 'range', name: entry.name } as const;
  const settings = applySettings(section.outer, entry.value, owner);
  note(section.outer, settings, walk);
  if (expanded?.ok === false) walk.problems.push({ ...expanded.error, at: entry });
  else walk.hosts.push({ entry, range, settings, computerName: computerNameIn(entry), section });
}

/** Remembers what has to be declared somewhere else. */
function note(outer: Settings, inner: Settings, walk: Walk): void {
  if (inner === outer) return;
  for (const name of ['key', 'access', 'window'] as const) {
    const setting = inner[name];
    if (setting !== undefined && setting !== outer[name]) walk.mentions.push(setting);
  }
  if (inner.tags !== outer.tags) for (const tag of inner.tags) walk.tags.add(tag);
}

function computerNameIn({ value }: WrittenEntry): HostDeclaration['computerName'] {
  if (value.kind !== 'map') return undefined;
  const entry = entryOf(value, 'computerName');
  const text = textOf(entry);
  return entry === undefined || text === undefined ? undefined : { value: text, at: valuePlace(entry) };
}

function sameHosts(at: Place, first: Place): Problem {
  return {
    code: 'duplicate-host',
    message: 'The hosts of this group are those of another one: both use one anchor.',
    help: 'Declare the hosts once; an anchor can still carry settings.',
    at,
    other: { message: 'declared first in this group', at: first },
  };
}

function waiversIn(root: Written): readonly WrittenMap[] {
  const list = entryOf(root, 'waivers')?.value;
  return list?.kind === 'list' ? list.items.filter((item) => item.kind === 'map') : [];
}

function findSimulation(roots: readonly Written[]): Place | undefined {
  for (const root of roots) {
    const entry = entryOf(root, 'simulation');
    if (entry?.value.kind === 'scalar' && entry.value.value === true) return entry;
  }
  return undefined;
}
