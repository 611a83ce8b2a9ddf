import { recordDrift } from '../../src/engine/record-drift.ts';
import { apply, drift, plan, recover } from '../../src/engine/run.ts';
import type { RunContext } from '../../src/engine/run-context.ts';
import { pickNumber } from '../../src/lab/seeded-random.ts';
import type { Clock } from '../../src/model/clock.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { HostSpec } from '../../src/model/host.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import type { HostOutcome } from '../../src/model/outcome.ts';
import { RunRefused } from '../../src/model/run-refused.ts';
import { codeOf } from '../../src/model/system-error.ts';
import { sumUp } from '../../src/reporters/sum-up.ts';
import { chooseStrategy } from '../../src/strategies/choose-strategy.ts';
import { intentId } from '../support/builders.ts';
import { keyOf } from '../support/random-fleets.ts';
import { pick } from './fleet.ts';
import type { Simulation } from './simulate.ts';
import type { Machine, VirtualProcess } from './virtual-process.ts';
import { windowStateAt } from './virtual-windows.ts';
import { type Hears, transportOf } from './virtual-wire.ts';
import type { WatchedRun } from './watch.ts';
import { WatchedRollout } from './watched-rollout.ts';

/** What a run is told to do. */
export interface RunPlan {
  readonly machine: Machine;
  readonly inventory: Inventory;
  readonly command: WatchedRun['command'];
  readonly hosts: readonly HostSpec[];
  readonly concurrency: number;
  readonly isConfirmed: boolean;
  readonly areWavesAgreed: boolean;
  readonly lockTimeoutMs: number;
  readonly waitsForWindows: boolean;
  readonly retries: number;
  /** Of `drift`: whether the journal keeps what it found. */
  readonly isRecorded: boolean;
}

/** How a run ended, when its process lived to tell. */
export interface RunEnding {
  readonly outcomes?: readonly HostOutcome[] | undefined;
  readonly isRefused: boolean;
  readonly error?: unknown;
}

/** One run of the real engine in a process of its own. */
export class Run implements WatchedRun {
  readonly name: string;
  readonly command: WatchedRun['command'];
  readonly process: VirtualProcess;
  readonly selected: ReadonlySet<string>;
  readonly given: Set<string> = new Set();
  readonly rollout: WatchedRollout;
  sent = 0;
  ending: RunEnding | undefined;
  readonly #world: Simulation;
  readonly #plan: RunPlan;

  constructor(world: Simulation, toDo: RunPlan) {
    this.#world = world;
    this.#plan = toDo;
    this.process = toDo.machine.start(world.time);
    this.name = `r${world.newRun}-${toDo.command}`;
    this.command = toDo.command;
    this.rollout = new WatchedRollout(toDo.inventory.rollout, toDo.hosts, this.process.clock.now);
    this.selected = new Set(toDo.hosts.map(({ name }) => name));
  }

  /** A run as somebody may start it. */
  static anyPlan({ random, machines, fleet }: Simulation): RunPlan {
    const all = fleet.inventory.hosts;
    return {
      machine: random() < 0.8 ? machines[0] : machines[1],
      inventory: fleet.inventory,
      command: pick(['apply', 'apply', 'apply', 'apply', 'recover', 'plan', 'drift'] as const, random),
      hosts: random() < 0.8 ? all : all.filter(() => random() < 0.6),
      concurrency: 1 + pickNumber(random, 3),
      isConfirmed: random() < 0.95,
      areWavesAgreed: random() < 0.9,
      lockTimeoutMs: random() < 0.7 ? 0 : 60_000,
      waitsForWindows: random() < 0.3,
      isRecorded: random() < 0.7,
      retries: pickNumber(random, 3),
    };
  }

  get isOver(): boolean {
    return this.ending !== undefined || !this.process.isAlive;
  }

  start(): void {
    const { time } = this.#world;
    this.#world.note(`${this.name} on ${[...this.selected].join(', ')}`);
    time.wake();
    void this.#work().then(
      (ending) => this.#end(ending),
      (error: unknown) => this.#end({ isRefused: error instanceof RunRefused, error }),
    );
  }

  async #work(): Promise<RunEnding> {
    const context = this.#context();
    switch (this.command) {
      case 'apply': {
        const { outcomes, refusals } = await apply(context, async () => this.#plan.isConfirmed);
        return { outcomes, isRefused: refusals.length > 0 || outcomes === undefined };
      }
      case 'recover':
        return { outcomes: (await recover(context)).outcomes, isRefused: false };
      case 'plan':
        await plan(context);
        return { isRefused: true };
      case 'drift':
        await (this.#plan.isRecorded ? recordDrift : drift)(context);
        return { isRefused: true };
    }
  }

  /** A process that has ended is dead too; what it left behind is on its disk. */
  #end(ending: RunEnding): void {
    const { watch, hosts } = this.#world;
    if (!this.process.isAlive) return;
    this.process.isAlive = false;
    this.ending = ending;
    const { outcomes = [], isRefused, error } = ending;
    this.#world.note(`${this.name} ended: ${describe(ending)}`);
    if (error !== undefined && !isRefused && codeOf(error) !== 'ENOSPC')
      watch.report(`${this.name} threw ${describeError(error)}`);
    if (isRefused && this.sent > 0) watch.report(`${this.name} was refused and changed hosts`);
    if (error instanceof RunRefused) this.#world.reach(error.code);
    for (const outcome of outcomes) {
      this.#world.reach(`${this.command} ${outcome.status}`);
      for (const { result } of outcome.settled) this.#world.reach(`settled ${result}`);
      const host = hosts.get(outcome.host);
      if (host !== undefined) watch.ends(this, outcome, host);
    }
  }

  #context(): RunContext {
    const world = this.#world;
    const { inventory, hosts, machine, areWavesAgreed, concurrency, lockTimeoutMs, waitsForWindows } = this.#plan;
    const { process } = this;
    const transport = transportOf(process, world, this.#hears());
    const { signal } = process.interruption;
    const moment = (label: string): void => world.moment(`${machine.name}/${process.pid} ${label}`);
    return {
      inventory,
      hosts,
      transportFor: () => transport,
      strategyFor: chooseStrategy,
      revealKey: async ({ label }) => keyOf(label),
      state: machine.disk.of(process, moment, world.random),
      lockOwner: process.lockOwner,
      journalBytes: world.journalBytes,
      lockTimeoutMs,
      clock: this.#clock(moment),
      runName: this.name,
      findCommit: async () => undefined,
      sumUp: (command, facts) =>
        sumUp(command, facts, { inventory, generatedAt: process.clock.now(), interrupted: signal.aborted }),
      newIntentId: () => intentId(`i20261122-${String(world.newIntent).padStart(6, '0')}`),
      concurrency,
      timeoutMs: world.deadlineMs,
      retries: this.#plan.retries,
      chance: world.random,
      signal,
      emit: (event) => this.#tell(event),
      openWindows: async () => windowStateAt,
      waitsForWindows,
      agreeToWave: async () => areWavesAgreed,
    };
  }

  /** Whatever ends a wait is a moment too: much can happen meanwhile. */
  #clock(moment: (label: string) => void): Clock {
    const { now, after } = this.process.clock;
    return {
      now,
      after: (ms, callBack) =>
        after(ms, () => {
          moment(`has waited ${ms} ms`);
          if (this.process.isAlive) callBack();
        }),
    };
  }

  #tell(event: RunEvent): void {
    const { watch } = this.#world;
    watch.tells(this, event);
    if (event.type === 'waiting') this.#world.reach('waits for a window');
    if (event.type === 'wave-started' && event.number === 2) this.#world.reach('second wave');
  }

  #hears(): Hears {
    const { watch } = this.#world;
    return {
      opens: (host, canWrite) => watch.opens(this, host, canWrite),
      sends: (host, change) => watch.sends(this, host, change),
    };
  }
}

/** With the place it comes from: what no run may throw is looked for there. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : 'something that is no error';
}

function describe({ outcomes, error }: RunEnding): string {
  if (error instanceof Error) return error.message;
  return outcomes?.map(({ host, status }) => `${host} ${status}`).join(', ') ?? 'nothing written';
}
