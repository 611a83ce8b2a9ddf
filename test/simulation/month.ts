import { pastRuns, runsOfHost } from '../../src/engine/past-runs.ts';
import { readWholeJournal } from '../../src/engine/read-journal.ts';
import type { HostSpec } from '../../src/model/host.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import type { PastEvent, PastRun } from '../../src/model/past-run.ts';
import { inventory, THIRD } from '../support/builders.ts';
import { KEYS, type KeyLabel, nameOf, type RandomHost, specOf } from '../support/random-fleets.ts';
import { ORIGINAL_TIMER } from '../support/simulated-host.ts';
import type { Fleet } from './fleet.ts';
import { Ledger } from './ledger.ts';
import { Run, type RunPlan } from './run.ts';
import { Simulation } from './simulate.ts';
import { WINDOWS } from './virtual-windows.ts';

const DAY_MS = 24 * 3_600_000;
const HOSTS = 12;
const OS_LEVELS = ['windows-xp-rtm', 'windows-xp-sp2', 'windows-xp-sp3'] as const;

/** A month of a fleet: things happen to hosts by day, and each night a run is started by nobody but a timer. */
export class Month {
  readonly world: Simulation;
  readonly ledger: Ledger = new Ledger();
  readonly #hosts = new Map<string, RandomHost>();

  constructor(seed: number) {
    for (let index = 0; index < HOSTS; index += 1) {
      const os = OS_LEVELS[index % OS_LEVELS.length] ?? 'windows-xp-rtm';
      this.#hosts.set(nameOf(index), { os, key: 'xp-en', carries: 'old', answer: 'accepts', trouble: 'none' });
    }
    this.world = new Simulation(seed, true, this.#fleet());
    // What goes wrong here goes wrong by day, and is known.
    this.world.chaos.isOver = true;
    for (const name of this.names) this.ledger.begin(name);
  }

  get names(): readonly string[] {
    return [...this.#hosts.keys()];
  }

  get problems(): readonly string[] {
    return this.world.watch.problems;
  }

  /** Somebody sets another key, or an image is put back. */
  drifts(name: string): void {
    this.world.hostOf(name).state.key = THIRD;
    this.ledger.drifts(name);
  }

  switches(name: string, to: 'on' | 'off'): void {
    this.world.hostOf(name).isOff = to === 'off';
    this.ledger.switches(name, to);
  }

  /** A commit gives a host another key. */
  declares(name: string, key: KeyLabel): void {
    const one = this.#hosts.get(name);
    if (one === undefined) throw new Error(`No host ${name}`);
    this.#hosts.set(name, { ...one, key });
    this.ledger.declares(name, key);
  }

  /** The timer starts a run, which ends; then the controller is switched off, and the next day begins. */
  async night(command: 'apply' | 'drift'): Promise<void> {
    const [machine] = this.world.machines;
    // What the watch knows of OOBETimer is about the first change of a host: each night is the first one in that.
    for (const { state } of this.world.hosts.values()) state.oobeTimer = ORIGINAL_TIMER;
    const run = new Run(this.world, this.#schedule(command));
    run.start();
    await this.world.toEnd(run);
    const { error } = run.ending ?? {};
    if (error !== undefined) throw new Error(`${run.name} failed`, { cause: error });
    this.ledger.runs(command);
    machine.boots += 1;
    machine.disk.losePower(this.world.random);
    this.world.time.after(DAY_MS, () => undefined);
    await this.world.time.runUntil(() => false, 100_000);
  }

  /** What `runs` and `runs host` read. */
  async past(): Promise<readonly PastRun[]> {
    const [machine] = this.world.machines;
    const disk = machine.disk.of(machine.start(this.world.time), () => undefined, this.world.random);
    this.world.time.wake();
    const reading = readWholeJournal(disk);
    await this.world.time.runUntil(() => false, 100_000);
    return pastRuns(await reading);
  }

  /** How often a host's key was set. */
  timesSet(name: string): number {
    return this.world.trace.filter((line) => line.endsWith(`${name} reaches SetProductKey`)).length;
  }

  #schedule(command: 'apply' | 'drift'): RunPlan {
    const declared = this.#inventory();
    return {
      machine: this.world.machines[0],
      inventory: declared,
      command,
      hosts: declared.hosts,
      concurrency: 4,
      isConfirmed: true,
      areWavesAgreed: true,
      lockTimeoutMs: 60_000,
      waitsForWindows: true,
      isRecorded: true,
      retries: 1,
    };
  }

  #inventory(): Inventory {
    const specs = [...this.#hosts.values()].map(
      (one, index): HostSpec => ({ ...specOf(one, index), ...(index % 3 === 0 && { window: 'hourly' }) }),
    );
    const windows = new Map(WINDOWS.map((window) => [window.label, window]));
    return inventory(specs, { windows, keys: new Map(Object.entries(KEYS)) });
  }

  /** The hosts are those of today: what is declared changes during the month. */
  #fleet(): Fleet {
    const declared = this.#inventory();
    return { hosts: this.#hosts, inventory: declared, lenient: declared, waived: new Set() };
  }
}

/** What the journal says of a host, run by run, in the words of the ledger. */
export function historyOf(runs: readonly PastRun[], name: string): readonly string[] {
  const told = runsOfHost(runs, name).map(({ run, events }) =>
    [`${runs.findIndex((one) => one.run === run) + 1}:`, ...events.map(wordsOf)].join(' '),
  );
  return withoutSilence(told);
}

/** A host may be silent in two ways; that another night brings the other one is no news. */
function withoutSilence(told: readonly string[]): readonly string[] {
  let isUnknown = false;
  return told.filter((line) => {
    const isSame = isUnknown && line.endsWith(': unknown');
    isUnknown = line.endsWith('unknown');
    return !isSame;
  });
}

function wordsOf(event: PastEvent): string {
  switch (event.what) {
    case 'announced':
      return `announced(${event.cause})`;
    case 'closed':
      return event.result;
    case 'verified':
      return `verified(${event.keyLabel})`;
    case 'stands':
      return event.status === 'unknown'
        ? 'unknown'
        : [event.status, event.code ?? event.cause].filter(Boolean).join('/');
    case 'settling':
    case 'retired':
      return event.what;
  }
}
