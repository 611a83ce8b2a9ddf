import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Program, run } from './measure.ts';
import { ROOT } from './places.ts';

const BIN = join(ROOT, 'dist/program/vlkctl.js');

/** The built command line, expected to answer 0. */
export function vlkctl(args: readonly string[], folder: string, flags: readonly string[] = []): Program {
  return { args: [...flags, BIN, ...args], folder, exitCode: 0 };
}

/** Applies an inventory twice and counts the changes that the simulated hosts themselves remember. */
export function countWrites(
  inventory: string,
  folder: string,
): { readonly first: number; readonly second: number; readonly cpuMs: number } {
  const state = join(folder, 'apply');
  const program = vlkctl(['apply', '--yes', '--quiet', '-i', inventory, '--state', state], folder);
  const { cpuMs } = run(program).usage;
  const after = readWrites(state);
  run(program);
  return { first: new Set(after.map(hostOf)).size, second: readWrites(state).length - after.length, cpuMs };
}

/** One line for each time the state of a simulated host changed. */
function readWrites(state: string): readonly string[] {
  const text = readFileSync(join(state, 'simulation', 'fleet.jsonl'), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

function hostOf(line: string): string {
  const entry: unknown = JSON.parse(line);
  return Array.isArray(entry) ? String(entry[0]) : '';
}
