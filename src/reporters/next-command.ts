import type { HostReport, HostStatus, Report } from '../model/report.ts';

/** Words of a run's command line that the next one needs too, quoted where a shell needs it. */
export interface TypedWords {
  /** Inventory, selection and state of the run. */
  readonly again?: string;
  /** The same without the selection, for a command that names its host. */
  readonly unselected?: string;
  /** File of the plan that the run saved or carried out. */
  readonly plan?: string;
}

interface Rule {
  readonly after: readonly Report['command'][];
  readonly statuses: readonly HostStatus[];
  /** A command to run, or to have the most frequent trouble explained. */
  readonly next: Report['command'] | 'explain';
  /** Counts only where a saved plan was carried out. */
  readonly ofSavedPlan?: boolean;
}

const WORST: readonly HostStatus[] = ['unsettled', 'activation-lost', 'activation-pending'];

/** The first rule counts that holds for some host: the most urgent one. After `recover` it is no use to recover again. */
const RULES: readonly Rule[] = [
  { after: ['drift', 'plan', 'apply'], statuses: [...WORST, 'interrupted'], next: 'recover' },
  { after: ['recover'], statuses: WORST, next: 'explain' },
  { after: ['apply'], statuses: ['undone'], next: 'explain' },
  { after: ['drift'], statuses: ['drifted'], next: 'plan' },
  { after: ['plan'], statuses: ['change'], next: 'apply' },
  { after: ['apply'], statuses: ['held'], next: 'apply' },
  // What is stale in a saved plan stays stale.
  { after: ['apply'], statuses: ['plan-stale'], next: 'plan', ofSavedPlan: true },
  { after: ['apply'], statuses: ['plan-stale'], next: 'apply' },
  { after: ['recover'], statuses: ['held'], next: 'recover' },
  { after: ['drift', 'plan', 'apply', 'recover'], statuses: ['blocked', 'unknown'], next: 'explain' },
  { after: ['plan', 'apply', 'recover'], statuses: ['delegated'], next: 'explain' },
  { after: ['recover'], statuses: ['settled'], next: 'drift' },
];

/**
 * What a person types next; undefined when there is nothing to do. What the guard refuses comes before all hosts, and
 * what was reviewed is what is carried out: `apply` keeps the plan.
 */
export function nextCommand({ command, hosts, refusals = [] }: Report, typed: TypedWords): string | undefined {
  const [refusal] = refusals;
  if (refusal !== undefined) return explain(refusal.code);
  for (const { after, statuses, next, ofSavedPlan } of RULES) {
    if (!after.includes(command) || (ofSavedPlan === true && typed.plan === undefined)) continue;
    const concerned = hosts.filter(({ status }) => statuses.includes(status));
    if (concerned.length === 0) continue;
    if (next === 'explain') return explainOrExamine(concerned, typed);
    const isOutside = concerned.every(({ code }) => code === 'outside-window');
    return `${runAgain(next, typed)}${isOutside ? ' --wait' : ''}`;
  }
  return undefined;
}

function runAgain(command: Report['command'], { again = '', plan }: TypedWords): string {
  const words = ['vlkctl', command, again, command === 'apply' && plan !== undefined ? `--plan ${plan}` : ''];
  return words.filter((word) => word !== '').join(' ');
}

/** One host that could not be read is worth a look of its own; of many the most frequent trouble is. */
function explainOrExamine(concerned: readonly HostReport[], { unselected = '' }: TypedWords): string {
  const [only, second] = concerned;
  if (only?.status !== 'unknown' || second !== undefined) return explain(mostFrequentCode(concerned));
  return `vlkctl doctor ${only.host} ${unselected}`.trimEnd();
}

function explain(code: string): string {
  return `vlkctl explain ${code}`;
}

function mostFrequentCode(hosts: readonly HostReport[]): string {
  const counts = new Map<string, number>();
  for (const { code, status } of hosts) counts.set(code ?? status, (counts.get(code ?? status) ?? 0) + 1);
  const [first] = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return first?.[0] ?? '';
}
