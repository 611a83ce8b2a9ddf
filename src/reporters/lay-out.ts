import { showText } from './text-width.ts';

/**
 * Broken into lines between words; what stands in `backticks` is to be typed and stays in one piece. What a host said may
 * be in it: nothing of it moves the cursor.
 */
export function wrapWords(text: string, width: number): readonly string[] {
  return wrapPieces(showText(text).text.match(/(?:[^\s`]|`[^`]*`|`)+/g) ?? [], width);
}

/** Pieces with a space between them, none of them broken. */
export function wrapPieces(pieces: readonly string[], width: number): readonly string[] {
  return fill(pieces, width, ' ');
}

/** More lines than this, in proportion, are not worth it that columns line up. */
const MOST_WASTE = 1.35;

/** A list in lines: in columns of one width where that does not need many more lines, else one after the other. */
export function wrapItems(items: readonly string[], width: number): readonly string[] {
  const flowing = fill(items, width, '  ');
  if (flowing.length < 2) return flowing;
  const widest = longest(items);
  const columns = Math.floor((width + 2) / (widest + 2));
  if (columns < 2 || Math.ceil(items.length / columns) > flowing.length * MOST_WASTE) return flowing;
  const padded = items.map((item) => item.padEnd(widest));
  return fill(padded, width, '  ').map((line) => line.trimEnd());
}

function fill(pieces: readonly string[], width: number, between: string): readonly string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + between.length + piece.length <= width) {
      lines[lines.length - 1] = line + between + piece;
    } else lines.push(piece);
  }
  return lines;
}

/** Rows as columns of one width each, without spaces at the end; a column that nobody fills is left out. */
export function alignRows(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) => longest(rows.map((row) => row[column] ?? '')));
  return rows.map((row) =>
    row
      .flatMap((cell, column) => (widths[column] === 0 ? [] : [cell.padEnd(widths[column] ?? 0)]))
      .join('  ')
      .trimEnd(),
  );
}

/** The length of the longest text; there may be more texts than a function takes arguments. */
export function longest(texts: readonly string[]): number {
  let length = 0;
  for (const text of texts) if (text.length > length) length = text.length;
  return length;
}

/** Lines with one margin before the first and another before the others. */
export function hang(first: string, lines: readonly string[], others: string): readonly string[] {
  return lines.map((line, index) => `${index === 0 ? first : others}${line}`);
}
