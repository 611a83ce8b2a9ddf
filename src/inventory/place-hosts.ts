import { isMap } from 'yaml';
import { addToSection, yamlWord } from './edit-yaml.ts';
import type { ListedHost } from './read-host-list.ts';
import type { SourceFile } from './source.ts';
import type { TextEdit } from './text-edit.ts';
import { columnOf, type EditableYaml, findEntry, nameOf, openYaml, type YamlEntry } from './yaml-places.ts';

/** The files of an inventory, opened for adding hosts. */
export interface HostPlaces {
  readonly files: readonly { readonly path: string; readonly yaml: EditableYaml }[];
  readonly groups: ReadonlyMap<string, { readonly path: string; readonly entry: YamlEntry }>;
}

/** Finds the groups that the files declare. */
export function findHostPlaces(files: readonly SourceFile[]): HostPlaces {
  const opened = files.map(({ path, text }) => ({ path, yaml: openYaml(text) }));
  const groups = new Map<string, { path: string; entry: YamlEntry }>();
  for (const { path, yaml } of opened) {
    for (const [name, entry] of groupsIn(findEntry(yaml, ['groups']))) groups.set(name, { path, entry });
  }
  return { files: opened, groups };
}

function* groupsIn(section: YamlEntry | undefined): Generator<readonly [string, YamlEntry]> {
  for (const [name, entry] of childrenOf(section)) {
    yield [name, entry];
    yield* groupsIn(childrenOf(entry).find(([child]) => child === 'groups')?.[1]);
  }
}

function childrenOf(entry: YamlEntry | undefined): readonly (readonly [string, YamlEntry])[] {
  const map = entry?.pair.value;
  if (!isMap(map)) return [];
  return map.items.map((pair) => [nameOf(pair.key) ?? '', { pair, parent: map }] as const);
}

interface Target {
  readonly path: string;
  readonly yaml: EditableYaml;
  /** Undefined for the file itself. */
  readonly entry: YamlEntry | undefined;
}

/** The edits that add hosts, by path of the file, and the groups that only a person can add to. */
export interface PlacedHosts {
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  readonly unplaced: readonly { readonly group: string; readonly why: string }[];
}

/** Adds each host at the end of its group, those without a group at the end of the top-level `hosts`. */
export function placeHosts(places: HostPlaces, hosts: readonly ListedHost[]): PlacedHosts {
  const edits = new Map<string, readonly TextEdit[]>();
  const unplaced: { group: string; why: string }[] = [];
  const targets = [...linesByGroup(hosts)].map(([group, lines]) => ({ group, lines, target: targetOf(places, group) }));
  // A group and the last one inside it can end at the same place: what is further in comes first.
  for (const { group, lines, target } of targets.toSorted((a, b) => depthOf(b.target) - depthOf(a.target))) {
    const added = target === undefined ? undefined : addToSection(target.yaml, target.entry, { name: 'hosts', lines });
    if (target === undefined || added === undefined) unplaced.push({ group, why: 'it was not found' });
    else if (added.ok) edits.set(target.path, [...(edits.get(target.path) ?? []), ...added.value]);
    else unplaced.push({ group, why: added.error });
  }
  return { edits, unplaced };
}

function depthOf(target: Target | undefined): number {
  return target?.entry === undefined ? -1 : columnOf(target.yaml.text, target.entry.pair.key.range[0]);
}

function linesByGroup(hosts: readonly ListedHost[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const host of hosts) {
    const group = host.group ?? '';
    groups.set(group, groups.get(group) ?? []);
    groups.get(group)?.push(toLine(host));
  }
  return groups;
}

function toLine({ name, os, key, access, computerName, tags }: ListedHost): string {
  const words = { os, key, access, computerName };
  const settings = Object.entries(words).flatMap(([property, value]) =>
    value === undefined ? [] : [`${property}: ${yamlWord(value)}`],
  );
  if (tags.length > 0) settings.push(`tags: [${tags.map(yamlWord).join(', ')}]`);
  return settings.length === 0 ? `${yamlWord(name)}:` : `${yamlWord(name)}: { ${settings.join(', ')} }`;
}

function targetOf({ files, groups }: HostPlaces, group: string): Target | undefined {
  if (group !== '') {
    const found = groups.get(group);
    const file = files.find(({ path }) => path === found?.path);
    return found === undefined || file === undefined ? undefined : { ...file, entry: found.entry };
  }
  const file = files.find(({ yaml }) => findEntry(yaml, ['hosts']) !== undefined) ?? files[0];
  return file === undefined ? undefined : { ...file, entry: undefined };
}
