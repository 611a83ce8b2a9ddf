import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostSpec } from '../model/host.ts';
import { initialState, type SimulatedState, simulatedAccess } from './simulated-host.ts';

/** What the simulated hosts are, remembered between runs. Only who holds the lock of the state folder may write. */
export interface SimulatedFleet {
  /** The host as it is now: as remembered, or as on its first day. */
  get(host: HostSpec): SimulatedState;
  /** Remembers these hosts, with one write for all of them. */
  set(states: ReadonlyMap<HostSpec, SimulatedState>): void;
  /** Forgets these hosts, or all of them: they are as on their first day again. */
  forget(hosts?: readonly HostSpec[]): void;
}

interface Entry {
  readonly state: SimulatedState;
  /** The fault that the inventory declared at that time. */
  readonly declaredFault: string | null;
}

interface Remembered {
  readonly entries: Map<string, Entry>;
  /** Lines in the file: one for each change, until they are put together. */
  lines: number;
  /** The last line was never finished; what comes next begins a line of its own. */
  isTorn: boolean;
}

/** A file with more lines than this for each host, and this many at least, is written anew. */
const MOST_LINES_PER_HOST = 4;
const FEWEST_LINES = 1000;

/** Opens the fleet of a folder. The file is read at the first use, so that whoever takes a lock first sees the latest. */
export function openFleet(folder: string): SimulatedFleet {
  const file = join(folder, 'fleet.jsonl');
  let known: Remembered | undefined;
  const remembered = (): Remembered => (known ??= readFleet(file));
  return {
    get: (host) => currentState(host, remembered().entries.get(host.name)),
    set: (states) => {
      if (states.size === 0) return;
      const fleet = remembered();
      const added = [...states].map(([host, state]) => remember(fleet, host, state));
      if (isOvergrown(fleet)) writeFleet(file, fleet);
      else appendLines(file, fleet, added);
    },
    forget: (hosts) => {
      const fleet = remembered();
      if (hosts === undefined) fleet.entries.clear();
      for (const { name } of hosts ?? []) fleet.entries.delete(name);
      writeFleet(file, fleet);
    },
  };
}

/**
 * What is remembered wins over the inventory, but for a fault that was edited there since: whoever edits it means it
 * to happen now.
 */
function currentState(host: HostSpec, entry: Entry | undefined): SimulatedState {
  if (entry === undefined) return initialState(host);
  const fault = simulatedAccess(host).fault ?? null;
  return entry.declaredFault === fault ? entry.state : { ...entry.state, fault };
}

function remember(fleet: Remembered, host: HostSpec, state: SimulatedState): string {
  const entry = { state, declaredFault: simulatedAccess(host).fault ?? null };
  fleet.entries.set(host.name, entry);
  fleet.lines += 1;
  return toLine(host.name, entry);
}

function isOvergrown({ lines, entries }: Remembered): boolean {
  return lines > FEWEST_LINES && lines > entries.size * MOST_LINES_PER_HOST;
}

function readFleet(file: string): Remembered {
  const entries = new Map<string, Entry>();
  const text = readText(file);
  const lines = text.split('\n');
  for (const line of lines) {
    const value = line === '' ? undefined : parseLine(line);
    if (isEntry(value)) entries.set(value[0], { state: value[1], declaredFault: value[2] });
  }
  return { entries, lines: lines.length - 1, isTorn: text !== '' && !text.endsWith('\n') };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The file is written by this one only; a line of another version, or a torn one, is forgotten, and the host starts anew. */
function isEntry(value: unknown): value is [string, SimulatedState, string | null] {
  if (!Array.isArray(value) || value.length !== 3 || typeof value[0] !== 'string') return false;
  const state: unknown = value[1];
  return typeof state === 'object' && state !== null && 'slots' in state && 'suiteMask' in state;
}

function appendLines(file: string, fleet: Remembered, lines: readonly string[]): void {
  const text = `${fleet.isTorn ? '\n' : ''}${lines.join('')}`;
  try {
    appendFileSync(file, text);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
    appendFileSync(file, text);
  }
  fleet.isTorn = false;
}

/** One line a host. Renamed into place: whoever reads at the same time sees the old file or the new one. */
function writeFleet(file: string, fleet: Remembered): void {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  const lines = [...fleet.entries].map(([name, entry]) => toLine(name, entry));
  writeFileSync(`${file}.new`, lines.join(''));
  renameSync(`${file}.new`, file);
  fleet.lines = lines.length;
  fleet.isTorn = false;
}

function toLine(name: string, { state, declaredFault }: Entry): string {
  return `${JSON.stringify([name, state, declaredFault])}\n`;
}
