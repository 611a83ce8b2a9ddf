/** A piece of a text that is replaced: offsets in UTF-16 units; what is inserted has its end at its start. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** In the order of the text; insertions at one place stay in the order they were given. */
export function sortEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** Makes all edits at once; everything else stays as it is, character by character. Throws when two overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end, text: inserted } of sortEdits(edits)) {
    if (start < done) throw new Error(`Two edits overlap at offset ${start}`);
    pieces.push(text.slice(done, start), inserted);
    done = end;
  }
  return [...pieces, text.slice(done)].join('');
}
