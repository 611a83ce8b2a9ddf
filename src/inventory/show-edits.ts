import { makeSourceFile, rangeOf } from './source.ts';
import { applyEdits, sortEdits, type TextEdit } from './text-edit.ts';

/** Lines that give way to others; lines are counted from 0. */
interface Change {
  readonly at: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Lines of context around each change, as everywhere. */
const CONTEXT = 3;

/** A unified diff of one file before and after its edits; empty without edits. */
export function showEdits(path: string, text: string, edits: readonly TextEdit[]): string {
  const lines = text.split('\n');
  const changes = toChanges(text, lines, edits);
  if (changes.length === 0) return '';
  let growth = 0;
  const hunks = toHunks(changes).map((hunk) => {
    const shown = showHunk(hunk, lines, growth);
    for (const { added, removed } of hunk) growth += added.length - removed.length;
    return shown;
  });
  return `--- ${path}\n+++ ${path}\n${hunks.join('')}`;
}

/** Edits that touch a line in common make one change. */
function toChanges(text: string, lines: readonly string[], edits: readonly TextEdit[]): readonly Change[] {
  const file = makeSourceFile({ path: '', folder: '', text });
  const blocks: { first: number; last: number; edits: TextEdit[] }[] = [];
  for (const edit of sortEdits(edits)) {
    const { line, endLine } = rangeOf({ file, ...edit });
    const block = blocks.at(-1);
    if (block === undefined || line - 1 > block.last) {
      blocks.push({ first: line - 1, last: endLine - 1, edits: [edit] });
      continue;
    }
    block.last = Math.max(block.last, endLine - 1);
    block.edits.push(edit);
  }
  return blocks.map(({ first, last, edits: own }) => {
    const from = file.lineStarts[first] ?? 0;
    const before = lines.slice(first, last + 1);
    const moved = own.map((edit) => ({ ...edit, start: edit.start - from, end: edit.end - from }));
    return withoutCommon(first, before, applyEdits(before.join('\n'), moved).split('\n'));
  });
}

function withoutCommon(first: number, before: readonly string[], after: readonly string[]): Change {
  const most = Math.min(before.length, after.length);
  let same = 0;
  while (same < most && before[same] === after[same]) same += 1;
  let tail = 0;
  while (tail < most - same && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return {
    at: first + same,
    removed: before.slice(same, before.length - tail),
    added: after.slice(same, after.length - tail),
  };
}

/** Changes whose context would meet stand in one hunk. */
function toHunks(changes: readonly Change[]): readonly (readonly Change[])[] {
  const hunks: Change[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const change of changes) {
    if (change.at - end <= 2 * CONTEXT) hunks.at(-1)?.push(change);
    else hunks.push([change]);
    end = change.at + change.removed.length;
  }
  return hunks;
}

function showHunk(changes: readonly Change[], lines: readonly string[], growth: number): string {
  const [first] = changes;
  const last = changes.at(-1);
  if (first === undefined || last === undefined) return '';
  // The text after a last line feed is no line.
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const from = Math.max(0, first.at - CONTEXT);
  const to = Math.min(count, last.at + last.removed.length + CONTEXT);
  const shown: string[] = [];
  let next = from;
  for (const { at, removed, added } of changes) {
    shown.push(...prefixed(' ', lines.slice(next, at)), ...prefixed('-', removed), ...prefixed('+', added));
    next = at + removed.length;
  }
  shown.push(...prefixed(' ', lines.slice(next, to)));
  const added = changes.reduce((sum, change) => sum + change.added.length - change.removed.length, 0);
  const header = `@@ -${from + 1},${to - from} +${from + 1 + growth},${to - from + added} @@`;
  return `${[header, ...shown].join('\n')}\n`;
}

function prefixed(prefix: string, lines: readonly string[]): readonly string[] {
  return lines.map((line) => `${prefix}${line.replace(/\r$/, '')}`);
}
