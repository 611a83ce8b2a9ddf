import type { HostDrift } from '../model/drift.ts';
import type { RunCommand } from '../model/event.ts';
import type { GuardRefusal } from '../model/guard.ts';
import type { HostSpec } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { Inventory } from '../model/inventory.ts';
import { allowedOf } from '../model/limit.ts';
import type { Observation } from '../model/observation.ts';
import type { HostOutcome } from '../model/outcome.ts';
import type { Delegated, HostPlan, Step } from '../model/plan.ts';
import type { HostReport, HostStatus, Report, WaveSize } from '../model/report.ts';
import { selfReportOf, withAge } from '../model/reported.ts';
import type { HostWindow } from '../model/rollout.ts';

/** What every report says besides its hosts. */
export interface ReportHead {
  readonly command: RunCommand;
  readonly inventory: Inventory;
  readonly generatedAt: string;
  readonly undeclared: readonly Intent[];
  readonly interrupted: boolean;
  /** Hash of the journal's last line. */
  readonly journalHead?: string;
  /** Since when hosts cannot be read, by name; hosts of which the journal does not know are left out. */
  readonly unknownSince?: ReadonlyMap<string, string>;
  readonly waves?: readonly WaveSize[] | undefined;
  /** Of the guard; only `plan` and `apply` have any. */
  readonly refusals?: readonly GuardRefusal[];
}

export function driftReport(head: ReportHead, drifts: readonly HostDrift[]): Report {
  return toReport(head, drifts.map(hostOfDrift));
}

/** A plan tells more than the drift it was made from where something would be done: how, and within which window. */
export function planReport(
  head: ReportHead,
  drifts: readonly HostDrift[],
  plans: readonly HostPlan[],
  windows: ReadonlyMap<string, HostWindow> = new Map(),
): Report {
  const planned = new Map(plans.map((plan) => [plan.host, plan]));
  return toReport(
    head,
    drifts.map((drift) => {
      const { name } = drift.spec;
      return { ...hostOfDrift(drift), ...fromPlan(planned.get(name), windows.get(name)) };
    }),
  );
}

export function outcomeReport(head: ReportHead, outcomes: readonly HostOutcome[]): Report {
  const specs = specsOf(head.inventory);
  return toReport(
    head,
    outcomes.map((outcome) => hostOfOutcome(specs, outcome)),
  );
}

/** The hosts of an inventory by name. */
export function specsOf({ hosts }: Inventory): ReadonlyMap<string, HostSpec> {
  return new Map(hosts.map((spec) => [spec.name, spec]));
}

/** One host as `apply` or `recover` left it. */
export function hostOfOutcome(specs: ReadonlyMap<string, HostSpec>, outcome: HostOutcome): HostReport {
  const spec = specs.get(outcome.host);
  return spec === undefined ? fromUndeclared(outcome) : fromOutcome(spec, outcome);
}

function toReport(head: ReportHead, hosts: readonly HostReport[]): Report {
  const counts = new Map<HostStatus, number>();
  for (const { status } of hosts) counts.set(status, (counts.get(status) ?? 0) + 1);
  const { maxUnknown } = head.inventory.rollout;
  return {
    formatVersion: 1,
    command: head.command,
    simulated: head.inventory.simulation,
    generatedAt: head.generatedAt,
    inventoryDigest: head.inventory.digest,
    summary: Object.fromEntries(counts),
    hosts: hosts.toSorted((a, b) => (a.host < b.host ? -1 : 1)).map((host) => withTime(host, head)),
    undeclared: head.undeclared.map(({ host, id }) => ({ host, intent: id })),
    ...(head.refusals !== undefined && head.refusals.length > 0 && { refusals: head.refusals }),
    ...(maxUnknown !== undefined && { unknownAllowed: allowedOf(maxUnknown, hosts.length) }),
    interrupted: head.interrupted,
    ...(head.waves !== undefined && head.waves.length > 0 && { waves: head.waves }),
    ...(head.journalHead !== undefined && !/^0+$/.test(head.journalHead) && { journalHead: head.journalHead }),
  };
}

/** Since when a host cannot be read, and how old is what one has reported of itself. */
function withTime(host: HostReport, { unknownSince, generatedAt }: ReportHead): HostReport {
  const { reported } = host;
  const since = host.status === 'unknown' ? unknownSince?.get(host.host) : undefined;
  if (reported === undefined && since === undefined) return host;
  return {
    ...host,
    ...(since !== undefined && { since }),
    ...(reported !== undefined && { reported: withAge(reported, Date.parse(generatedAt)) }),
  };
}

function base(spec: HostSpec): Omit<HostReport, 'status'> {
  const { identity } = spec.key;
  return { host: spec.name, os: spec.os, key: spec.key.label, ...(identity !== undefined && { desired: identity }) };
}

/** One host as it was found. */
export function hostOfDrift(drift: HostDrift): HostReport {
  const host = fromDrift(drift);
  const reported = drift.status === 'unknown' ? undefined : selfReportOf(drift.observation);
  return reported === undefined ? host : { ...host, reported };
}

function fromDrift(drift: HostDrift): HostReport {
  const head = base(drift.spec);
  switch (drift.status) {
    case 'in-order':
      return { ...head, status: drift.status, actual: drift.actual };
    case 'drifted':
      return fromDrifted(drift);
    case 'interrupted':
      return {
        ...head,
        status: drift.status,
        code: 'interrupted-change',
        message: 'an earlier change stopped half-way',
        help: 'Run `vlkctl recover`, or apply: it settles first.',
      };
    case 'blocked':
      return { ...head, status: drift.status, ...drift.block };
    case 'waived':
      return { ...head, status: drift.status, waiver: drift.waiver, ...actualOf(drift.observation) };
    case 'unknown':
      return { ...head, status: drift.status, ...drift.fault };
  }
}

function actualOf({ key }: Observation): Pick<HostReport, 'actual'> {
  return key.state === 'present' ? { actual: key.value } : {};
}

/** Spelled out: what is spread takes a kilobyte more, and these are most of a fleet when its key has changed. */
function fromDrifted({ spec, cause, actual }: Extract<HostDrift, { status: 'drifted' }>): HostReport {
  const { name: host, os, key } = spec;
  const status = 'drifted';
  if (key.identity === undefined) return { host, os, key: key.label, status, cause, actual };
  return { host, os, key: key.label, desired: key.identity, status, cause, actual };
}

function fromPlan(plan: HostPlan | undefined, window: HostWindow | undefined): Partial<HostReport> {
  if (plan?.status === 'delegated') return { status: plan.status, ...fromDelegated(plan.delegated) };
  if (plan?.status !== 'change') return {};
  return { status: 'change', ...fromStep(plan.step), ...(window !== undefined && { window }) };
}

function fromDelegated({ code, message, help, before }: Delegated): Partial<HostReport> {
  return { code, message, help, ...(before !== undefined && { actual: before }) };
}

function fromStep(step: Step): Partial<HostReport> {
  return { strategy: step.strategy, calls: step.calls, cause: step.cause, actual: step.before };
}

const HELP_STALE = 'Plan again, with what is there now.';
const HELP_OUTSIDE = 'Run again then, or let `vlkctl apply --wait` wait for it.';
const HELP_HELD = "Mend what stopped the run, or leave that host out (--on '!HOST'), then run again.";

// oxlint-disable-next-line complexity -- one line a status, and the compiler sees that none is missing
function fromOutcome(spec: HostSpec, outcome: HostOutcome): HostReport {
  const { status, settled, reported } = outcome;
  const said = { ...(settled.length > 0 && { settled }), ...(reported !== undefined && { reported }) };
  const head = { ...base(spec), status, ...said };
  switch (status) {
    case 'in-order':
      return head;
    case 'settled':
      return { ...head, status: settled.length === 0 ? 'nothing-to-settle' : status };
    case 'verified':
      return { ...head, ...fromStep(outcome.step), before: outcome.step.before, actual: outcome.actual };
    case 'undone':
      return { ...head, ...fromStep(outcome.step), ...trouble(status, outcome.why, outcome.help) };
    case 'plan-stale':
      return { ...head, ...trouble(status, outcome.why, HELP_STALE) };
    case 'held':
      return outcome.window === undefined
        ? { ...head, ...trouble(status, outcome.why, HELP_HELD) }
        : { ...head, ...trouble('outside-window', outcome.why, HELP_OUTSIDE), window: outcome.window };
    case 'delegated':
      return { ...head, ...fromDelegated(outcome.delegated) };
    case 'blocked':
      return { ...head, ...outcome.block };
    case 'waived':
      return { ...head, waiver: outcome.waiver };
    case 'unknown':
      return { ...head, ...outcome.fault };
    case 'activation-lost':
    case 'activation-pending':
    case 'unsettled':
      return { ...head, ...trouble(status, outcome.why, outcome.help) };
  }
}

/** Only a saved plan knows of a host that is no longer declared. */
function fromUndeclared(outcome: HostOutcome): HostReport {
  if (outcome.status !== 'plan-stale' || outcome.step === undefined) {
    throw new Error(`${outcome.host} is not in the inventory`);
  }
  const { step, status, host, why } = outcome;
  return { host, status, os: step.os, key: step.keyLabel, ...trouble(status, why, HELP_STALE) };
}

function trouble(code: string, message: string, help: string): Pick<HostReport, 'code' | 'message' | 'help'> {
  return { code, message, help };
}
