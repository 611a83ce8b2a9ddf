import { resolve as resolvePath } from 'node:path';
import { parseDuration } from './duration.ts';
import type { SourceFile } from './source.ts';
import { entryOf, textOf, type Written } from './written.ts';

/** A path that another system understands too: `\\server\share`, `C:\folder`. */
const WINDOWS_PATH = /^(?:\\\\|[A-Za-z]:[\\/])/;

/** Insists on a value. What is missing after validation is a bug of ours, so it throws. */
export function demand<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('An inventory with errors was resolved.');
  return value;
}

/** The text of a property that validation has made sure of. */
export function demandText(value: Written | undefined, name: string): string {
  return demand(textIn(value, name));
}

/** The length of a property that validation has made sure of, in milliseconds. */
export function demandDurationMs(value: Written, name: string): number {
  return demand(parseDuration(demandText(value, name)));
}

/** The word of a list that validation has made sure of. */
export function demandOne<T extends string>(allowed: readonly T[], text: string | undefined): T {
  return demand(allowed.find((each) => each === text));
}

/** The text of a property, if it is there. */
export function textIn(value: Written | undefined, name: string): string | undefined {
  return textOf(entryOf(value, name));
}

/** The number of a property, if it is there. */
export function numberIn(value: Written | undefined, name: string): number | undefined {
  const written = entryOf(value, name)?.value;
  return written?.kind === 'scalar' && typeof written.value === 'number' ? written.value : undefined;
}

/** Whether a property is there and says `true`. */
export function isTrue(value: Written | undefined, name: string): boolean {
  const written = entryOf(value, name)?.value;
  return written?.kind === 'scalar' && written.value === true;
}

/** A path as this controller can use it: relative ones start at the folder of the file they are written in. */
export function absolutePath(value: Written | undefined, name: string): string {
  const entry = demand(entryOf(value, name));
  return absoluteText(demand(textOf(entry)), entry.file);
}

/** The same of a path that stands in a file. */
export function absoluteText(path: string, file: SourceFile): string {
  return WINDOWS_PATH.test(path) ? path : resolvePath(file.folder, path);
}
