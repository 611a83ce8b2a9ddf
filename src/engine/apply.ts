import type { Fault } from '../model/fault.ts';
import type { HostSpec } from '../model/host.ts';
import type { HostOutcome, Settled } from '../model/outcome.ts';
import type { HostPlan, Plan, Step } from '../model/plan.ts';
import type { ProductKey } from '../model/product-key.ts';
import { unreachable } from '../model/unreachable.ts';
import { planHost } from '../plan/make-plan.ts';
import { isWork, type WorkPlan, whyNotDue, workOf } from '../plan/reconcile-plan.ts';
import { changeHost } from './change-host.ts';
import { type Compare, comparison } from './compare.ts';
import { type FanOut, fanOut } from './fan-out.ts';
import type { Journal } from './journal.ts';
import { type RunContext, tellFinished } from './run-context.ts';
import { catchFault, observeOver, openWrite } from './sessions.ts';
import { type SettleContext, settleHost, unknownSettling } from './settle-host.ts';

/** Keys by label, revealed before the first host is touched. */
export type Keys = ReadonlyMap<string, ProductKey>;

/** What a run may do. */
export interface Mandate {
  readonly plan: Plan;
  /** After settling a host its declared key is set as well, or nothing is done but the steps that stand in the plan. */
  readonly scope: 'whatever-is-due' | 'steps-only';
}

/**
 * Carries out a plan. Hosts are begun in order of name; the first one that ends worse than it should stops the run,
 * and hosts not begun are held: a key that one host refuses is likely to be refused by the next thousand.
 */
export async function applyPlan(
  { plan, scope }: Mandate,
  keys: Keys,
  journal: Journal,
  run: RunContext,
): Promise<readonly HostOutcome[]> {
  const planned = new Map(plan.hosts.map((host) => [host.host, host]));
  run.emit({ type: 'changes-started', hosts: workOf(plan).map(({ host }) => host) });
  let stoppedBy: string | undefined;
  const around = { journal, run, scope, compare: comparison(run.inventory, run.clock.now) };
  const how: FanOut<HostSpec, HostOutcome, HostOutcome> = {
    concurrency: run.concurrency,
    shouldStop: () => stoppedBy !== undefined || run.signal.aborted,
    held: (spec) => held(spec, planned.get(spec.name), stoppedBy),
    finish: (outcome) => tellFinished(outcome, run),
  };
  return fanOut(run.hosts, how, async (spec) => {
    const outcome = await applyHost(spec, planned.get(spec.name), keys, around);
    if (isAlarming(outcome) && stoppedBy === undefined) {
      stoppedBy = spec.name;
      run.emit({ type: 'run-stopped', host: spec.name, why: outcome.status });
    }
    return outcome;
  });
}

/** A write failed, was undone, or nobody knows. */
function isAlarming(outcome: HostOutcome): boolean {
  return ['undone', 'unsettled', 'activation-lost', 'activation-pending'].includes(outcome.status);
}

function held(spec: HostSpec, plan: HostPlan | undefined, stoppedBy: string | undefined): HostOutcome {
  if (!isWork(plan)) return withoutWriting(spec.name, plan);
  if (stoppedBy === undefined) return interrupted(spec.name, []);
  return { host: spec.name, settled: [], status: 'held', why: `the run stopped at ${stoppedBy}` };
}

function interrupted(host: string, settled: readonly Settled[]): HostOutcome {
  return { host, settled, status: 'held', why: 'the run was interrupted' };
}

interface Surroundings extends Pick<SettleContext, 'journal' | 'run'>, Pick<Mandate, 'scope'> {
  readonly compare: Compare;
}

async function applyHost(
  spec: HostSpec,
  plan: HostPlan | undefined,
  keys: Keys,
  around: Surroundings,
): Promise<HostOutcome> {
  if (plan?.status === 'in-order') await rememberVerified(spec, around.journal);
  if (!isWork(plan)) return withoutWriting(spec.name, plan);
  const result = await catchFault(async () => {
    await using session = await openWrite(spec, around.run);
    return await applyOver({ ...around, spec, session }, plan, keys);
  });
  if (result.ok) return result.value;
  return unread(spec.name, result.error, []);
}

function unread(host: string, fault: Fault, settled: readonly Settled[]): HostOutcome {
  return fault.code === 'aborted' ? interrupted(host, settled) : { host, settled, status: 'unknown', fault };
}

/** Hosts a plan does not change keep the status the plan gave them. */
function withoutWriting(host: string, plan: HostPlan | undefined): HostOutcome {
  switch (plan?.status) {
    case undefined:
    case 'change':
    case 'settle':
      return { host, settled: [], status: 'plan-stale', why: 'the host is not in the plan' };
    case 'in-order':
      return { host, settled: [], status: 'in-order' };
    case 'blocked':
      return { host, settled: [], status: 'blocked', block: plan.block };
    case 'waived':
      return { host, settled: [], status: 'waived', waiver: plan.waiver };
    case 'unknown':
      return { host, settled: [], status: 'unknown', fault: plan.fault };
    default:
      return unreachable(plan);
  }
}

/** Looks again right before acting: settles what an earlier change left, and changes only what is still as planned. */
async function applyOver(context: SettleContext & Surroundings, plan: WorkPlan, keys: Keys): Promise<HostOutcome> {
  const { spec, journal, compare } = context;
  let observation = await observeOver(context.session, context.run);
  let settled: readonly Settled[] = [];
  let drift = compare({ spec, status: 'observed', observation }, journal.state);
  if (drift.status === 'interrupted') {
    const done = await catchFault(() => settleHost(observation, context));
    if (!done.ok) return unknownSettling(spec.name, done.error);
    settled = done.value;
    if (settled.some((one) => one.result === 'unsettled')) return stillInterrupted(spec.name, settled);
    if (context.run.signal.aborted) return interrupted(spec.name, settled);
    const again = await catchFault(() => observeOver(context.session, context.run));
    // What was put back is told, whatever happens to the host after that.
    if (!again.ok) return unread(spec.name, again.error, settled);
    observation = again.value;
    drift = compare({ spec, status: 'observed', observation }, journal.state);
  }
  const fresh = planHost(drift, context.run.strategyFor);
  if (fresh.status === 'in-order') await rememberVerified(spec, journal);
  if (fresh.status === 'settle') return stillInterrupted(spec.name, settled);
  if (fresh.status !== 'change') return { ...withoutWriting(spec.name, fresh), settled };
  const why = whyStale(plan, fresh.step, context);
  if (why !== undefined) return { host: spec.name, settled, status: 'plan-stale', why };
  if (context.run.signal.aborted) return interrupted(spec.name, settled);
  const ending = await changeHost(fresh.step, observation, keyFor(fresh.step, keys), context);
  if (ending.status === 'verified') await rememberVerified(spec, journal);
  return { ...ending, host: spec.name, settled };
}

/** After settling, a plan that was made just now goes on to whatever is due; a saved one only to its own steps. */
function whyStale(plan: WorkPlan, now: Step, { scope }: Pick<Mandate, 'scope'>): string | undefined {
  return scope === 'whatever-is-due' && plan.status === 'settle' ? undefined : whyNotDue(plan, now);
}

function stillInterrupted(host: string, settled: readonly Settled[]): HostOutcome {
  const why = settled.find((one) => one.why !== undefined)?.why ?? 'an earlier change could not be settled';
  return { host, settled, status: 'unsettled', why, help: 'Run `vlkctl recover`, then look at the host.' };
}

function keyFor(step: Step, keys: Keys): ProductKey {
  const key = keys.get(step.keyLabel);
  if (key === undefined) throw new Error(`The key ${step.keyLabel} was not revealed before the run`);
  return key;
}

async function rememberVerified(spec: HostSpec, journal: Journal): Promise<void> {
  if (spec.key.identity !== undefined) await journal.verified(spec.name, spec.key.label, spec.key.identity);
}
