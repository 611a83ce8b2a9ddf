import type { Written, WrittenEntry, WrittenScalar } from './written.ts';

/** A single value that is text. */
export interface WrittenText extends WrittenScalar {
  readonly value: string;
}

/** The texts of a list; none when the value is something else, which validation reports. */
export function textsIn(entry: WrittenEntry | undefined): readonly WrittenText[] {
  return entry?.value.kind === 'list' ? entry.value.items.filter(isText) : [];
}

/** The texts of a list, or the one text that stands in its place. */
export function textOrTexts(entry: WrittenEntry | undefined): readonly WrittenText[] {
  return entry !== undefined && isText(entry.value) ? [entry.value] : textsIn(entry);
}

function isText(value: Written): value is WrittenText {
  return value.kind === 'scalar' && typeof value.value === 'string';
}
