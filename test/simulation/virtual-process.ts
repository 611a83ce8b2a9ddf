import type { LockOwner } from '../../src/engine/state-lock.ts';
import type { Clock } from '../../src/model/clock.ts';
import { VirtualDisk } from './virtual-disk.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Noon of the day the simulations begin. */
export const BEGINNING: number = Date.parse('2026-11-22T12:00:00.000Z');

/** A computer with vlkctl and one state folder on it. */
export class Machine {
  readonly name: string;
  readonly disk: VirtualDisk;
  /** How far its clock is ahead, in milliseconds. */
  clockOffset = 0;
  boots = 1;
  readonly processes: VirtualProcess[] = [];

  constructor(name: string) {
    this.name = name;
    this.disk = new VirtualDisk(`/var/lib/vlkctl/${name}`);
  }

  get alive(): readonly VirtualProcess[] {
    return this.processes.filter(({ isAlive }) => isAlive);
  }

  /** Numbers of processes begin anew with each start of the machine. */
  start(time: VirtualTime): VirtualProcess {
    const pid = 100 + this.processes.filter(({ boot }) => boot === this.boots).length;
    const made = new VirtualProcess(pid, this, time);
    this.processes.push(made);
    return made;
  }
}

/** How a promise of the world is settled. */
export interface Settle<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** A process of vlkctl. Once it is dead nothing it waits for ever comes: not even its `finally` is done. */
export class VirtualProcess {
  readonly pid: number;
  readonly machine: Machine;
  readonly boot: number;
  readonly interruption: AbortController = new AbortController();
  isAlive = true;
  readonly #time: VirtualTime;

  constructor(pid: number, machine: Machine, time: VirtualTime) {
    this.pid = pid;
    this.machine = machine;
    this.boot = machine.boots;
    this.#time = time;
  }

  get clock(): Clock {
    return {
      now: () => new Date(BEGINNING + this.#time.now + this.machine.clockOffset).toISOString(),
      after: (ms, callBack) => this.after(ms, callBack),
    };
  }

  get lockOwner(): LockOwner {
    return {
      processId: this.pid,
      machine: this.machine.name,
      user: 'jens',
      bootId: `${this.machine.name}-${this.boot}`,
      isProcessAlive: (pid) => this.machine.alive.some((other) => other.pid === pid),
    };
  }

  /** Does something of this process later, if it still lives then. */
  after(ms: number, happen: () => void): () => void {
    return this.#time.after(ms, () => {
      if (!this.isAlive) return;
      this.#time.wake();
      happen();
    });
  }

  /** A promise of this process. */
  promise<T>(begin: (settle: Settle<T>) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      begin({ resolve: this.#ifAlive(resolve), reject: this.#ifAlive(reject) });
    });
  }

  #ifAlive<A>(settle: (value: A) => void): (value: A) => void {
    return (value) => {
      if (!this.isAlive) return;
      this.#time.wake();
      settle(value);
    };
  }
}
