import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BENCH } from './places.ts';

/** What is measured: Node with these arguments, in its own process. */
export interface Program {
  readonly args: readonly string[];
  readonly folder: string;
  /** The exit code that shows that it did its work. */
  readonly exitCode: number;
}

/** What one process used: CPU time of user and system together, the most memory it had at any time, and how long it took. */
export interface Usage {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakKb: number;
}

const METER = join(BENCH, 'meter.cjs');

/**
 * Runs the programs in turn, so that what disturbs one disturbs all, and answers the best of all rounds for each.
 * CPU time and not wall time: others may be using the machine.
 */
export function measure(programs: readonly Program[], rounds: number): readonly Usage[] {
  const all = Array.from({ length: rounds }, () => programs.map((program) => run(program).usage));
  return programs.map((_, index) => bestOf(all.flatMap((round) => round[index] ?? [])));
}

/** Runs a program once and answers what it printed and used. Throws when it did not do its work. */
export function run(program: Program): { readonly stdout: string; readonly usage: Usage } {
  const begun = performance.now();
  const { status, stdout, stderr, output } = spawnSync(process.execPath, ['--require', METER, ...program.args], {
    cwd: program.folder,
    env: { NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const wallMs = performance.now() - begun;
  if (status !== program.exitCode) {
    throw new Error(`node ${program.args.join(' ')}: exit code ${status}, not ${program.exitCode}\n${stdout}${stderr}`);
  }
  return { stdout, usage: toUsage(JSON.parse(output[3] ?? ''), wallMs) };
}

function bestOf(usages: readonly Usage[]): Usage {
  return {
    cpuMs: Math.min(...usages.map(({ cpuMs }) => cpuMs)),
    wallMs: Math.min(...usages.map(({ wallMs }) => wallMs)),
    peakKb: Math.min(...usages.map(({ peakKb }) => peakKb)),
  };
}

function toUsage(value: unknown, wallMs: number): Usage {
  if (typeof value === 'object' && value !== null && 'cpuMs' in value && 'peakKb' in value) {
    return { cpuMs: Number(value.cpuMs), peakKb: Number(value.peakKb), wallMs };
  }
  throw new Error('The meter said nothing that could be read');
}
