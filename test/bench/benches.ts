import { join } from 'node:path';
import { amount, type Figure, ratio } from './figure.ts';
import { writeFleet, writeNames, writeSettings } from './inventories.ts';
import { measure, type Program } from './measure.ts';
import { countWrites, vlkctl } from './vlkctl.ts';

/** How much is measured: `--quick` takes less of it, to see that the benches still run. */
export interface Scale {
  /** A folder of our own that is removed afterwards. */
  readonly folder: string;
  readonly rounds: number;
  /** Hosts in a file that is only validated. */
  readonly validated: number;
  /** Simulated hosts that are read. */
  readonly read: number;
  /** Simulated hosts that are changed. */
  readonly changed: number;
}

/** One question and its answer; the targets are those of the design. */
export type Bench = (scale: Scale) => readonly Figure[];

export const BENCHES: ReadonlyMap<string, Bench> = new Map<string, Bench>([
  ['version', version],
  ['start', start],
  ['validate-names', (scale) => validate(scale, 'names', writeNames)],
  ['validate-settings', (scale) => validate(scale, 'settings', writeSettings)],
  ['drift', drift],
  ['drift-memory', driftMemory],
  ['apply', apply],
]);

/** The shortest program there is; a test freezes it. */
export const NOTHING: readonly string[] = ['-e', '0'];
const PARSE_YAML = join(import.meta.dirname, '../floors/parse-yaml.mjs');
const REHEARSAL = join(import.meta.dirname, '../../../inventories/rehearsal.yaml');
/** A start is so short that whatever else the machine does shows: more of them are tried. */
const STARTS = 10;

function version({ folder, rounds }: Scale): readonly Figure[] {
  const programs = [vlkctl(['--version'], folder), nothing(folder)];
  const [ours, floor] = measure(programs, rounds * STARTS);
  return [ratio('vlkctl --version / node -e 0', cpu(ours), cpu(floor), 1.5)];
}

function start({ folder, rounds }: Scale): readonly Figure[] {
  const programs = [vlkctl(['validate', '-i', REHEARSAL], folder), nothing(folder)];
  const [ours, floor] = measure(programs, rounds * STARTS);
  return [ratio('vlkctl validate of the rehearsal / node -e 0', cpu(ours), cpu(floor))];
}

function validate(scale: Scale, name: string, write: (file: string, hosts: number) => void): readonly Figure[] {
  const file = join(scale.folder, `${name}.yaml`);
  write(file, scale.validated);
  const alone: Program = { args: [PARSE_YAML, file], folder: scale.folder, exitCode: 0 };
  const [ours, floor] = measure([vlkctl(['validate', '-i', file], scale.folder), alone], scale.rounds);
  const what = `validate, ${scale.validated} hosts with ${name}`;
  return [
    ratio(`${what} / yaml alone`, cpu(ours), cpu(floor), 1.5),
    amount(`${what}: memory`, megabytes(ours), 'MB', 800),
    amount('  yaml alone', megabytes(floor), 'MB'),
  ];
}

function drift({ folder, rounds, read }: Scale): readonly Figure[] {
  const few = read / 10;
  const [small, large] = measure([driftOf(few, folder), driftOf(read, folder)], rounds);
  const cpuPerHost = (cpu(large) - cpu(small)) / (read - few);
  return [
    amount(`drift, ${read} simulated hosts: CPU`, cpu(large), 'ms'),
    amount('  for each host more', cpuPerHost, 'ms'),
    amount('  hosts in one second of CPU', 1000 / cpuPerHost, 'hosts/s'),
  ];
}

/**
 * V8 lets the space for new objects grow up to 48 MB with how much is allocated, not with how much is kept, and at a
 * thousand hosts it has not grown yet. Held at its smallest, what is left is what a run keeps of a host.
 */
const YOUNG = ['--max-semi-space-size=1'];

function driftMemory({ folder, rounds, read }: Scale): readonly Figure[] {
  const few = read / 10;
  const programs = [
    driftOf(few, folder, YOUNG),
    driftOf(read, folder, YOUNG),
    driftOf(few, folder),
    driftOf(read, folder),
  ];
  const [small, large, plainSmall, plainLarge] = measure(programs, rounds);
  const each = (a: { peakKb: number } | undefined, b: { peakKb: number } | undefined): number =>
    ((b?.peakKb ?? 0) - (a?.peakKb ?? 0)) / (read - few);
  return [
    amount(`drift, ${read} simulated hosts: memory`, megabytes(plainLarge), 'MB'),
    amount('  for each host more, what is kept', each(small, large), 'KB', 4),
    amount('  for each host more, with room for new objects', each(plainSmall, plainLarge), 'KB'),
  ];
}

function apply({ folder, changed }: Scale): readonly Figure[] {
  const { first, second, cpuMs } = countWrites(fleetFile(changed, folder), folder);
  return [
    amount(`apply, ${changed} simulated hosts: CPU`, cpuMs, 'ms'),
    amount('  hosts that were not written', changed - first, 'hosts', 0),
    amount('  written by a second apply', second, 'hosts', 0),
  ];
}

function driftOf(hosts: number, folder: string, flags: readonly string[] = []): Program {
  const drifted = 2;
  const args = ['drift', '--quiet', '-i', fleetFile(hosts, folder), '--state', join(folder, 'drift')];
  return { ...vlkctl(args, folder, flags), exitCode: drifted };
}

function fleetFile(hosts: number, folder: string): string {
  const file = join(folder, `fleet-${hosts}.yaml`);
  writeFleet(file, hosts);
  return file;
}

function nothing(folder: string): Program {
  return { args: NOTHING, folder, exitCode: 0 };
}

function cpu(usage: { readonly cpuMs: number } | undefined): number {
  return usage?.cpuMs ?? Number.NaN;
}

function megabytes(usage: { readonly peakKb: number } | undefined): number {
  return (usage?.peakKb ?? Number.NaN) / 1024;
}
