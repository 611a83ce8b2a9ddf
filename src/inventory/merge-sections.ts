import type { Problem } from './make-diagnostic.ts';
import { entriesOf, entryOf, type Written, type WrittenEntry } from './written.ts';

/** Names of one section, from all files. */
export type Section = ReadonlyMap<string, WrittenEntry>;

/** What is said of a name that is declared a second time. */
const SECTIONS = {
  keys: { noun: 'Key', help: 'Keep one of the two, or give one of them another name.' },
  access: { noun: 'Access', help: 'Keep one of the two, or give one of them another name.' },
  windows: { noun: 'Window', help: 'Keep one of the two, or give one of them another name.' },
  groups: { noun: 'Group', help: 'A group stands in one place: move its hosts there, or give it another name.' },
  defaults: { noun: 'Default', help: 'Keep one of the two; a group can have a setting of its own.' },
  rollout: { noun: 'Roll-out setting', help: 'Keep one of the two.' },
} as const;

export type SectionName = keyof typeof SECTIONS;

/** Puts one section of all files together. What is declared twice is reported, and the first one counts. */
export function mergeSection(roots: readonly Written[], section: SectionName, problems: Problem[]): Section {
  const merged = new Map<string, WrittenEntry>();
  for (const root of roots) {
    for (const entry of entriesOf(entryOf(root, section)?.value)) claimName(merged, entry, { section, problems });
  }
  return merged;
}

/** Gives a name to the first that declares it, and says whether that is this one. */
export function claimName(
  names: Map<string, WrittenEntry>,
  entry: WrittenEntry,
  { section, problems }: { section: SectionName; problems: Problem[] },
): boolean {
  const first = names.get(entry.name);
  if (first === undefined) {
    names.set(entry.name, entry);
    return true;
  }
  const { noun, help } = SECTIONS[section];
  problems.push({
    code: 'duplicate-key',
    message: `${noun} '${entry.name}' is declared twice.`,
    help,
    at: entry,
    other: { message: 'first here', at: first },
  });
  return false;
}
