import type { Problem } from './make-diagnostic.ts';
import type { AliasUse, Anchor, Merge } from './resolve-aliases.ts';
import type { Place, SourceFile } from './source.ts';
import type { WrittenEntry, WrittenMap } from './written.ts';

/** What grows while a file is converted. */
export interface Conversion {
  readonly file: SourceFile;
  readonly problems: Problem[];
  readonly anchors: Anchor[];
  readonly uses: AliasUse[];
  readonly merges: Merge[];
  /** Long mappings whose first entries were taken already, by where they go on. */
  readonly begun: Map<number, OpenMap>;
  /** The `<<` of each mapping that has one. */
  readonly mergeKeys: Map<OpenMap, Place>;
  /** Whether there is any typographic character to look for. */
  readonly hasTypography: boolean;
  /** Whether everything that stands in the file is in the tree so far. */
  isWhole: boolean;
}

/** A mapping that still grows. */
export interface OpenMap extends Omit<WrittenMap, 'entries' | 'end'> {
  end: number;
  readonly entries: Map<string, WrittenEntry>;
}

/** A mapping that has no entries yet and begins there. */
export function openMap(file: SourceFile, start: number): OpenMap {
  return { kind: 'map', file, start, end: start, entries: new Map() };
}

/** What a mapping stands for, as far as it matters before validation; `text` is free text. */
export type Role = 'file' | 'groups' | 'group' | 'hosts' | 'other' | 'text';

/** Whatever people write in these is right as it is: sentences, paths, accounts. */
const FREE_TEXT: ReadonlySet<string> = new Set([
  'reason',
  'owner',
  'user',
  'username',
  'file',
  'config',
  'receipts',
  'command',
]);

/** What the value of that name stands for in something of that role. */
export function roleOf(role: Role, name: string): Role {
  if (role === 'groups') return 'group';
  if (role === 'hosts') return 'other';
  const isTree = role === 'file' || role === 'group';
  if (isTree && (name === 'groups' || name === 'hosts')) return name;
  return FREE_TEXT.has(name) ? 'text' : 'other';
}
