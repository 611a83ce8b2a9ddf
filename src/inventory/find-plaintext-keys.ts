import { findKeyWords, looksLikeKey } from './key-shapes.ts';
import type { Problem } from './make-diagnostic.ts';
import type { Place, SourceFile } from './source.ts';

/** A key has so many characters. */
const SHORTEST = 25;

/** Reports every product key that stands in a file in clear, comments included, and mistyped ones too. */
export function findPlaintextKeys(file: SourceFile): readonly Problem[] {
  return findKeyWords(file.text).map((word) => plaintextKey({ file, ...word }));
}

/** Adds a report of a key that escapes or line folding hide from the text, once it is read. */
export function noteHiddenKey(read: string, place: Place, problems: Problem[]): void {
  if (read.length < SHORTEST || isAsWritten(read, place)) return;
  if (looksLikeKey(read) && !looksLikeKey(place.file.text.slice(place.start, place.end))) {
    problems.push(plaintextKey(place));
  }
}

/** Escapes and folding make a text shorter; without them it is as long as it is written, but for its quotes. */
function isAsWritten(read: string, { start, end }: Place): boolean {
  return read.length === end - start || read.length === end - start - 2;
}

function plaintextKey(at: Place): Problem {
  return {
    code: 'plaintext-key',
    message: 'A product key stands here in clear.',
    help: 'Refer to it: `secret: { env: NAME }` or `{ file: PATH }`. Remove it from the history of the repository too.',
    at,
  };
}
