import type { Fault } from '../model/fault.ts';
import type { HostSpec } from '../model/host.ts';
import type { Observation } from '../model/observation.ts';
import type { HostOutcome, Settled } from '../model/outcome.ts';
import type { HostPlan, Step } from '../model/plan.ts';
import type { ProductKey } from '../model/product-key.ts';
import { unreachable } from '../model/unreachable.ts';
import { planHost } from '../plan/make-plan.ts';
import { type WorkPlan, whyNotDue } from '../plan/reconcile-plan.ts';
import { changeHost } from './change-host.ts';
import type { Compare } from './compare.ts';
import type { Journal } from './journal.ts';
import { catchFault, observeOver, openWrite } from './sessions.ts';
import { type SettleContext, settleHost, unknownSettling } from './settle-host.ts';
import { outside, type WindowOf } from './windows.ts';

/** Keys by label, revealed before the first host is touched. */
export type Keys = ReadonlyMap<string, ProductKey>;

/** What may be done to a host besides settling: its planned step only, or whatever is due then. */
export type Scope = 'whatever-is-due' | 'steps-only';

/** What working on one host needs of the run. */
export interface Around extends Pick<SettleContext, 'journal' | 'run'> {
  readonly keys: Keys;
  readonly scope: Scope;
  readonly compare: Compare;
  readonly windowOf: WindowOf;
}

/** A host whose key is to be changed, and what was settled on it before. */
export interface Due {
  readonly spec: HostSpec;
  readonly plan: Extract<HostPlan, { status: 'change' }>;
  readonly settled: readonly Settled[];
}

/** Settles what an earlier change left on a host, and says how it ended, or what is due then. */
export async function settleFirst(spec: HostSpec, plan: WorkPlan, around: Around): Promise<HostOutcome | Due> {
  const result = await catchFault(async () => {
    await using session = await openWrite(spec, around.run);
    const looked = await lookAgain({ ...around, spec, session });
    if ('status' in looked) return looked;
    const why = whyStale(plan, looked.plan.step, around);
    return why === undefined ? looked : stale(looked, why);
  });
  return result.ok ? result.value : unread(spec.name, result.error, []);
}

/** Looks at a host again right before acting, and changes only what is still as planned. */
export async function applyHost({ spec, plan, settled }: Due, around: Around): Promise<HostOutcome> {
  const later = heldNow(spec, settled, around);
  if (later !== undefined) return later;
  const result = await catchFault(async () => {
    await using session = await openWrite(spec, around.run);
    return await changeOver(plan, { ...around, spec, session });
  });
  const outcome = result.ok ? result.value : unread(spec.name, result.error, []);
  return { ...outcome, settled: [...settled, ...outcome.settled] };
}

type Over = SettleContext & Around;

async function changeOver(plan: WorkPlan, context: Over): Promise<HostOutcome> {
  const looked = await lookAgain(context);
  if ('status' in looked) return looked;
  const { spec, journal, keys } = context;
  const { settled, observation, plan: now } = looked;
  const why = whyStale(plan, now.step, context);
  if (why !== undefined) return stale(looked, why);
  const later = heldNow(spec, settled, context);
  if (later !== undefined) return later;
  const ending = await changeHost(now.step, observation, keyFor(now.step, keys), context);
  if (ending.status === 'verified') await rememberVerified(spec, journal);
  return { ...ending, host: spec.name, settled };
}

/** What keeps a host from being changed at this very moment, if anything does; settling goes on at any time. */
function heldNow(spec: HostSpec, settled: readonly Settled[], around: Around): HostOutcome | undefined {
  if (around.run.signal.aborted) return interrupted(spec.name, settled);
  const window = around.windowOf(spec);
  return window?.state === 'closed' ? outside(spec.name, window, settled) : undefined;
}

type Looked = Due & { readonly observation: Observation };

/** Observes a host, settles what is left on it, and says what is due now; or how it ended, when nothing is. */
async function lookAgain(context: Over): Promise<HostOutcome | Looked> {
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
  const plan = planHost(drift, context.run.strategyFor);
  if (plan.status === 'in-order') await rememberVerified(spec, journal);
  if (plan.status === 'settle') return stillInterrupted(spec.name, settled);
  return plan.status === 'change'
    ? { spec, plan, settled, observation }
    : { ...withoutWriting(spec.name, plan), settled };
}

function stale({ spec, settled }: Due, why: string): HostOutcome {
  return { host: spec.name, settled, status: 'plan-stale', why };
}

/** How a host ends that no more was done to: the run was interrupted. */
export function interrupted(host: string, settled: readonly Settled[]): HostOutcome {
  return { host, settled, status: 'held', why: 'the run was interrupted' };
}

function unread(host: string, fault: Fault, settled: readonly Settled[]): HostOutcome {
  return fault.code === 'aborted' ? interrupted(host, settled) : { host, settled, status: 'unknown', fault };
}

/** Hosts a plan does not change keep the status the plan gave them. */
export function withoutWriting(host: string, plan: HostPlan | undefined): HostOutcome {
  switch (plan?.status) {
    case undefined:
    case 'change':
    case 'settle':
      return { host, settled: [], status: 'plan-stale', why: 'the host is not in the plan' };
    case 'in-order':
      return { host, settled: [], status: 'in-order' };
    case 'delegated':
      return { host, settled: [], status: 'delegated', delegated: plan.delegated };
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

/** After settling, a plan that was made just now goes on to whatever is due; a saved one only to its own steps. */
function whyStale(plan: WorkPlan, now: Step, { scope }: Pick<Around, 'scope'>): string | undefined {
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

/** Remembers what a host was read back with: its declared key. */
export async function rememberVerified(spec: HostSpec, journal: Journal): Promise<void> {
  if (spec.key.identity !== undefined) await journal.verified(spec.name, spec.key.label, spec.key.identity);
}
