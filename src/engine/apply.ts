import { type HostSpec, isSelfReporting } from '../model/host.ts';
import type { HostOutcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { SelfReport } from '../model/reported.ts';
import type { HostWindow, Wave } from '../model/rollout.ts';
import { planDigest } from '../plan/make-plan.ts';
import { isWork, workOf } from '../plan/reconcile-plan.ts';
import { dealOut, hasLabel, type PlannedWave } from '../plan/waves.ts';
import {
  type Around,
  applyHost,
  type Due,
  interrupted,
  type Keys,
  rememberVerified,
  type Scope,
  settleFirst,
  withoutWriting,
} from './apply-host.ts';
import { type Brake, makeBrake } from './brake.ts';
import { comparison } from './compare.ts';
import { type FanOut, fanOut } from './fan-out.ts';
import type { Journal } from './journal.ts';
import { type NextWave, type RunContext, tellFinished } from './run-context.ts';
import { waitForWindow } from './wait-for-windows.ts';
import { asAgreed, isOutside, type Outside, windowsOf } from './windows.ts';

/** What a run may do. */
export interface Mandate {
  readonly plan: Plan;
  /** After settling a host its declared key is set as well, or nothing is done but the steps that stand in the plan. */
  readonly scope: Scope;
  /** How the windows of its hosts were when somebody agreed to it, by name of the host. */
  readonly windows: ReadonlyMap<string, HostWindow>;
  /** What hosts that nobody reaches have reported, by name. */
  readonly reports: ReadonlyMap<string, SelfReport>;
}

/**
 * Carries out a plan: settles first what earlier changes left, then changes keys wave by wave, in order of name. Hosts
 * that are not begun, because the run stopped, their window is closed or no wave reaches them, are held.
 */
export async function applyPlan(
  { plan, scope, windows, reports }: Mandate,
  keys: Keys,
  journal: Journal,
  run: RunContext,
): Promise<readonly HostOutcome[]> {
  const windowOf = asAgreed(await windowsOf(run), windows, run);
  const work = workOf(plan).map(({ host }) => host);
  run.emit({ type: 'changes-started', hosts: work });
  await journal.planned(planDigest(plan), work);
  const around = { journal, run, scope, keys, compare: comparison(run), windowOf };
  const brake = makeBrake(run.inventory.rollout.maxFailures);
  const rollout = { around, brake, reports, ends: new Map<string, HostOutcome>() };
  const due = await prepareHosts(plan, rollout);
  await changeInWaves(due, rollout);
  return run.hosts.flatMap((spec) => rollout.ends.get(spec.name) ?? []);
}

/** A run under way. */
interface Rollout {
  readonly around: Around;
  readonly brake: Brake;
  readonly reports: Mandate['reports'];
  /** How hosts ended so far, by name. */
  readonly ends: Map<string, HostOutcome>;
}

/** Ends the hosts on which there is nothing to do, settles the interrupted ones, and says which keys are due. */
async function prepareHosts(plan: Plan, rollout: Rollout): Promise<readonly Due[]> {
  const { around, brake } = rollout;
  const { hosts, concurrency } = around.run;
  const planned = new Map(plan.hosts.map((host) => [host.host, host]));
  brake.expect(plan.hosts.filter(({ status }) => status === 'settle').length);
  const how: FanOut<HostSpec, HostOutcome | Due, readonly Due[]> = {
    concurrency,
    shouldStop: () => false,
    held: (spec) => held({ spec, settled: [] }, rollout),
    finish: (end) => ('status' in end ? finish(end, rollout) : [end]),
  };
  const due = await fanOut(hosts, how, async (spec) => {
    const entry = planned.get(spec.name);
    if (entry?.status === 'change') return { spec, plan: entry, settled: [] };
    if (entry?.status === 'in-order') await rememberVerified(spec, around.journal);
    if (!isWork(entry)) {
      const reported = rollout.reports.get(spec.name);
      return { ...withoutWriting(spec.name, entry), ...(reported !== undefined && { reported }) };
    }
    return isStopped(rollout) ? held({ spec, settled: [] }, rollout) : settleFirst(spec, entry, around);
  });
  return due.flat();
}

async function changeInWaves(due: readonly Due[], rollout: Rollout): Promise<void> {
  const { brake, around } = rollout;
  const dueOf = new Map(due.map((one) => [one.spec, one]));
  const declared = around.run.inventory.rollout.waves;
  const { waves, beyond } = dealOut([...dueOf.keys()], declared);
  const unseen = findUnseenWave(declared ?? [], rollout);
  if (unseen !== undefined && waves.length > 0) brake.stop(`none of ${unseen} could be reached: it proves nothing`);
  for (const [index, wave] of waves.entries()) {
    await beginWave(wave, { number: index + 1, of: waves.length }, rollout);
    await changeAll(
      wave.hosts.flatMap((spec) => dueOf.get(spec) ?? []),
      rollout,
    );
    const isLast = index + 1 === waves.length;
    const ends = wave.hosts.map(({ name }) => rollout.ends.get(name));
    if (!isLast && !ends.some((end) => end?.status === 'verified')) {
      const why = ends.some((end) => end !== undefined && isOutside(end)) ? ', its windows are closed' : '';
      brake.stop(`wave ${wave.name} changed no host${why}: it proves nothing`);
    }
  }
  for (const spec of beyond) {
    const settled = dueOf.get(spec)?.settled ?? [];
    finish({ host: spec.name, settled, status: 'held', why: 'no wave of the roll-out reaches it' }, rollout);
  }
}

/** Changes the keys of a wave. Hosts whose window is closed have another turn when it opens, if the run waits for that. */
async function changeAll(due: readonly Due[], rollout: Rollout): Promise<void> {
  const { run } = rollout.around;
  let late = await changeOnce(due, rollout);
  while (!isStopped(rollout) && (await waitForWindow(late, run))) {
    const settled = new Map(late.map((outcome) => [outcome.host, outcome.settled]));
    const again = due.flatMap((one) => {
      const before = settled.get(one.spec.name);
      return before === undefined ? [] : [{ ...one, settled: before }];
    });
    late = await changeOnce(again, rollout);
  }
  for (const outcome of late) finish(outcome, rollout);
}

/** Gives every host its turn, and back those whose window was closed then: what becomes of them is open. */
async function changeOnce(due: readonly Due[], rollout: Rollout): Promise<readonly Outside[]> {
  const { around } = rollout;
  const how: FanOut<Due, HostOutcome, readonly Outside[]> = {
    concurrency: around.run.concurrency,
    shouldStop: () => isStopped(rollout),
    held: (one) => held(one, rollout),
    finish: (outcome) => {
      if (isOutside(outcome)) return [outcome];
      finish(outcome, rollout);
      return [];
    },
  };
  return (await fanOut(due, how, (one) => applyHost(one, around))).flat();
}

/** Tells of a wave; from the second on somebody may have to agree. */
async function beginWave(wave: PlannedWave, place: WavePlace, rollout: Rollout): Promise<void> {
  const { around, brake } = rollout;
  const { run } = around;
  if (isStopped(rollout)) return;
  const changed = [...rollout.ends.values()].filter(({ status }) => status === 'verified').length;
  const next = { ...place, name: wave.name, hosts: wave.hosts.length, changed };
  if (place.number > 1 && run.agreeToWave !== undefined && !(await run.agreeToWave(next))) {
    brake.stop(`nobody agreed to wave ${wave.name}`);
    return;
  }
  brake.expect(wave.hosts.length);
  run.emit({ type: 'wave-started', wave: wave.name, number: place.number, of: place.of, hosts: wave.hosts.length });
}

type WavePlace = Pick<NextWave, 'number' | 'of'>;

/** A group or tag that goes first and of which no host answered: going on without it would be going on unproven. */
function findUnseenWave(declared: readonly Wave[], { around, ends }: Rollout): string | undefined {
  for (const wave of declared) {
    if (wave.kind !== 'label') continue;
    // What reports itself is never reached from here, so it cannot be missed either.
    const hosts = around.run.hosts.filter((spec) => hasLabel(spec, wave.label) && !isSelfReporting(spec));
    if (hosts.length > 0 && hosts.every(({ name }) => ends.get(name)?.status === 'unknown')) return `@${wave.label}`;
  }
  return undefined;
}

function isStopped({ brake, around }: Rollout): boolean {
  return brake.why !== undefined || around.run.signal.aborted;
}

function held({ spec, settled }: Pick<Due, 'spec' | 'settled'>, { brake }: Rollout): HostOutcome {
  if (brake.why === undefined) return interrupted(spec.name, settled);
  return { host: spec.name, settled, status: 'held', why: brake.why };
}

/** Remembers how a host ended and tells it; nothing is due on it any more. */
function finish(outcome: HostOutcome, { around: { run }, brake, ends }: Rollout): readonly Due[] {
  ends.set(outcome.host, tellFinished(outcome, run));
  if (brake.note(outcome)) run.emit({ type: 'run-stopped', host: outcome.host, why: outcome.status });
  return [];
}
