import type { Plan } from '../model/plan.ts';
import type { Io } from './io.ts';

/** More lines than this push the question itself off the screen. */
const MOST_LINES = 40;

/** Shows what a plan would write and asks. A plan that writes nothing needs no question. */
export async function confirmPlan(plan: Plan, io: Io): Promise<boolean> {
  const lines = plan.hosts.flatMap(lineOf);
  if (lines.length === 0) return true;
  io.err(`${lines.slice(0, MOST_LINES).join('\n')}\n`);
  if (lines.length > MOST_LINES)
    io.err(`  ... and ${lines.length - MOST_LINES} more: \`vlkctl plan\` lists them all\n`);
  return io.ask(`${question(plan)} Type yes: `);
}

function lineOf(plan: Plan['hosts'][number]): readonly string[] {
  if (plan.status === 'settle') {
    return [`  ${plan.host}  settle an interrupted change, then set the declared key if it is not there`];
  }
  if (plan.status !== 'change') return [];
  const { before, after, keyLabel, strategy } = plan.step;
  return [
    `  ${plan.host}  ${before.state === 'present' ? before.lastFive : 'withheld'} -> ${after.lastFive} (${keyLabel})  by ${strategy}`,
  ];
}

function question(plan: Plan): string {
  const count = (status: Plan['hosts'][number]['status']): number =>
    plan.hosts.filter((host) => host.status === status).length;
  const change = count('change') === 0 ? [] : [`change the key of ${hostCount(count('change'))}`];
  const settle =
    count('settle') === 0 ? [] : [`settle an interrupted change on ${hostCount(count('settle'))} and then set its key`];
  const text = [...change, ...settle].join(' and ');
  const left = (['unknown', 'blocked'] as const).flatMap((status) =>
    count(status) === 0 ? [] : [`${count(status)} ${status}`],
  );
  const rest = left.length === 0 ? '' : ` (${left.join(' and ')} stay as they are)`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${rest}?`;
}

function hostCount(count: number): string {
  return `${count} ${count === 1 ? 'host' : 'hosts'}`;
}
