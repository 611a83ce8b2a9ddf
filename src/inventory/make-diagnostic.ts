import type { Diagnostic, DiagnosticCode, SourceRange } from '../model/diagnostic.ts';
import { cover, coverKeys, hideKeys } from './key-shapes.ts';
import { lineAround, type Place, rangeOf } from './source.ts';

/** What a rule knows of a problem. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help: string;
  readonly at?: Place;
  /** The place that contradicts `at`, and what it says. */
  readonly other?: { readonly message: string; readonly at: Place };
  readonly severity?: 'warning';
}

interface Shown {
  readonly at: SourceRange;
  readonly excerpt?: string;
  readonly excerptColumn?: number;
}

/** So much of a line before and after the column is kept; more is never shown. */
const MAX_AROUND = 240;
/** A key that stands half inside the piece is covered as a whole first. */
const LONGEST_KEY = 64;

const LONGEST_WORD = 120;
const LONG_WORD: RegExp = new RegExp(`\\S{${LONGEST_WORD},}`, 'g');
const LONGEST_TEXT = 1000;
/** More than is shown in any case; keys are looked for in no more. */
const MAX_HIDDEN = 4000;

/** Makes a diagnostic; the only way to make one here, so that none shows a product key. */
export function makeDiagnostic({ code, message, help, at, other, severity }: Problem): Diagnostic {
  return {
    severity: severity ?? 'error',
    code,
    message: tidyText(message),
    help: tidyText(help),
    ...(at !== undefined && show(at, code === 'plaintext-key')),
    ...(other !== undefined && { related: [{ message: tidyText(other.message), ...show(other.at, false) }] }),
  };
}

/** Without keys. Names from a file can have any length. */
function tidyText(text: string): string {
  const hidden = hideKeys(text.slice(0, MAX_HIDDEN));
  const short =
    hidden.length < LONGEST_WORD ? hidden : hidden.replaceAll(LONG_WORD, (word) => `${word.slice(0, 80)}...`);
  return short.length < LONGEST_TEXT ? short : `${short.slice(0, LONGEST_TEXT)}...`;
}

/** A place with the line it begins on. A file as a whole has none, and neither has the end of one. */
function show(place: Place, isSecret: boolean): Shown {
  const at = rangeOf(place);
  const line = lineAround(place.file, place.start);
  if (place.end === 0 || line.end === line.start) return { at };
  const from = Math.max(line.start, place.start - MAX_AROUND);
  const to = Math.min(line.end, place.start + MAX_AROUND);
  const around = { start: Math.max(line.start, from - LONGEST_KEY), end: Math.min(line.end, to + LONGEST_KEY) };
  const { text } = place.file;
  const secret = isSecret ? cover(text.slice(place.start, Math.min(place.end, around.end))) : '';
  const before = text.slice(around.start, place.start);
  const covered = coverKeys(before + secret + text.slice(place.start + secret.length, around.end));
  const excerpt = covered.slice(from - around.start, to - around.start);
  return { at, excerpt, ...(from > line.start && { excerptColumn: from - line.start + 1 }) };
}
