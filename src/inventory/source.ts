import type { SourceRange } from '../model/diagnostic.ts';

/** One file of the inventory, decoded. */
export interface SourceFile {
  /** As the user would write it; shown in diagnostics. */
  readonly path: string;
  /** Absolute folder of the file: relative paths in it start here. */
  readonly folder: string;
  readonly text: string;
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
}

/** A piece of a file: offsets in UTF-16 units, the end not included. */
export interface Place {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** Makes a source file of a decoded text. */
export function makeSourceFile(file: { path: string; folder: string; text: string }): SourceFile {
  const lineStarts = [0];
  for (let at = file.text.indexOf('\n'); at !== -1; at = file.text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { ...file, lineStarts };
}

/** Lines and columns of a place. The end column is the one after the last character. */
export function rangeOf({ file, start, end }: Place): SourceRange {
  const first = lineAt(file, start);
  const after = file.lineStarts[first + 1] ?? Number.POSITIVE_INFINITY;
  const last = end < after ? first : lineAt(file, end);
  return {
    file: file.path,
    line: first + 1,
    column: start - (file.lineStarts[first] ?? 0) + 1,
    endLine: last + 1,
    endColumn: Math.max(start, end) - (file.lineStarts[last] ?? 0) + 1,
  };
}

/** Where the line that holds an offset begins and ends, its line break left out. */
export function lineAround(file: SourceFile, offset: number): Place {
  const line = lineAt(file, offset);
  const start = file.lineStarts[line] ?? 0;
  const next = file.lineStarts[line + 1];
  if (next === undefined) return { file, start, end: file.text.length };
  return { file, start, end: file.text.charAt(next - 2) === '\r' ? Math.max(start, next - 2) : next - 1 };
}

/** Index of the line that holds an offset, by halving. */
function lineAt({ lineStarts }: SourceFile, offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
