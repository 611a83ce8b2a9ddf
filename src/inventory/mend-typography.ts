import { looksLikeKey } from './key-shapes.ts';
import type { Problem } from './make-diagnostic.ts';
import type { Place } from './source.ts';
import {
  findTypography,
  hasDashAsMarker,
  splitAtMarkers,
  type Typography,
  typographyProblem,
  withoutTypography,
} from './typography.ts';
import type { Written } from './written.ts';

/** A value as it was most likely meant: what is checked after this does not stumble over the same character again. */
export interface MendedText {
  readonly value: Written;
  readonly problem?: Problem;
}

/** Mends a value. A plain one that begins with a dash is a list whose hyphens a word processor changed. */
export function mendText(text: string, place: Place, isPlain: boolean): MendedText {
  const found = findTypography(text);
  // A key is reported as what it is.
  if (found === undefined || looksLikeKey(text)) return { value: { kind: 'scalar', ...place, value: text } };
  const problem = report(found, place);
  if (!isPlain || !hasDashAsMarker(text)) {
    return { value: { kind: 'scalar', ...place, value: withoutTypography(text) }, problem };
  }
  const items = splitAtMarkers(text).map(withoutTypography);
  return {
    value: { kind: 'list', ...place, items: items.map((value) => ({ kind: 'scalar', ...place, value })) },
    problem,
  };
}

/** Mends a name; a dash before it is the hyphen of a list. */
export function mendName(name: string, place: Place): { readonly name: string; readonly problem?: Problem } {
  const found = findTypography(name);
  if (found === undefined || looksLikeKey(name)) return { name };
  return { name: withoutTypography(splitAtMarkers(name)[0] ?? name), problem: report(found, place) };
}

/** Points at the character itself, or at the whole text where an escape stands for it. */
function report(found: Typography, { file, start, end }: Place): Problem {
  const written = findTypography(file.text.slice(start, end));
  const problem = typographyProblem(file, start + (written?.start ?? 0), written ?? found);
  return written === undefined ? { ...problem, at: { file, start, end } } : problem;
}
