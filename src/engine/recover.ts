import type { Block, HostDrift } from '../model/drift.ts';
import { type HostSpec, isSelfReporting } from '../model/host.ts';
import type { SettlingAction } from '../model/journal-entry.ts';
import type { HostOutcome, Settled } from '../model/outcome.ts';
import { selfReportOf } from '../model/reported.ts';
import { delegate } from '../plan/delegate.ts';
import { diff } from '../plan/diff.ts';
import { UNFINISHED_TEXTS, unsettledText } from '../plan/unfinished-texts.ts';
import { type FanOut, fanOut } from './fan-out.ts';
import type { Journal } from './journal.ts';
import { observeHost } from './observe.ts';
import { type RunContext, tellFinished } from './run-context.ts';
import { catchFault, observeOver, openWrite } from './sessions.ts';
import { forceSettle, type SettleContext, settleHost, unknownSettling } from './settle-host.ts';

/** A person's decision for hosts that nothing else can settle. */
export interface Forced {
  readonly action: SettlingAction;
  readonly host: string;
}

/** Settles what interrupted changes left on the selected hosts; changes no key and needs none. */
export function recoverHosts(
  journal: Journal,
  run: RunContext,
  forced: Forced | undefined,
): Promise<readonly HostOutcome[]> {
  const how: FanOut<HostSpec, HostOutcome, HostOutcome> = {
    concurrency: run.concurrency,
    shouldStop: () => run.signal.aborted,
    held: ({ name }) => ({ host: name, settled: [], status: 'held', why: 'the run was interrupted' }),
    finish: (outcome) => tellFinished(outcome, run),
  };
  const hosts = forced === undefined ? run.hosts : run.hosts.filter((spec) => spec.name === forced.host);
  return fanOut(hosts, how, (spec) => recoverHost(spec, journal, run, forced));
}

async function recoverHost(
  spec: HostSpec,
  journal: Journal,
  run: RunContext,
  forced: Forced | undefined,
): Promise<HostOutcome> {
  if (isSelfReporting(spec)) return lookAtReport(spec, journal, run);
  const result = await catchFault(async () => {
    await using session = await openWrite(spec, run);
    return await recoverOver({ spec, session, journal, run }, forced);
  });
  return result.ok ? result.value : { host: spec.name, settled: [], status: 'unknown', fault: result.error };
}

/** Nothing can be settled from here: the host does it when it starts. Only what is left, or not known, is due. */
async function lookAtReport(spec: HostSpec, journal: Journal, run: RunContext): Promise<HostOutcome> {
  const observed = await observeHost(spec, run);
  const reported = observed.status === 'observed' ? selfReportOf(observed.observation) : undefined;
  const head = { host: spec.name, settled: [], ...(reported !== undefined && { reported }) };
  const drift = diff(observed, journal.state);
  if (drift.status === 'unknown' && drift.fault.code !== 'no-receipt')
    return { ...head, status: 'unknown', fault: drift.fault };
  if (drift.status === 'unknown' || drift.status === 'interrupted')
    return { ...head, status: 'delegated', delegated: delegate(drift) };
  return drift.status === 'blocked' && isUnfinished(drift.block)
    ? { ...head, status: 'blocked', block: drift.block }
    : { ...head, status: 'settled' };
}

/** Of what speaks against a change only this has to do with an earlier one. */
function isUnfinished({ code }: Block): boolean {
  return code in UNFINISHED_TEXTS || code === 'other-host';
}

async function recoverOver(context: SettleContext, forced: Forced | undefined): Promise<HostOutcome> {
  const { spec, journal } = context;
  const observation = await observeOver(context.session, context.run);
  const drift = diff({ spec, status: 'observed', observation }, journal.state);
  if (isOtherHost(drift)) return { host: spec.name, settled: [], status: 'blocked', block: drift.block };
  const settled = await catchFault(() =>
    forced === undefined ? settleHost(observation, context) : forceSettle(forced.action, observation, context),
  );
  return settled.ok ? conclude(spec.name, settled.value) : unknownSettling(spec.name, settled.error);
}

/** On the wrong machine nothing is settled, not even by force. */
function isOtherHost(drift: HostDrift): drift is Extract<HostDrift, { status: 'blocked' }> {
  return drift.status === 'blocked' && drift.block.code === 'other-host';
}

function conclude(host: string, settled: readonly Settled[]): HostOutcome {
  const open = settled.find((one) => !['changed', 'untouched', 'restored'].includes(one.result));
  if (open === undefined) return { host, settled, status: 'settled' };
  if (open.result === 'activation-lost' || open.result === 'activation-pending') {
    const { message, help } = UNFINISHED_TEXTS['activation-pending'];
    return { host, settled, status: open.result, why: message, help };
  }
  const { message, help } = unsettledText(open.result);
  return { host, settled, status: 'unsettled', why: open.why ?? message, help };
}
