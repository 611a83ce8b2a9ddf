import { pointerSegment } from './find-spot.ts';
import { toPlain, type Written, type WrittenEntry, type WrittenMap } from './written.ts';

type Check = (plain: unknown) => boolean;

/** A host that does not pass the check, as a plain value, and its JSON pointer in the file. */
export interface BadHost {
  readonly path: string;
  readonly plain: unknown;
}

/** A file without its hosts, and the hosts of it that are not as they should be. */
export interface Split {
  readonly rest: Written;
  readonly bad: readonly BadHost[];
}

/**
 * Checks the hosts of a file one by one and takes them out of it. Most of a large file is hosts, and most hosts are
 * written like another one: an object with 100,000 properties is slow to make, to look at and to collect errors in.
 */
export function splitHosts(root: Written, check: Check): Split {
  const isGood = rememberGood(check);
  const bad: BadHost[] = [];
  const known = new Map<WrittenMap['entries'], WrittenMap['entries']>(); // what aliases share is looked at once
  const takeOut = (group: Written, path: string): Written => {
    if (group.kind !== 'map') return group;
    const entries = known.get(group.entries) ?? mapEntries(group.entries, (entry) => takeOutOf(entry, path));
    known.set(group.entries, entries);
    return { ...group, entries };
  };
  const takeOutOf = ({ name, value }: WrittenEntry, path: string): Written => {
    if (value.kind !== 'map' || (name !== 'hosts' && name !== 'groups')) return value;
    if (name === 'hosts') bad.push(...badHosts(value, `${path}/hosts`, isGood));
    if (name === 'hosts') return { ...value, entries: new Map() };
    const inner = ({ name: group, value: inside }: WrittenEntry): Written =>
      takeOut(inside, `${path}/groups/${pointerSegment(group)}`);
    return { ...value, entries: mapEntries(value.entries, inner) };
  };
  return { rest: takeOut(root, ''), bad };
}

function mapEntries(entries: WrittenMap['entries'], change: (entry: WrittenEntry) => Written): WrittenMap['entries'] {
  return new Map([...entries].map(([name, entry]) => [name, { ...entry, value: change(entry) }]));
}

function* badHosts({ entries }: WrittenMap, path: string, isGood: (value: Written) => boolean): Generator<BadHost> {
  for (const { name, value } of entries.values()) {
    if (!isGood(value)) yield { path: `${path}/${pointerSegment(name)}`, plain: toPlain(value) };
  }
}

/** Values that are written alike in one line, without aliases, mean the same. */
function rememberGood(check: Check): (value: Written) => boolean {
  const good = new Set<string>();
  return (value) => {
    if (value.kind === 'scalar' && value.value === null) return true;
    const text = value.file.text.slice(value.start, value.end);
    if (good.has(text)) return true;
    if (!check(toPlain(value))) return false;
    if (!/[*\n]/.test(text)) good.add(text);
    return true;
  };
}
