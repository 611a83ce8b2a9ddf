import type { HostOutcome } from '../model/outcome.ts';
import type { HostPlan, Plan, SavedPlan, Step } from '../model/plan.ts';
import type { WaivedDrift } from '../model/rollout.ts';
import { whyStale } from './why-stale.ts';

/** An entry of a plan that writes on its host. */
export type WorkPlan = Extract<HostPlan, { status: 'change' | 'settle' }>;
export type Stale = Extract<HostOutcome, { status: 'plan-stale' }>;

/** What of a saved plan can be carried out today, and what cannot any more. */
export interface Reconciled {
  /** Sorted by host, like every plan. */
  readonly plan: Plan;
  readonly stale: readonly Stale[];
}

/** Whether there is something to write on the host. */
export function isWork(host: HostPlan | undefined): host is WorkPlan {
  return host?.status === 'change' || host?.status === 'settle';
}

/** The entries of a plan that are more than a remark: of a saved one only their hosts are looked at again. */
export function workOf(plan: Plan): readonly WorkPlan[] {
  return plan.hosts.filter(isWork);
}

/**
 * Holds a saved plan against what would be planned today for its hosts. A step goes through only when today's plan has
 * the very same one, so whatever somebody wrote into the file, nothing is done that today's inventory and today's look
 * at the host do not ask for. Hosts that today's plan leaves out are left out here too, but for steps on hosts that
 * nobody declares any more.
 */
export function reconcilePlan(saved: SavedPlan, today: Plan, isDeclared: (host: string) => boolean): Reconciled {
  const now = new Map(today.hosts.map((host) => [host.host, host]));
  const hosts: HostPlan[] = [];
  const stale: Stale[] = [];
  for (const planned of workOf(saved)) {
    const fresh = now.get(planned.host);
    if (fresh !== undefined) {
      const entry = reconcileHost(planned, fresh);
      if (entry.status === 'plan-stale') stale.push(entry);
      else hosts.push(entry);
    } else if (planned.status === 'change' && !isDeclared(planned.host)) {
      stale.push(toStale(planned, 'the host is no longer declared in the inventory'));
    }
  }
  return { plan: { ...today, hosts: hosts.toSorted((a, b) => (a.host < b.host ? -1 : 1)) }, stale };
}

/** One host: what was planned, held against what would be planned now. */
export function reconcileHost(planned: WorkPlan, fresh: HostPlan): HostPlan | Stale {
  switch (fresh.status) {
    case 'in-order':
    case 'delegated':
    case 'blocked':
    case 'unknown':
      return fresh;
    case 'waived':
      return planned.status === 'change' ? toStale(planned, whyWaived(fresh.waiver)) : fresh;
    case 'settle':
      // What an earlier change left is settled first; the step is held against what is there then.
      return planned.status === 'change' ? planned : fresh;
    case 'change': {
      const why = whyNotDue(planned, fresh.step);
      return why === undefined ? fresh : toStale(planned, why);
    }
  }
}

/** Why a planned entry does not call for this step, if it does not: settling promises no key. */
export function whyNotDue(planned: WorkPlan, now: Step): string | undefined {
  return planned.status === 'change'
    ? whyStale(planned.step, now)
    : 'setting the key is not in the plan, only settling';
}

function whyWaived({ reason, owner, until }: WaivedDrift): string {
  return `its drift is waived until ${until}: ${reason} (${owner})`;
}

function toStale(planned: WorkPlan, why: string): Stale {
  return { host: planned.host, settled: [], status: 'plan-stale', why, ...stepOf(planned) };
}

function stepOf(planned: WorkPlan): { readonly step?: Step } {
  return planned.status === 'change' ? { step: planned.step } : {};
}
