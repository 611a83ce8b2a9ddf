import type { HostReport, HostStatus, Report } from '../model/report.ts';

/** What to run next, without `vlkctl`. `isRun`: it is to be given the inventory and selection of this run. */
interface NextCommand {
  readonly command: string;
  readonly isRun: boolean;
}

interface Rule {
  readonly after: readonly Report['command'][];
  readonly statuses: readonly HostStatus[];
  /** A command to run, or to have the most frequent trouble explained. */
  readonly next: Report['command'] | 'explain';
}

const WORST: readonly HostStatus[] = ['unsettled', 'activation-lost', 'activation-pending'];

/** The first rule counts that holds for some host: the most urgent one. After `recover` it is no use to recover again. */
const RULES: readonly Rule[] = [
  { after: ['drift', 'plan', 'apply'], statuses: [...WORST, 'interrupted'], next: 'recover' },
  { after: ['recover'], statuses: WORST, next: 'explain' },
  { after: ['apply'], statuses: ['undone'], next: 'explain' },
  { after: ['drift'], statuses: ['drifted'], next: 'plan' },
  { after: ['plan'], statuses: ['change'], next: 'apply' },
  { after: ['apply'], statuses: ['held', 'plan-stale'], next: 'apply' },
  { after: ['recover'], statuses: ['held'], next: 'recover' },
  { after: ['drift', 'plan', 'apply', 'recover'], statuses: ['blocked', 'unknown'], next: 'explain' },
  { after: ['recover'], statuses: ['settled'], next: 'drift' },
];

/** What a person types next; undefined when there is nothing to do. What the guard refuses comes before all hosts. */
export function nextCommand({ command, hosts, refusals = [] }: Report): NextCommand | undefined {
  const [refusal] = refusals;
  if (refusal !== undefined) return explain(refusal.code);
  for (const { after, statuses, next } of RULES) {
    const concerned = after.includes(command) ? hosts.filter(({ status }) => statuses.includes(status)) : [];
    if (concerned.length > 0)
      return next === 'explain' ? explain(mostFrequentCode(concerned)) : { command: next, isRun: true };
  }
  return undefined;
}

function explain(code: string): NextCommand {
  return { command: `explain ${code}`, isRun: false };
}

function mostFrequentCode(hosts: readonly HostReport[]): string {
  const counts = new Map<string, number>();
  for (const { code, status } of hosts) counts.set(code ?? status, (counts.get(code ?? status) ?? 0) + 1);
  const [first] = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return first?.[0] ?? '';
}
