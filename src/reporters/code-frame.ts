import type { SourceRange } from '../model/diagnostic.ts';
import { showText, widthOf } from './text-width.ts';

/** A line of a file and the place in it that is meant. */
export interface Frame {
  readonly at: SourceRange;
  readonly excerpt: string;
  /** Column of the first character of the excerpt. */
  readonly excerptColumn: number;
  /** Columns that the frame may take. */
  readonly width: number;
}

/** The parts of a frame, to be styled apart. */
export interface FrameParts {
  /** Line number and bar, and the same without a number. */
  readonly gutters: readonly [string, string];
  readonly text: string;
  /** What brings the carets below what they mark. */
  readonly padding: string;
  readonly carets: string;
}

/** So many columns stay visible before the place, where a line has to be cut. */
const BEFORE = 24;
const CUT = '...';

/** Lays out a line with carets below the place; a line that is too long is cut around it. */
export function codeFrame({ at, excerpt, excerptColumn, width }: Frame): FrameParts {
  const number = String(at.line).padStart(5);
  const gutters = [`${number} | `, `${' '.repeat(number.length)} | `] as const;
  const from = Math.max(0, at.column - excerptColumn);
  const to = at.endLine > at.line ? excerpt.trimEnd().length : at.endColumn - excerptColumn;
  const start = showText(excerpt, from).offset;
  const { text, offset: end } = showText(excerpt, Math.max(from, to));
  const room = Math.max(40, width - gutters[0].length);
  const line = cutAround({ text, start, end }, room, excerptColumn > 1);
  const carets = '^'.repeat(Math.max(1, widthOf(line.text.slice(line.start, line.end))));
  return { gutters, text: line.text, padding: ' '.repeat(widthOf(line.text.slice(0, line.start))), carets };
}

interface Marked {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A piece of a line that fits, with the beginning of what is marked in it. */
function cutAround(line: Marked, room: number, isCutBefore: boolean): Marked {
  const whole = isCutBefore ? prefix(CUT, line) : line;
  if (widthOf(whole.text) <= room) return whole;
  const first = widthOf(whole.text.slice(0, Math.min(whole.end, whole.start + BEFORE))) <= room - CUT.length;
  const kept = first ? whole : prefix(CUT, dropStart(line, Math.max(0, line.start - BEFORE)));
  if (widthOf(kept.text) <= room) return kept;
  const text = takeColumns(kept.text, room - CUT.length);
  return { text: `${text}${CUT}`, start: kept.start, end: Math.min(kept.end, text.length) };
}

/** As much from the beginning as fits into so many columns. */
function takeColumns(text: string, columns: number): string {
  let taken = '';
  let width = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width > columns) break;
    taken += character;
  }
  return taken;
}

function prefix(before: string, { text, start, end }: Marked): Marked {
  return { text: before + text, start: start + before.length, end: end + before.length };
}

function dropStart({ text, start, end }: Marked, count: number): Marked {
  return { text: text.slice(count), start: start - count, end: end - count };
}
