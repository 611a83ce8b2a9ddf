import type { RunEvent } from '../../src/model/event.ts';
import type { HostOutcome } from '../../src/model/outcome.ts';
import type { Change } from '../../src/model/transport.ts';
import { carries } from '../support/random-fleets.ts';
import { ORIGINAL_TIMER } from '../support/simulated-host.ts';
import { Announcements } from './announcements.ts';
import type { Fleet } from './fleet.ts';
import type { VirtualHost } from './virtual-host.ts';
import type { Machine, VirtualProcess } from './virtual-process.ts';
import type { WatchedRollout } from './watched-rollout.ts';

/** A run as somebody sees it who watches what it does. */
export interface WatchedRun {
  readonly name: string;
  readonly command: 'apply' | 'recover' | 'drift' | 'plan';
  readonly process: VirtualProcess;
  /** Names of the selected hosts. */
  readonly selected: ReadonlySet<string>;
  /** Hosts on which a key of this run reached SetProductKey. */
  readonly given: Set<string>;
  /** How many changes it sent, of any kind. */
  sent: number;
  readonly rollout: WatchedRollout;
}

/** What must always be so, looked at before and after every write. What is not is a problem, and ends the simulation. */
export class Watch {
  readonly problems: string[] = [];
  readonly #fleet: Fleet;
  readonly #announced = new Map<Machine, Announcements>();
  readonly #runOf = new Map<string, WatchedRun>();
  readonly #keysSet = new Map<string, number>();

  constructor(fleet: Fleet, machines: readonly Machine[]) {
    this.#fleet = fleet;
    for (const machine of machines) {
      const announcements = new Announcements();
      machine.disk.onFlush = (name, durable, isNew) => announcements.take(name, durable, isNew);
      this.#announced.set(machine, announcements);
    }
  }

  report(problem: string): void {
    this.problems.push(problem);
  }

  opens(run: WatchedRun, host: string, canWrite: boolean): void {
    if (!run.selected.has(host)) this.report(`${run.name} opened ${host}, which was not selected`);
    if (canWrite && (run.command === 'drift' || run.command === 'plan'))
      this.report(`${run.name} opened ${host} for writing, and is a ${run.command}`);
    if (canWrite && run.command === 'apply') this.#reportAll(run, run.rollout.begins(host));
  }

  /** A run tells what it does. */
  tells(run: WatchedRun, event: RunEvent): void {
    this.#reportAll(run, run.rollout.tells(event));
  }

  #reportAll({ name }: WatchedRun, problems: readonly string[]): void {
    for (const problem of problems) this.report(`${name}: ${problem}`);
  }

  /** A change is about to leave its process. */
  sends(run: WatchedRun, host: string, change: Change): void {
    run.sent += 1;
    const { disk } = run.process.machine;
    const setsKey = change.calls.some(({ kind }) => kind === 'set-product-key');
    const problem = this.#announced.get(run.process.machine)?.whyNot(change);
    if (problem !== undefined) this.report(`${run.name} changes ${host}: ${problem}`);
    if (!isHeldBy(disk.read('lock'), run.process)) this.report(`${run.name} changes ${host} without the lock`);
    if (this.#fleet.hosts.get(host)?.trouble !== 'none') this.report(`${run.name} changes ${host}, which is blocked`);
    if (!setsKey) return;
    if (this.#fleet.waived.has(host)) this.report(`${run.name} gives a key to ${host}, which is waived`);
    if (run.command === 'recover') this.report(`recover gives a key to ${host}`);
    this.#runOf.set(change.intent.id, run);
    this.#reportAll(run, run.rollout.gives(host));
  }

  /** A moment of a payload has passed on a host. */
  steps(host: VirtualHost, change: Change, label: string): void {
    if (!canBePutBack(host, this.#fleet)) this.report(`${host.name} has lost OOBETimer without its key, at ${label}`);
    if (label !== 'reaches SetProductKey') return;
    this.#runOf.get(change.intent.id)?.given.add(host.name);
    const times = (this.#keysSet.get(change.intent.id) ?? 0) + 1;
    this.#keysSet.set(change.intent.id, times);
    if (times > 1) this.report(`${host.name}: ${change.intent.id} reached SetProductKey ${times} times`);
  }

  /** A run says how a host ended. */
  ends(run: WatchedRun, outcome: HostOutcome, host: VirtualHost): void {
    const { name, given } = run;
    if (UNTOUCHED.has(outcome.status) && given.has(outcome.host))
      this.report(`${name} gave ${outcome.host} a key and calls it ${outcome.status}`);
    const declared = this.#fleet.hosts.get(outcome.host);
    if (outcome.status === 'verified' && declared !== undefined && !carries(host.state, declared.key))
      this.report(`${name} calls ${outcome.host} verified, which carries another key`);
  }
}

/** Statuses that say that no key was given to a host. */
const UNTOUCHED: ReadonlySet<HostOutcome['status']> = new Set([
  'in-order',
  'held',
  'waived',
  'unknown',
  'plan-stale',
  'settled',
  'blocked',
]);

/** OOBETimer as it was, or the new key, or a complete slot. */
export function canBePutBack({ name, state }: VirtualHost, { hosts }: Fleet): boolean {
  const { oobeTimer, slots } = state;
  if (oobeTimer === ORIGINAL_TIMER) return true;
  if ([...slots.values()].some((kept) => kept.complete && kept.savedTimer === ORIGINAL_TIMER)) return true;
  const declared = hosts.get(name);
  return declared !== undefined && carries(state, declared.key);
}

function isHeldBy(lock: string | undefined, { pid, machine }: VirtualProcess): boolean {
  return lock?.startsWith(`{"pid":${pid},"machine":"${machine.name}"`) === true;
}
