import type { HostDrift } from '../model/drift.ts';
import type { KeySpec } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { HostOutcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { ProductKey } from '../model/product-key.ts';
import { diff } from '../plan/diff.ts';
import { makePlan } from '../plan/make-plan.ts';
import { applyPlan, type Keys } from './apply.ts';
import { Journal } from './journal.ts';
import { observeAll } from './observe.ts';
import { readJournal } from './read-journal.ts';
import { type Forced, recoverHosts } from './recover.ts';
import type { RunContext } from './run-context.ts';
import { lockState } from './state-lock.ts';

/** What hosts look like against the inventory, and announced changes of hosts that are no longer in it. */
export interface DriftRun {
  readonly drifts: readonly HostDrift[];
  readonly undeclared: readonly Intent[];
}

export interface PlanRun extends DriftRun {
  readonly plan: Plan;
}

export interface ApplyRun {
  readonly plan: Plan;
  /** Undefined when the plan was not confirmed: nothing was written. */
  readonly outcomes: readonly HostOutcome[] | undefined;
  readonly undeclared: readonly Intent[];
}

export interface RecoverRun {
  readonly outcomes: readonly HostOutcome[];
  readonly undeclared: readonly Intent[];
}

/** Observes and compares. Needs no key secret, takes no lock, and its sessions cannot write. */
export async function drift(context: RunContext): Promise<DriftRun> {
  context.emit({ type: 'run-started', command: 'drift', hosts: context.hosts.length });
  const journal = await readJournal(context.stateFolder);
  const observed = await observeAll(context);
  return { drifts: observed.map((host) => diff(host, journal)), undeclared: undeclared(journal.openIntents, context) };
}

/** Drift plus the steps that would be taken. */
export async function plan(context: RunContext): Promise<PlanRun> {
  const run = await drift(context);
  return { ...run, plan: makePlan(context.inventory, run.drifts, context.strategyFor) };
}

/**
 * Plans, has the plan confirmed, carries it out. Every key the plan needs is revealed and checked before the first
 * host is touched; a RunRefused means that nothing was written.
 */
export async function apply(context: RunContext, confirm: (plan: Plan) => Promise<boolean>): Promise<ApplyRun> {
  await using _lock = await lockState(context.stateFolder, context.lockOwner);
  await using journal = await Journal.open(context.stateFolder, context.now);
  const { plan: made, undeclared: strangers } = await plan(context);
  const keys = await revealKeys(made, context);
  if (context.signal.aborted || !(await confirm(made)))
    return { plan: made, outcomes: undefined, undeclared: strangers };
  return { plan: made, outcomes: await applyPlan(made, keys, journal, context), undeclared: strangers };
}

/** Settles what interrupted changes left. */
export async function recover(context: RunContext, forced?: Forced): Promise<RecoverRun> {
  await using _lock = await lockState(context.stateFolder, context.lockOwner);
  await using journal = await Journal.open(context.stateFolder, context.now);
  context.emit({ type: 'run-started', command: 'recover', hosts: context.hosts.length });
  const outcomes = await recoverHosts(journal, context, forced);
  return { outcomes, undeclared: undeclared(journal.state.openIntents, context) };
}

/** Each label once, and only those that a host will need. */
async function revealKeys(made: Plan, context: RunContext): Promise<Keys> {
  const needed = new Map<string, KeySpec>();
  const touched = new Set(
    made.hosts.filter((host) => host.status === 'change' || host.status === 'settle').map((host) => host.host),
  );
  for (const spec of context.hosts) if (touched.has(spec.name)) needed.set(spec.key.label, spec.key);
  const keys = new Map<string, ProductKey>();
  for (const [label, key] of needed) keys.set(label, await context.revealKey(key));
  return keys;
}

/** Intents of hosts that the whole inventory, not only the selection, no longer has. */
function undeclared(openIntents: readonly Intent[], context: RunContext): readonly Intent[] {
  const declared = new Set(context.inventory.hosts.map((host) => host.name));
  return openIntents.filter((intent) => !declared.has(intent.host));
}
