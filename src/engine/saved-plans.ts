import type { HostSpec } from '../model/host.ts';
import type { Plan, SavedPlan } from '../model/plan.ts';
import { RunRefused } from '../model/run-refused.ts';
import { undeclaredHosts } from '../plan/guard.ts';
import { type Reconciled, reconcilePlan, workOf } from '../plan/reconcile-plan.ts';
import type { Journal } from './journal.ts';
import type { RunContext } from './run-context.ts';

/** The selected hosts on which a saved plan would write; all others are not even looked at. */
export function hostsOf(saved: SavedPlan, { hosts }: RunContext): readonly HostSpec[] {
  const work = new Set(workOf(saved).map(({ host }) => host));
  return hosts.filter(({ name }) => work.has(name));
}

/** What of a saved plan can be carried out. Hosts nobody declares any more are told of, unless `--on` asks for others. */
export function holdAgainst(today: Plan, saved: SavedPlan, { inventory, hosts }: RunContext): Reconciled {
  const declared = new Set(inventory.hosts.map(({ name }) => name));
  const isNarrowed = hosts.length < inventory.hosts.length;
  return reconcilePlan(saved, today, (host) => isNarrowed || declared.has(host));
}

/** Throws RunRefused: a rehearsal must never reach real hosts, nor pass for a change of them. */
export function refuseOtherWorld({ simulated }: SavedPlan, { inventory }: RunContext): void {
  if (simulated === inventory.simulation) return;
  const [made, wanted] = simulated ? ['simulated', 'real'] : ['real', 'simulated'];
  throw new RunRefused(
    'plan-unreadable',
    `the plan was made for ${made} hosts, and the inventory declares ${wanted} ones`,
    'Carry it out with the inventory it was made from (-i).',
  );
}

/** A plan that was reviewed with this very inventory is a person's word that the hosts missing from it are gone. */
export async function retireUndeclared(journal: Journal, { inventory }: RunContext): Promise<void> {
  await journal.retire(undeclaredHosts(inventory, journal.state));
}
