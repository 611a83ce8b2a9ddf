import type { HostOutcome } from '../model/outcome.ts';
import type { HostPlan, Plan } from '../model/plan.ts';
import type { HostWindow } from '../model/rollout.ts';
import { countOf, showCount } from '../reporters/counts.ts';
import { showClosedWindow } from '../reporters/describe-host.ts';
import type { Io } from './io.ts';

/** More lines than this push the question itself off the screen. */
const MOST_LINES = 40;

/** Where a saved plan comes from, and what time it is now. */
export interface PlanOrigin {
  readonly file: string;
  readonly savedAt: string;
  readonly now: string;
}

/** What a question is about besides the plan. */
export interface Asked {
  readonly stale: readonly HostOutcome[];
  readonly origin?: PlanOrigin | undefined;
  /** By name of the host. */
  readonly windows?: ReadonlyMap<string, HostWindow>;
  /** Hosts whose window is closed are waited for; otherwise they are held, and nothing is asked about them. */
  readonly waits?: boolean;
}

/** Shows what a plan would write and asks. A plan that writes nothing needs no question. */
export async function confirmPlan(whole: Plan, asked: Asked, io: Pick<Io, 'err' | 'ask'>): Promise<boolean> {
  const { stale, origin, windows = new Map<string, HostWindow>(), waits = false } = asked;
  const isOutside = (host: HostPlan): boolean => host.status === 'change' && isClosed(windows.get(host.host));
  const outside = whole.hosts.filter(isOutside).length;
  const plan = waits ? whole : { ...whole, hosts: whole.hosts.filter((host) => !isOutside(host)) };
  const lines = plan.hosts.flatMap((host) => lineOf(host, origin, windows.get(host.host)));
  if (lines.length === 0) return true;
  io.err(`${lines.slice(0, MOST_LINES).join('\n')}\n`);
  if (lines.length > MOST_LINES)
    io.err(`  ... and ${showCount(lines.length - MOST_LINES)} more: \`vlkctl plan\` lists them all\n`);
  const later = outside === 0 ? '' : laterText(outside, waits);
  return io.ask(`${question(plan, stale.length, origin)}${later} Type yes: `);
}

function isClosed(window: HostWindow | undefined): boolean {
  return window?.state === 'closed';
}

/** Counted apart: they are changed when nobody is there any more, or not at all. */
function laterText(outside: number, waits: boolean): string {
  return waits
    ? ` ${countOf(outside, 'host')} of these only once a window opens.`
    : ` ${countOf(outside, 'host')} outside a window: held.`;
}

function lineOf(plan: HostPlan, origin: PlanOrigin | undefined, window: HostWindow | undefined): readonly string[] {
  if (plan.status === 'settle') {
    const then = origin === undefined ? ', then set the declared key if it is not there' : '';
    return [`  ${plan.host}  settle an interrupted change${then}`];
  }
  if (plan.status !== 'change') return [];
  const { before, after, keyLabel, strategy } = plan.step;
  const opens = showClosedWindow(window);
  return [
    `  ${plan.host}  ${before.state === 'present' ? before.lastFive : 'withheld'} -> ${after.lastFive} (${keyLabel})  by ${strategy}${opens === '' ? '' : `  ${opens}`}`,
  ];
}

function question(plan: Plan, stale: number, origin: PlanOrigin | undefined): string {
  const count = (status: Plan['hosts'][number]['status']): number =>
    plan.hosts.filter((host) => host.status === status).length;
  const then = origin === undefined ? ' and then set its key' : '';
  const change = count('change') === 0 ? [] : [`change the key of ${countOf(count('change'), 'host')}`];
  const settle =
    count('settle') === 0 ? [] : [`settle an interrupted change on ${countOf(count('settle'), 'host')}${then}`];
  const text = [...change, ...settle].join(' and ');
  const left = [
    `${showCount(count('delegated'))} delegated`,
    `${showCount(count('unknown'))} unknown`,
    `${showCount(count('blocked'))} blocked`,
    `${showCount(stale)} no longer as planned`,
  ];
  const some = left.filter((words) => !words.startsWith('0 '));
  const rest = some.length === 0 ? '' : ` (${some.join(', ')}: they stay as they are)`;
  const from = origin === undefined ? '' : `Carry out ${origin.file}, saved ${ageOf(origin)}: `;
  return capital(`${from}${text}${rest}?`);
}

const MINUTE_MS = 60_000;
const UNITS: readonly (readonly [string, number])[] = [
  ['day', 24 * 60 * MINUTE_MS],
  ['hour', 60 * MINUTE_MS],
  ['minute', MINUTE_MS],
];

/** `3 days ago (2026-11-19 16:15 UTC)` */
function ageOf({ savedAt, now }: PlanOrigin): string {
  const ageMs = Date.parse(now) - Date.parse(savedAt);
  const at = `${savedAt.slice(0, 10)} ${savedAt.slice(11, 16)} UTC`;
  if (ageMs < -MINUTE_MS) return `at a time that has not come yet (${at})`;
  for (const [unit, unitMs] of UNITS) {
    const whole = Math.floor(ageMs / unitMs);
    if (whole >= 1) return `${countOf(whole, unit)} ago (${at})`;
  }
  return `just now (${at})`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
