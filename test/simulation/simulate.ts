import { pickNumber, type Random, seededRandom } from '../../src/lab/seeded-random.ts';
import { arrange } from '../support/random-fleets.ts';
import { type AmbientFault, Chaos } from './chaos.ts';
import { converge } from './converge.ts';
import { type Fleet, makeFleet, pick } from './fleet.ts';
import { Run } from './run.ts';
import { VirtualHost } from './virtual-host.ts';
import { Machine } from './virtual-process.ts';
import { VirtualTime } from './virtual-time.ts';
import { Watch } from './watch.ts';

/** What became of one seed. */
export interface Simulated {
  readonly seed: number;
  /** What was not as it must be; empty when all is well. */
  readonly problems: readonly string[];
  /** Every moment, with its time; empty unless it was asked for. */
  readonly trace: readonly string[];
  /** How often faults struck and runs ended how: shows that the simulation comes to what it is for. */
  readonly reached: ReadonlyMap<string, number>;
  readonly events: number;
}

/** Longer than any answer is waited for. */
const DEADLINE_MS = 30_000;
/** So much never happens in a simulation that comes to an end. */
const MOST_EVENTS = 50_000;
/** No run may take longer than this, of virtual time. */
const LONGEST_RUN_MS = 12 * 3_600_000;

/** Simulates what one seed says: a fleet, runs over it with faults at any point, and runs without faults after that. */
export async function simulate(seed: number, isTraced = false): Promise<Simulated> {
  const world = new Simulation(seed, isTraced);
  await world.disturbedRuns();
  await world.calmDown();
  if (world.watch.problems.length === 0) await converge(world);
  const { watch, trace, reached, time, chaos } = world;
  for (const [fault, times] of chaos.struck) reached.set(fault, times);
  return { seed, problems: watch.problems, trace, reached, events: time.events };
}

/** The world of one seed. */
export class Simulation {
  readonly random: Random;
  readonly time: VirtualTime;
  readonly chaos: Chaos;
  readonly fleet: Fleet;
  readonly hosts: ReadonlyMap<string, VirtualHost>;
  /** The first one does most of the work; the other one has a state folder of its own. */
  readonly machines: readonly [Machine, Machine];
  readonly watch: Watch;
  readonly trace: string[] = [];
  readonly reached: Map<string, number> = new Map();
  readonly deadlineMs: number = DEADLINE_MS;
  /** Bytes after which a journal goes on in a new file. */
  readonly journalBytes: number;
  readonly #isTraced: boolean;
  #intents = 0;
  #runs = 0;

  constructor(seed: number, isTraced: boolean, fleet?: Fleet) {
    this.#isTraced = isTraced;
    this.random = seededRandom(seed);
    this.time = new VirtualTime(this.random);
    this.chaos = new Chaos(this.random);
    this.fleet = fleet ?? makeFleet(this.random);
    this.journalBytes = this.random() < 0.3 ? 1500 : 8_000_000;
    this.machines = [new Machine('ctl-a'), new Machine('ctl-b')];
    // Windows may be closed at the beginning.
    for (const machine of this.machines) machine.clockOffset = this.random() * 7_200_000;
    this.watch = new Watch(this.fleet, this.machines);
    this.hosts = new Map(this.fleet.inventory.hosts.map((spec) => [spec.name, new VirtualHost(spec, this)]));
    for (const [name, one] of this.fleet.hosts) arrange(this.hostOf(name).state, one);
  }

  hostOf(name: string): VirtualHost {
    const host = this.hosts.get(name);
    if (host === undefined) throw new Error(`No host ${name}`);
    return host;
  }

  get onStep(): Watch['steps'] {
    return (host, change, label) => this.watch.steps(host, change, label);
  }

  get newIntent(): number {
    return (this.#intents += 1);
  }

  get newRun(): number {
    return (this.#runs += 1);
  }

  /** Something happens now; anything may go wrong. */
  get moment(): (label: string, where?: VirtualHost) => void {
    return (label, where) => {
      this.note(label);
      const fault = this.chaos.strikeMoment(where !== undefined);
      if (fault !== undefined) this.#strike(fault, where);
    };
  }

  note(label: string): void {
    if (this.#isTraced) this.trace.push(`${(this.time.now / 1000).toFixed(3).padStart(10)} ${label}`);
  }

  reach(what: string): void {
    this.reached.set(what, (this.reached.get(what) ?? 0) + 1);
  }

  /** Runs one after the other, and now and then two at a time. */
  async disturbedRuns(): Promise<void> {
    const { random } = this;
    for (let left = 1 + pickNumber(random, 4); left > 0; left -= 1) {
      const run = new Run(this, Run.anyPlan(this));
      run.start();
      await (random() < 0.7 ? this.toEnd(run) : this.#wait(run, random() * 20_000));
      if (this.watch.problems.length > 0) return;
    }
  }

  /** Faults are over, and everything that is under way ends: hosts come back, payloads end, late requests arrive. */
  async calmDown(): Promise<void> {
    this.chaos.isOver = true;
    this.note('nothing goes wrong any more');
    for (const { disk } of this.machines) disk.isFull = false;
    for (const { interruption } of this.machines.flatMap(({ alive }) => alive)) interruption.abort();
    this.time.wake();
    await this.time.runUntil(() => this.watch.problems.length > 0, MOST_EVENTS);
    const left = this.machines.flatMap(({ alive }) => alive);
    if (this.watch.problems.length === 0 && left.length > 0) this.watch.report(`${left.length} runs never ended`);
  }

  /** Waits for a run to end or to die. */
  async toEnd(run: Run): Promise<void> {
    await this.#wait(run, LONGEST_RUN_MS);
    if (!run.isOver && this.watch.problems.length === 0) this.watch.report(`${run.name} does not come to an end`);
  }

  async #wait(run: Run, mostMs: number): Promise<void> {
    const until = this.time.now + mostMs;
    const callOff = this.time.after(mostMs, () => undefined);
    await this.time.runUntil(() => run.isOver || this.time.now >= until || this.watch.problems.length > 0, MOST_EVENTS);
    callOff();
  }

  #strike(fault: AmbientFault, where: VirtualHost | undefined): void {
    const { random } = this;
    const host = where ?? pick([...this.hosts.values()], random);
    const alive = this.machines.flatMap((each) => each.alive);
    const process = alive[pickNumber(random, alive.length)];
    const machine = process?.machine ?? pick(this.machines, random);
    this.note(`! ${fault}: ${fault.startsWith('host') ? host.name : `${machine.name}/${process?.pid ?? '-'}`}`);
    switch (fault) {
      case 'host-reboots':
      case 'host-off':
        return host.goDownForAWhile(fault === 'host-reboots');
      case 'host-clock-jumps':
        host.clockOffset += jump(random);
        return;
      case 'controller-clock-jumps':
        machine.clockOffset += jump(random);
        return;
      case 'controller-killed':
        if (process !== undefined) process.isAlive = false;
        return;
      case 'controller-loses-power':
        for (const one of machine.alive) one.isAlive = false;
        machine.boots += 1;
        return machine.disk.losePower(random);
      case 'disk-full':
        machine.disk.isFull = true;
        this.time.after(random() * 600_000, () => {
          machine.disk.isFull = false;
        });
        return;
      case 'ctrl-c':
        process?.interruption.abort();
        return this.time.wake();
    }
  }
}

const JUMPS_MS = [1000, 60_000, 3_600_000, 86_400_000, 400 * 86_400_000];

/** By a second or by a year, forward or back. */
function jump(random: Random): number {
  return (random() < 0.5 ? -1 : 1) * pick(JUMPS_MS, random) * random();
}
