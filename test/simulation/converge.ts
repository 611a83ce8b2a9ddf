import { readJournal, readWholeJournal } from '../../src/engine/read-journal.ts';
import { forceUnlock } from '../../src/engine/state-lock.ts';
import type { HostSpec } from '../../src/model/host.ts';
import { RunRefused } from '../../src/model/run-refused.ts';
import type { StateDisk } from '../../src/model/state-disk.ts';
import { carries } from '../support/random-fleets.ts';
import { ORIGINAL_TIMER } from '../support/simulated-host.ts';
import { describeError, Run, type RunPlan } from './run.ts';
import type { Simulation } from './simulate.ts';
import type { VirtualHost } from './virtual-host.ts';
import type { Machine } from './virtual-process.ts';
import { canBePutBack } from './watch.ts';

/** Rounds that are ever needed, besides one a host: the first host that refuses its key stops a run. */
const MORE_ROUNDS = 3;
/** Long enough for slots of another controller to be anybody's business. */
const PAUSE_MS = 20 * 60_000;

/** Runs without faults until nothing changes any more, and what must be so then. */
export async function converge(world: Simulation): Promise<void> {
  const { watch } = world;
  const users = world.machines.filter(({ processes }) => processes.length > 0);
  let before = '';
  for (let round = 1; before !== fingerprint(world); round += 1) {
    before = fingerprint(world);
    if (round > MORE_ROUNDS + world.hosts.size) return watch.report(`hosts still change after ${round - 1} rounds`);
    for (const machine of users) {
      await calmRun(world, machine, 'recover');
      await calmRun(world, machine, 'apply');
    }
    await pause(world);
    if (watch.problems.length > 0) return;
  }
  for (const machine of users) {
    await calmRun(world, machine, 'apply', healthyOf(world));
    await checkJournal(world, machine);
  }
  for (const host of world.hosts.values()) checkHost(host, world);
}

async function calmRun(
  world: Simulation,
  machine: Machine,
  command: 'recover' | 'apply',
  hosts: readonly HostSpec[] = world.fleet.inventory.hosts,
): Promise<void> {
  const inventory = world.fleet.lenient;
  const agreed = { isConfirmed: true, areWavesAgreed: true, waitsForWindows: true, isRecorded: false, retries: 1 };
  const toDo: RunPlan = { machine, inventory, command, hosts, concurrency: 2, lockTimeoutMs: 0, ...agreed };
  const run = new Run(world, toDo);
  run.start();
  await world.toEnd(run);
  const { error } = run.ending ?? {};
  if (error === undefined) return;
  if (!(error instanceof RunRefused) || error.code !== 'state-locked')
    return world.watch.report(`${run.name} was not disturbed and failed: ${describeError(error)}`);
  // A lock that says nothing, or a dead takeover: the person at the screen knows that nobody is at it.
  world.reach('force-unlock');
  await unlock(world, machine);
  await calmRun(world, machine, command, hosts);
}

/** Somebody types the command that the message names. */
async function unlock(world: Simulation, machine: Machine): Promise<void> {
  const disk = diskOf(world, machine);
  await onBehalf(world, () => forceUnlock(disk));
}

function diskOf(world: Simulation, machine: Machine): StateDisk {
  return machine.disk.of(machine.start(world.time), () => undefined, world.random);
}

/** Waits, in virtual time, for something that is no run. */
async function onBehalf<T>(world: Simulation, work: () => Promise<T>): Promise<T | undefined> {
  const ended: { value?: T; isOver: boolean } = { isOver: false };
  world.time.wake();
  const done = work().then(
    (value) => Object.assign(ended, { value, isOver: true }),
    (error: unknown) => {
      ended.isOver = true;
      world.watch.report(describeError(error));
    },
  );
  await world.time.runUntil(() => ended.isOver, 10_000);
  await done;
  return ended.value;
}

async function pause({ time }: Simulation): Promise<void> {
  time.after(PAUSE_MS, () => undefined);
  await time.runUntil(() => false, 10_000);
}

function fingerprint({ hosts }: Simulation): string {
  return JSON.stringify([...hosts.values()].map(({ state }) => [state.key, state.oobeTimer, [...state.slots.keys()]]));
}

/** Hosts that nothing keeps from taking their key. */
function healthyOf({ fleet }: Simulation): readonly HostSpec[] {
  return fleet.inventory.hosts.filter(({ name }) => {
    const one = fleet.hosts.get(name);
    return one?.trouble === 'none' && one.answer === 'accepts' && !fleet.waived.has(name);
  });
}

function checkHost(host: VirtualHost, { fleet, watch }: Simulation): void {
  const { name, state, spec } = host;
  const declared = fleet.hosts.get(name);
  if (declared === undefined) return;
  const isChanged = carries(state, declared.key);
  const isHealthy = declared.trouble === 'none' && declared.answer === 'accepts';
  if (!canBePutBack(host, fleet)) watch.report(`${name} has lost OOBETimer for good`);
  if (isHealthy && !fleet.waived.has(name) && !isChanged) watch.report(`${name} is healthy and does not carry its key`);
  if (spec.os !== 'windows-xp-rtm' && state.oobeTimer !== ORIGINAL_TIMER)
    watch.report(`${name}: OOBETimer touched after SP1`);
  if (!LEFT_OPEN.has(declared.answer) && state.slots.size > 0) watch.report(`${name} keeps a slot`);
  if (!isChanged && !LEFT_OPEN.has(declared.answer) && state.oobeTimer !== ORIGINAL_TIMER)
    watch.report(`${name} is neither changed nor as before`);
}

/** Answers after which a person has to look at the host. */
const LEFT_OPEN: ReadonlySet<string> = new Set(['accepts-not-activated', 'garbles', 'refuses-and-withholds']);

/** The journal is whole, has nothing open, and says of hosts what they carry. */
async function checkJournal(world: Simulation, machine: Machine): Promise<void> {
  const { watch, fleet } = world;
  const disk = diskOf(world, machine);
  await onBehalf(world, () => readWholeJournal(disk));
  const state = await onBehalf(world, () => readJournal(disk));
  if (state === undefined) return;
  if (state.segment > 0) world.reach('journal goes on in a new file');
  for (const { id, host } of state.openIntents) {
    if (!LEFT_OPEN.has(fleet.hosts.get(host)?.answer ?? ''))
      watch.report(`${machine.name}: ${id} of ${host} is still open`);
  }
  for (const { name, key } of healthyOf(world)) {
    if (state.lastVerified.get(name)?.lastFive !== key.identity?.lastFive)
      watch.report(`${machine.name}: the journal does not say that ${name} carries its key`);
  }
}
