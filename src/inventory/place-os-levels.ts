import type { SourceRange } from '../model/diagnostic.ts';
import { groupBy } from '../model/group-by.ts';
import type { HostSpec, Origin } from '../model/host.ts';
import type { OsLevel } from '../model/os-level.ts';
import { addAfter, type Edits, setProperty, yamlWord } from './edit-yaml.ts';
import { expandHostName } from './host-range.ts';
import type { SourceFile } from './source.ts';
import type { TextEdit } from './text-edit.ts';
import { type EditableYaml, nameOf, openYaml, type YamlEntry } from './yaml-places.ts';

/** A host whose OS level is written anew, and what the line that says it now belongs to. */
export interface PlacedLevel {
  readonly host: HostSpec;
  readonly to: OsLevel;
  readonly where: Origin['from'];
}

/** A host whose line only a person can change. */
export interface UnplacedLevel {
  readonly host: HostSpec;
  readonly why: string;
}

export interface Placement {
  /** By path of the file. */
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  readonly placed: readonly PlacedLevel[];
  readonly unplaced: readonly UnplacedLevel[];
}

/** All hosts of the inventory, its files, and the levels to be written. */
export interface LevelsToPlace {
  readonly hosts: readonly HostSpec[];
  readonly files: readonly SourceFile[];
  readonly levels: ReadonlyMap<HostSpec, OsLevel>;
}

interface OpenFile {
  readonly source: SourceFile;
  readonly yaml: EditableYaml;
}

/** A host or range as it is written. */
interface Line {
  readonly file: OpenFile;
  readonly entry: YamlEntry;
  /** The hosts it stands for that are declared, by their position in it. */
  readonly hosts: readonly HostSpec[];
  readonly isRange: boolean;
}

interface Work {
  readonly hosts: readonly HostSpec[];
  readonly byName: ReadonlyMap<string, HostSpec>;
  readonly files: ReadonlyMap<string, OpenFile>;
  /** Levels that are not placed yet. */
  readonly left: Map<HostSpec, OsLevel>;
  readonly edits: Map<string, TextEdit[]>;
  readonly placed: PlacedLevel[];
  readonly unplaced: UnplacedLevel[];
}

/**
 * Finds the fewest lines that say the new OS levels: where the old one is set if it is set for these hosts only, on
 * the range if all of it changes, else on the host itself. No other host is meant to change; whoever writes the edits
 * checks that by loading the outcome.
 */
export function placeOsLevels({ hosts, files, levels }: LevelsToPlace): Placement {
  const work: Work = {
    hosts,
    byName: new Map(hosts.map((host) => [host.name.toLowerCase(), host])),
    files: new Map(files.map((source) => [source.path, { source, yaml: openYaml(source.text) }])),
    left: new Map(levels),
    edits: new Map(),
    placed: [],
    unplaced: [],
  };
  changeOrigins(work);
  const lines = linesLeft(work);
  for (const line of lines) changeRange(line, work);
  for (const line of lines) changeOwnLine(line, work);
  for (const line of lines) addOwnLines(line, work);
  for (const host of work.left.keys()) work.unplaced.push({ host, why: 'its line was not found' });
  return work;
}

/** Where all hosts that get their level from one place have the same new one, that place is changed. */
function changeOrigins(work: Work): void {
  for (const hosts of groupBy(work.hosts, ({ origins: { os } }) => placeKey(os?.at)).values()) {
    const origin = hosts[0]?.origins.os;
    const file = work.files.get(origin?.at.file ?? '');
    const level = commonLevel(hosts, work);
    if (origin === undefined || file === undefined || level === undefined) continue;
    const { line, column, endLine, endColumn } = origin.at;
    const edit = { start: offsetIn(file, line, column), end: offsetIn(file, endLine, endColumn), text: level };
    place(work, { hosts, where: origin.from, file }, [edit]);
  }
}

/** The lines that declare the hosts without a level yet, each once. */
function linesLeft(work: Work): readonly Line[] {
  const declared = groupBy([...work.left.keys()], ({ at }) => placeKey(at));
  return [...declared.values()].flatMap(([host]) => {
    const file = work.files.get(host?.at.file ?? '');
    if (host === undefined || file === undefined) return [];
    const entry = file.yaml.entries.get(offsetIn(file, host.at.line, host.at.column));
    const expanded = entry === undefined ? undefined : expandHostName(nameOf(entry.pair.key) ?? '');
    if (entry === undefined || expanded?.ok !== true) return [];
    const { names, isRange } = expanded.value;
    return [{ file, entry, isRange, hosts: names.flatMap((name) => work.byName.get(name.toLowerCase()) ?? []) }];
  });
}

/** Where all hosts of a range that follow it have the same new level, the range says it. */
function changeRange({ file, entry, hosts, isRange }: Line, work: Work): void {
  const following = hosts.filter(({ origins }) => origins.os?.from !== 'host');
  const level = commonLevel(following, work);
  if (!isRange || level === undefined) return;
  const edits = setLevel(file, entry, level);
  if (edits.ok) place(work, { hosts: following, where: 'range', file }, edits.value);
}

/** A host with a line of its own gets its level there. */
function changeOwnLine({ file, entry, hosts: [host], isRange }: Line, work: Work): void {
  const level = host === undefined ? undefined : work.left.get(host);
  if (isRange || host === undefined || level === undefined) return;
  const edits = setLevel(file, entry, level);
  if (edits.ok) {
    place(work, { hosts: [host], where: 'host', file }, edits.value);
    return;
  }
  work.unplaced.push({ host, why: edits.error });
  work.left.delete(host);
}

/** The others get a line beside their range, each behind the last one that comes before it in the range. */
function addOwnLines({ file, entry, hosts, isRange }: Line, work: Work): void {
  const left = hosts.filter((host) => work.left.has(host));
  if (!isRange || left.length === 0) return;
  const written = new Map(entry.parent.items.map((pair) => [nameOf(pair.key)?.toLowerCase(), pair]));
  const places: { readonly behind: YamlEntry; readonly added: HostSpec[] }[] = [{ behind: entry, added: [] }];
  for (const host of hosts) {
    const pair = written.get(host.name.toLowerCase());
    if (pair !== undefined) places.push({ behind: { pair, parent: entry.parent }, added: [] });
    if (work.left.has(host)) places.at(-1)?.added.push(host);
  }
  for (const { behind, added } of places) {
    if (added.length === 0) continue;
    const lines = added.map((host) => `${yamlWord(host.name)}: { os: ${work.left.get(host)} }`);
    place(work, { hosts: added, where: 'host', file }, [addAfter(file.yaml, behind, lines)]);
  }
}

function setLevel(file: OpenFile, entry: YamlEntry, level: OsLevel): Edits {
  return setProperty(file.yaml, entry, { name: 'os', value: level });
}

/** The one new level that all of these hosts have; undefined where one of them keeps its own. */
function commonLevel([first, ...others]: readonly HostSpec[], { left }: Work): OsLevel | undefined {
  const level = first === undefined ? undefined : left.get(first);
  return others.every((host) => left.get(host) === level) ? level : undefined;
}

function place(
  work: Work,
  { hosts, where, file }: { hosts: readonly HostSpec[]; where: Origin['from']; file: OpenFile },
  edits: readonly TextEdit[],
): void {
  for (const host of hosts) {
    const to = work.left.get(host);
    if (to !== undefined) work.placed.push({ host, to, where });
    work.left.delete(host);
  }
  const { path } = file.source;
  const known = work.edits.get(path);
  if (known === undefined) work.edits.set(path, [...edits]);
  else known.push(...edits);
}

function offsetIn({ source }: OpenFile, line: number, column: number): number {
  return (source.lineStarts[line - 1] ?? 0) + column - 1;
}

function placeKey(at: SourceRange | undefined): string {
  return at === undefined ? '' : `${at.line}:${at.column}:${at.file}`;
}
