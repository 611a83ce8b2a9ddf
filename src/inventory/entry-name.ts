import { isScalar, type ParsedNode } from 'yaml';
import type { Conversion, Role } from './conversion.ts';
import { missingSpaceAt } from './explain-slip.ts';
import { noteHiddenKey } from './find-plaintext-keys.ts';
import type { Problem } from './make-diagnostic.ts';
import { mendName } from './mend-typography.ts';
import type { Place } from './source.ts';
import { hasFalseIndentation } from './typography.ts';
import type { Written } from './written.ts';
import { tagRefused } from './yaml-problems.ts';

/** The name of an entry and where it stands, with the value where a slip made that a part of the name. */
export interface EntryName {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly value?: Written;
}

/** The mapping that a name stands in. */
export interface Around {
  readonly role: Role;
  readonly conversion: Conversion;
}

/** Reads the name of an entry as its source text; says so where it is refused, or a merge key. */
export function readName(key: ParsedNode, value: ParsedNode | null, around: Around): EntryName | 'refused' | 'merge' {
  const { file, problems, hasTypography } = around.conversion;
  const place = { file, start: key.range[0], end: key.range[1] };
  if (!isScalar(key)) {
    const help = 'Put the name in quotes.';
    problems.push({ code: 'unsupported-yaml', message: 'A name has to be plain text.', help, at: place });
    return 'refused';
  }
  if (key.tag !== undefined) {
    problems.push(tagRefused(file, key.range));
    around.conversion.isWhole = false;
  }
  if (key.anchor !== undefined) {
    problems.push({ code: 'unsupported-yaml', ...ANCHOR_BEFORE_NAME, at: place });
    return 'refused';
  }
  const isPlain = key.type === 'PLAIN';
  if (key.source === '<<' && isPlain) return 'merge';
  noteHiddenKey(key.source, place, problems);
  if (isPlain && hasFalseIndentation(key.source)) {
    // Where the name belongs is lost, whatever kind of space it is.
    const told = problems.length;
    mendTypography(key.source, place, problems);
    if (problems.length === told) problems.push({ code: 'invalid-yaml', ...UNUSUAL_SPACE, at: place });
    return 'refused';
  }
  const name = hasTypography ? mendTypography(key.source, place, problems) : key.source;
  if (isPlain && name.includes(':')) return splitAtColon(name, place, { isAlone: isEmpty(value), around });
  return { name, start: place.start, end: place.end };
}

const UNUSUAL_SPACE = {
  message: 'This name begins with a space that is none of the keyboard.',
  help: 'Delete it and type the space again.',
};

const ANCHOR_BEFORE_NAME = {
  message: 'An anchor stands before a value, not before a name.',
  help: 'Write it after the colon: `name: &anchor`.',
};

function mendTypography(source: string, place: Place, problems: Problem[]): string {
  const mended = mendName(source, place);
  if (mended.problem !== undefined) problems.push(mended.problem);
  return mended.name;
}

function isEmpty(value: ParsedNode | null): boolean {
  return value === null || (isScalar(value) && value.value === null && value.range[0] === value.range[1]);
}

/**
 * Without a space after it a colon is a part of the name: `{ key:xp }`. No name has one, but an IPv6 address, which
 * is refused as the name of a host later.
 */
function splitAtColon(
  name: string,
  { file, start, end }: Place,
  { isAlone, around: { role, conversion } }: { isAlone: boolean; around: Around },
): EntryName {
  const form = role === 'hosts' ? /^(?<before>[^:]+):(?<after>[{["'].*)$/s : /^(?<before>[^:]+):(?<after>.+)$/s;
  const { before, after } = form.exec(name)?.groups ?? {};
  if (before === undefined || after === undefined) return { name, start, end };
  const colon = start + before.length;
  // With a space it was a typographic one, which is reported as such.
  if (!/^\s/.test(after)) conversion.problems.push(missingSpaceAt({ file, start: colon, end: colon + 1 }));
  if (!isAlone) conversion.isWhole = false;
  const value: Written = { kind: 'scalar', file, start: colon + 1, end, value: after.trim() };
  return { name: before, start, end: colon, value };
}
