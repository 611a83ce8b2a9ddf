import { join } from 'node:path';
import { amount, type Figure, ratio } from './figure.ts';
import { writeFarm, writeFleet, writeNames, writeReceipts, writeSettings } from './inventories.ts';
import { measure, type Program } from './measure.ts';
import { BENCH, ROOT } from './places.ts';
import { type Farm, type FarmCounts, startFarm } from './run-farm.ts';
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
  /** Hosts that are reached over the network. */
  readonly far: number;
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
  ['ingest', ingest],
  ['winrm', winrm],
  ['winrm-latency', winrmLatency],
  ['winrm-memory', winrmMemory],
]);

/** The shortest program there is; a test freezes it. */
export const NOTHING: readonly string[] = ['-e', '0'];
const PARSE_YAML = join(BENCH, 'floors/parse-yaml.mjs');
const REHEARSAL = join(ROOT, 'inventories/rehearsal.yaml');
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

const READ_FILES = join(BENCH, 'floors/read-files.mjs');
/** As many as `ingest` reads at the same time. */
const FILES_AT_ONCE = 32;

/** A receipt of each host: taken in once, and then again, when all of them are known. */
function ingest({ folder, rounds, validated }: Scale): readonly Figure[] {
  const receipts = join(folder, 'receipts');
  const file = join(folder, 'pulling.yaml');
  writeReceipts(file, receipts, validated);
  const ours = vlkctl(['ingest', '--quiet', '-i', file, '--state', join(folder, 'ingest')], folder);
  const floor: Program = { args: [READ_FILES, receipts, String(FILES_AT_ONCE)], folder, exitCode: 0 };
  const [first] = measure([ours], 1);
  const [again, bare] = measure([ours, floor], Math.min(rounds, 3));
  return [
    ratio(`ingest, ${validated} receipts / readdir and readFile alone`, cpu(again), cpu(bare), 3),
    amount('  seconds for all of them, the first time', (first?.wallMs ?? Number.NaN) / 1000, 's'),
    amount('  seconds when they are known', (again?.wallMs ?? Number.NaN) / 1000, 's'),
    amount('  memory', megabytes(first), 'MB', 1000),
  ];
}

const FLOOR_OF_WINRM = join(BENCH, 'floors/post-keep-alive.mjs');
const IN_FLIGHT = 64;

function winrm({ folder, rounds, far }: Scale): readonly Figure[] {
  using farm = startFarm(folder);
  const ours = driftOverWinrm(folder, far, farm, IN_FLIGHT);
  const visit = visitOf(farm, ours, far);
  const [drifted, floor] = measure([ours, bareClient(folder, far, farm, visit)], rounds);
  return [
    ratio(`drift, ${far} hosts over WinRM with NTLM / node:http`, cpu(drifted), cpu(floor), 2),
    amount('  CPU for each host', cpu(drifted) / far, 'ms'),
    amount('  round trips for each host', visit.requests, 'requests', 6),
    amount('  connections for each host', visit.sockets, 'sockets', 1),
    amount('  bytes sent and received for each host', visit.requests * (visit.size + visit.replySize), 'B'),
  ];
}

const LATENCY_MS = 100;
const FAR_IN_FLIGHT = 256;

function winrmLatency({ folder, rounds, far }: Scale): readonly Figure[] {
  using farm = startFarm(folder, LATENCY_MS);
  const ours = driftOverWinrm(folder, far, farm, FAR_IN_FLIGHT);
  const { requests } = visitOf(farm, ours, far);
  const [drifted] = measure([ours], rounds);
  // As many rounds as it takes: the last hosts do not come any sooner because they are few.
  const allowed = Math.ceil(far / FAR_IN_FLIGHT) * requests * LATENCY_MS;
  const what = `drift, ${far} hosts over WinRM at ${LATENCY_MS} ms, ${FAR_IN_FLIGHT} at once / what latency allows`;
  return [ratio(what, drifted?.wallMs ?? Number.NaN, allowed, 1.3)];
}

function winrmMemory({ folder, far }: Scale): readonly Figure[] {
  using farm = startFarm(folder);
  return [far / 10, far, far * 10].map((hosts) => {
    const [usage] = measure([driftOverWinrm(folder, hosts, farm, IN_FLIGHT)], 1);
    return amount(`drift, ${hosts} hosts over WinRM: memory`, megabytes(usage), 'MB');
  });
}

function driftOverWinrm(folder: string, hosts: number, farm: Farm, atOnce: number): Program {
  const file = join(folder, `farm-${hosts}.yaml`);
  writeFarm(file, hosts, farm.ports.winrm);
  const flags = ['--quiet', '--concurrency', String(atOnce), '--state', join(folder, 'winrm')];
  const drifted = 2;
  return { ...vlkctl(['drift', '-i', file, ...flags], folder), exitCode: drifted };
}

/** What one host costs on the wire, on the average. */
interface Visit {
  readonly sockets: number;
  readonly requests: number;
  /** Bytes of one request and of one reply, headers and all. */
  readonly size: number;
  readonly replySize: number;
}

function visitOf(farm: Farm, program: Program, hosts: number): Visit {
  const before = farm.counts();
  measure([program], 1);
  const after = farm.counts();
  const more = (name: keyof FarmCounts): number => after[name] - before[name];
  const requests = (more('requests') + more('authentications')) / hosts;
  return {
    sockets: more('sockets') / hosts,
    requests,
    size: Math.round(more('received') / hosts / requests),
    replySize: Math.round(more('sent') / hosts / requests),
  };
}

/** Bytes of the floor's own headers, so that it sends and gets as much as we do. */
const OWN_HEADERS = 170;
const OWN_REPLY_HEADERS = 110;

function bareClient(folder: string, hosts: number, farm: Farm, { requests, size, replySize }: Visit): Program {
  const numbers = [farm.ports.bare, hosts, IN_FLIGHT, requests, size - OWN_HEADERS, replySize - OWN_REPLY_HEADERS];
  return { args: [FLOOR_OF_WINRM, ...numbers.map(String)], folder, exitCode: 0 };
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
