import type { HostDrift } from '../model/drift.ts';
import type { RunCommand } from '../model/event.ts';
import { FORCED_BY, type GuardRefusal } from '../model/guard.ts';
import type { HostSpec } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { JournalState } from '../model/journal-entry.ts';
import type { HostOutcome } from '../model/outcome.ts';
import type { Plan, SavedPlan } from '../model/plan.ts';
import type { WaveSize } from '../model/report.ts';
import { type SelfReport, selfReportOf } from '../model/reported.ts';
import type { HostWindow } from '../model/rollout.ts';
import { guard } from '../plan/guard.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Stale } from '../plan/reconcile-plan.ts';
import { dealOut } from '../plan/waves.ts';
import { applyPlan, type Mandate } from './apply.ts';
import { comparison } from './compare.ts';
import { journaledRun } from './journaled-run.ts';
import { observeAll } from './observe.ts';
import { readJournal } from './read-journal.ts';
import { type Forced, recoverHosts } from './recover.ts';
import { revealKeys } from './reveal-keys.ts';
import { type RunContext, tellFinished } from './run-context.ts';
import { holdAgainst, hostsOf, refuseOtherWorld, retireUndeclared } from './saved-plans.ts';
import { isHeldByAnother } from './state-lock.ts';
import { windowsNow, windowsOf } from './windows.ts';

/** What hosts look like against the inventory, and announced changes of hosts that are no longer in it. */
export interface DriftRun {
  readonly drifts: readonly HostDrift[];
  readonly undeclared: readonly Intent[];
  /** Hash of the journal's last line. */
  readonly journalHead: string;
  readonly unknownSince: UnknownSince;
}

/** Since when hosts cannot be read, by name, as the journal had it when the run began. ISO 8601. */
export type UnknownSince = ReadonlyMap<string, string>;

export interface PlanRun extends DriftRun {
  readonly plan: Plan;
  /** How the hosts to be changed are dealt out; undefined where no wave is declared. */
  readonly waves?: readonly WaveSize[] | undefined;
  /** Why `apply` would refuse the plan as a whole; empty when it would not. */
  readonly refusals: readonly GuardRefusal[];
  /** Windows of the hosts as they were when the plan was made, by name of the host; no part of the plan. */
  readonly windows: ReadonlyMap<string, HostWindow>;
}

export interface ApplyRun extends PlanRun {
  /** Undefined when the plan was refused or not confirmed: nothing was written. */
  readonly outcomes: readonly HostOutcome[] | undefined;
}

/**
 * Asked before anything is written. `stale` are the steps of a saved plan that are not done, because they are not what
 * would be planned now; hosts whose window is closed are held, or waited for.
 */
export type Confirm = (
  due: Plan,
  stale: readonly HostOutcome[],
  windows: ReadonlyMap<string, HostWindow>,
) => Promise<boolean>;

/** What a plan is made for: to be carried out at once, or to be saved, which announces its steps. */
export type PlanPurpose = 'apply' | 'save';

export interface RecoverRun {
  readonly outcomes: readonly HostOutcome[];
  readonly undeclared: readonly Intent[];
  readonly journalHead: string;
  readonly unknownSince: UnknownSince;
}

/** Observes and compares. Needs no key secret, takes no lock, and its sessions cannot write. */
export function drift(context: RunContext): Promise<DriftRun> {
  return observeAndCompare('drift', context);
}

async function observeAndCompare(
  command: RunCommand,
  context: RunContext,
  known?: JournalState,
): Promise<DriftRun & Known> {
  announce(command, context);
  const journal = known ?? (await lookIntoJournal(context));
  const compare = comparison(context);
  const drifts = await observeAll(context, (observed) => compare(observed, journal));
  return {
    drifts,
    journal,
    undeclared: undeclared(journal.openIntents, context),
    journalHead: journal.head,
    unknownSince: unknownHosts(journal),
  };
}

function unknownHosts({ standing }: JournalState): UnknownSince {
  return new Map([...standing].flatMap(([host, { status, since }]) => (status === 'unknown' ? [[host, since]] : [])));
}

interface Known {
  readonly journal: JournalState;
}

/** The lock first: a run that ends in between has closed what it had open. */
async function lookIntoJournal({ state: disk, lockOwner: self }: RunContext): Promise<JournalState> {
  const isBeingWritten = await isHeldByAnother({ disk, self });
  const state = await readJournal(disk);
  state.isBeingWritten = isBeingWritten;
  return state;
}

function announce(command: RunCommand, { emit, hosts, inventory }: RunContext): void {
  emit({ type: 'run-started', command, simulated: inventory.simulation, hosts: hosts.length });
}

/** Drift plus the steps that would be taken. */
export async function plan(context: RunContext, purpose: PlanPurpose = 'apply'): Promise<PlanRun> {
  const { journal, ...run } = await planAs('plan', context);
  const announced = purpose === 'save' ? { announced: run.plan } : {};
  return { ...run, waves: wavesOf(run.plan, context), refusals: refusalsOf(run.plan, journal, context, announced) };
}

function wavesOf({ hosts }: Plan, { inventory, hosts: specs }: RunContext): readonly WaveSize[] | undefined {
  const { waves: declared } = inventory.rollout;
  if (declared === undefined) return undefined;
  const due = new Set(hosts.flatMap(({ host, status }) => (status === 'change' ? [host] : [])));
  const { waves } = dealOut(
    specs.filter(({ name }) => due.has(name)),
    declared,
  );
  return waves.map((wave) => ({ name: wave.name, hosts: wave.hosts.length }));
}

async function planAs(
  command: RunCommand,
  context: RunContext,
  known?: JournalState,
): Promise<DriftRun & Known & Pick<PlanRun, 'plan' | 'windows'>> {
  const run = await observeAndCompare(command, context, known);
  const windows = windowsNow(context.hosts, await windowsOf(context));
  return { ...run, windows, plan: makePlan(context.inventory, run.drifts, context.strategyFor) };
}

/** An interrupted run has looked at a part of its hosts only, and goes no further anyway. */
function refusalsOf(
  made: Plan,
  journal: JournalState,
  { inventory, hosts, signal }: RunContext,
  known: { readonly announced?: Plan; readonly reviewed?: SavedPlan },
): readonly GuardRefusal[] {
  return signal.aborted ? [] : guard({ inventory, plan: made, selected: hosts.length, journal, ...known });
}

/**
 * Plans, has the plan confirmed, carries it out. With a saved plan only its own steps are taken, and only on hosts for
 * which the very same would be planned now. Every key the plan needs is revealed and checked before the first host is
 * touched; a RunRefused means that nothing was written.
 */
export async function apply(context: RunContext, confirm: Confirm, saved?: SavedPlan): Promise<ApplyRun> {
  if (saved !== undefined) refuseOtherWorld(saved, context);
  return journaledRun('apply', context, async (journal) => {
    const { mandate, hosts, stale, ...found } = await prepare(context, journal.state, saved);
    const run = { ...found, refusals: withoutForced(found.refusals, context) };
    const unwritten = { ...run, plan: mandate.plan, outcomes: undefined };
    if (context.signal.aborted || run.refusals.length > 0) return unwritten;
    const keys = await revealKeys(mandate, { ...context, hosts });
    if (context.signal.aborted || !(await confirm(mandate.plan, stale, run.windows))) return unwritten;
    if (saved?.inventoryDigest === context.inventory.digest) await retireUndeclared(journal, context);
    const outcomes = await applyPlan(mandate, keys, journal, { ...context, hosts });
    for (const outcome of stale) tellFinished(outcome, context);
    return { ...unwritten, outcomes: [...outcomes, ...stale] };
  });
}

/** What a person overrides by name is told, and stands in the journal, but refuses nothing. */
function withoutForced(
  refusals: readonly GuardRefusal[],
  { forced = [], remark }: Pick<RunContext, 'forced' | 'remark'>,
): readonly GuardRefusal[] {
  const isForced = ({ code }: GuardRefusal): boolean => forced.includes(FORCED_BY[code]);
  for (const { code, message } of refusals.filter(isForced)) {
    remark?.(`overridden with --force ${FORCED_BY[code]}: ${message}`);
  }
  return refusals.filter((refusal) => !isForced(refusal));
}

interface Prepared extends Omit<DriftRun, 'journalHead'> {
  readonly mandate: Mandate;
  /** The hosts of the plan. */
  readonly hosts: readonly HostSpec[];
  readonly stale: readonly Stale[];
  readonly refusals: readonly GuardRefusal[];
  readonly windows: PlanRun['windows'];
}

/** Looks at the hosts and says what is due: all that differs, or what still stands of a saved plan. */
async function prepare(context: RunContext, journal: JournalState, saved: SavedPlan | undefined): Promise<Prepared> {
  if (saved === undefined) {
    const { plan: due, windows, ...seen } = await planAs('apply', context, journal);
    const refusals = refusalsOf(due, journal, context, {});
    const mandate = { plan: due, scope: 'whatever-is-due', windows, reports: reportsOf(seen.drifts) } as const;
    return { ...seen, windows, mandate, hosts: context.hosts, stale: [], refusals };
  }
  const ofPlan = { ...context, hosts: hostsOf(saved, context) };
  const { plan: today, windows, ...seen } = await planAs('apply', ofPlan, journal);
  const { plan: due, stale } = holdAgainst(today, saved, context);
  const isDue = new Set(due.hosts.map(({ host }) => host));
  const hosts = ofPlan.hosts.filter(({ name }) => isDue.has(name));
  const refusals = refusalsOf(due, journal, ofPlan, { announced: saved, reviewed: saved });
  const mandate = { plan: due, scope: 'steps-only', windows, reports: reportsOf(seen.drifts) } as const;
  return { ...seen, windows, mandate, hosts, stale, refusals };
}

/** What is only known of hosts because they or persons said so, by name. */
function reportsOf(drifts: readonly HostDrift[]): Mandate['reports'] {
  const reports = new Map<string, SelfReport>();
  for (const each of drifts) {
    const report = each.status === 'unknown' ? undefined : selfReportOf(each.observation);
    if (report !== undefined) reports.set(each.spec.name, report);
  }
  return reports;
}

/** Settles what interrupted changes left. */
export function recover(context: RunContext, forced?: Forced): Promise<RecoverRun> {
  return journaledRun('recover', context, async (journal) => {
    announce('recover', context);
    const since = unknownHosts(journal.state);
    const outcomes = await recoverHosts(journal, context, forced);
    return { outcomes, undeclared: undeclared(journal.state.openIntents, context), unknownSince: since };
  });
}

/** Intents of hosts that the whole inventory, not only the selection, no longer has. */
function undeclared(openIntents: readonly Intent[], context: RunContext): readonly Intent[] {
  const declared = new Set(context.inventory.hosts.map((host) => host.name));
  return openIntents.filter((intent) => !declared.has(intent.host));
}
