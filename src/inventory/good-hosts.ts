import { toPlain, type Written, type WrittenEntry, type WrittenMap } from './written.ts';

type Check = (plain: unknown) => boolean;

/**
 * The same file without the hosts that pass a check of their own. Most of a large file is hosts, most hosts are written
 * like another one, and an object with 100,000 properties is slow to make and to look at.
 */
export function withoutGoodHosts(root: Written, check: Check): Written {
  const isGood = rememberGood(check);
  const known = new Map<WrittenMap['entries'], WrittenMap['entries']>(); // what aliases share is looked at once
  const reduce = (group: Written): Written => {
    if (group.kind !== 'map') return group;
    const entries = known.get(group.entries) ?? reduceEntries(group.entries);
    known.set(group.entries, entries);
    return { ...group, entries };
  };
  const reduceEntries = (entries: WrittenMap['entries']): WrittenMap['entries'] =>
    new Map([...entries].map(([name, entry]) => [name, reduceEntry(entry)]));
  const reduceEntry = (entry: WrittenEntry): WrittenEntry => {
    const { name, value } = entry;
    if (value.kind !== 'map') return entry;
    if (name === 'hosts') return { ...entry, value: { ...value, entries: badHosts(value, isGood) } };
    if (name !== 'groups') return entry;
    const groups = [...value.entries].map(
      ([label, group]) => [label, { ...group, value: reduce(group.value) }] as const,
    );
    return { ...entry, value: { ...value, entries: new Map(groups) } };
  };
  return reduce(root);
}

function badHosts({ entries }: WrittenMap, isGood: (value: Written) => boolean): WrittenMap['entries'] {
  const bad = new Map<string, WrittenEntry>();
  for (const [name, entry] of entries) if (!isGood(entry.value)) bad.set(name, entry);
  return bad;
}

/** Values that are written alike in one line, without aliases, mean the same. */
function rememberGood(check: Check): (value: Written) => boolean {
  const good = new Set<string>();
  return (value) => {
    if (value.kind === 'scalar' && value.value === null) return check(null);
    const text = value.file.text.slice(value.start, value.end);
    if (good.has(text)) return true;
    if (!check(toPlain(value))) return false;
    if (!/[*\n]/.test(text)) good.add(text);
    return true;
  };
}
