import { pointerSegment } from './find-spot.ts';

/** A part of a file as a plain value, where it stands in the file, and where its rules stand in the schema. */
export interface Piece {
  readonly plain: unknown;
  /** JSON pointer in the file. */
  readonly path: string;
  /** JSON pointer in the schema. */
  readonly rules: string;
}

type Plain = Readonly<Record<string, unknown>>;

/** So many entries are checked together. */
const AT_ONCE = 100;

/**
 * Cuts long sections out of a file, to be checked piece by piece. A validator that looks for every error copies all it
 * has found at each entry that is wrong: 50,000 wrong waivers in one list take a minute.
 */
export function splitSections(file: unknown): readonly Piece[] {
  const pieces: Piece[] = [];
  if (!isPlain(file)) return [{ plain: file, path: '', rules: '' }];
  const rest = { ...cutGroups(file, '', pieces) };
  for (const name of ['keys', 'access', 'windows']) {
    const section = rest[name];
    if (!isPlain(section) || !isLong(Object.keys(section))) continue;
    pieces.push(...cutEntries(Object.entries(section), `/${name}`, `/properties/${name}`));
    rest[name] = {};
  }
  const { waivers } = rest;
  if (Array.isArray(waivers) && isLong(waivers)) {
    const rules = '/properties/waivers/items';
    for (const [index, plain] of waivers.entries()) pieces.push({ plain, path: `/waivers/${index}`, rules });
    rest['waivers'] = [];
  }
  return [{ plain: rest, path: '', rules: '' }, ...pieces];
}

/** A group, or the file, without long mappings of groups in it or further down. */
function cutGroups(holder: Plain, path: string, pieces: Piece[]): Plain {
  const { groups } = holder;
  if (!isPlain(groups)) return holder;
  const inside = `${path}/groups`;
  const entries = Object.entries(groups).map(([name, group]): [string, unknown] => [
    name,
    isPlain(group) ? cutGroups(group, `${inside}/${pointerSegment(name)}`, pieces) : group,
  ]);
  if (!isLong(entries)) return { ...holder, groups: Object.fromEntries(entries) };
  pieces.push(...cutEntries(entries, inside, '/$defs/groups'));
  return { ...holder, groups: {} };
}

function* cutEntries(entries: readonly [string, unknown][], path: string, rules: string): Generator<Piece> {
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    yield { plain: Object.fromEntries(entries.slice(at, at + AT_ONCE)), path, rules };
  }
}

function isLong({ length }: readonly unknown[]): boolean {
  return length > AT_ONCE;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
