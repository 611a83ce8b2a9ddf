import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The process that writes, and what it knows of others. */
export interface WritingProcess {
  readonly id: number;
  readonly isAlive: (id: number) => boolean;
}

/** Beside the place of a bundle, while a run writes it: what it writes, and what was there before. */
export function workingFolders(
  place: string,
  { id }: WritingProcess,
): { readonly fresh: string; readonly older: string } {
  const start = `${place}.vlkctl-${id}`;
  return { fresh: `${start}.tmp`, older: `${start}.old` };
}

const LEFTOVER = /^\.vlkctl-(?<pid>\d+)\.(?<kind>tmp|old)$/;

/**
 * Clears what runs that were killed left beside the place of a bundle, as keys in clear lie in it: drafts are removed, and the bundle
 * that one of them had put aside comes back where there is none. What a run that is not over works on stays.
 */
export function clearLeftovers(place: string, self: WritingProcess): void {
  for (const name of namesBeside(place)) {
    const { pid, kind } = LEFTOVER.exec(name)?.groups ?? {};
    if (pid === undefined || (Number(pid) !== self.id && self.isAlive(Number(pid)))) continue;
    const leftover = `${place}${name}`;
    if (kind === 'tmp') rmSync(leftover, { recursive: true, force: true });
    else if (existsSync(place)) removeOlder(leftover, place);
    else renameSync(leftover, place);
  }
}

/** What follows the name of the place in names beside it. */
function namesBeside(place: string): readonly string[] {
  const folder = dirname(place);
  if (!existsSync(folder)) return [];
  const start = basename(place);
  return readdirSync(folder)
    .filter((name) => name.startsWith(start))
    .map((name) => name.slice(start.length));
}

/** Removes a bundle that another has taken the place of; its receipts move there. */
export function removeOlder(older: string, place: string): void {
  const receipts = join(older, 'receipts');
  const kept = join(place, 'receipts');
  if (existsSync(receipts)) {
    if (existsSync(kept)) cpSync(receipts, kept, { recursive: true, force: false, preserveTimestamps: true });
    else renameSync(receipts, kept);
  }
  rmSync(older, { recursive: true, force: true });
}
