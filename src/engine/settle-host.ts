import type { Expectation, WriteCall } from '../model/call.ts';
import type { Fault } from '../model/fault.ts';
import type { HostSpec } from '../model/host.ts';
import type { SettlingAction } from '../model/journal-entry.ts';
import type { Observation } from '../model/observation.ts';
import type { HostOutcome, Settled } from '../model/outcome.ts';
import type { Settlement } from '../model/settlement.ts';
import type { WriteSession } from '../model/transport.ts';
import { type IntentId, isIntentId, type UndoSlot } from '../model/undo-slot.ts';
import { type KnownEnd, settleIntent, settleSlot } from '../plan/settle.ts';
import { unfinishedChanges } from '../plan/unfinished-changes.ts';
import { UNFINISHED_TEXTS } from '../plan/unfinished-texts.ts';
import type { Journal } from './journal.ts';
import type { RunContext } from './run-context.ts';
import { whileChanging } from './sessions.ts';

/** What settling needs of its surroundings. */
export interface SettleContext {
  readonly spec: HostSpec;
  readonly session: WriteSession;
  readonly journal: Journal;
  readonly run: RunContext;
}

/**
 * Settles every unfinished change of a host by the settle table: slots on the host first, then intents of this
 * journal that left no slot. The caller has made sure that this is the declared host. `own` is the change of this very
 * run and what is known of its end.
 */
export async function settleHost(
  now: Observation,
  context: SettleContext,
  own?: { readonly intent: IntentId; readonly end: KnownEnd | undefined },
): Promise<readonly Settled[]> {
  const settled: Settled[] = [];
  const endOf = (intent: string): KnownEnd | undefined => (intent === own?.intent ? own.end : undefined);
  const { slots, intents } = unfinishedChanges(context.spec.name, now, context.journal.state);
  for (const { slot, ownership } of slots) {
    settled.push(await actOnSlot(slot, settleSlot(slot, now, ownership, endOf(slot.intent)), now, context));
  }
  for (const intent of intents) {
    settled.push(await actOnIntent(intent.id, settleIntent(intent, now, endOf(intent.id)), context));
  }
  return settled;
}

/**
 * A person's decision: puts back or forgets every slot of a host, whatever the table says, and closes its intents. What
 * cannot be done is answered as unsettled, and stays open.
 */
export async function forceSettle(
  action: SettlingAction,
  now: Observation,
  context: SettleContext,
): Promise<readonly Settled[]> {
  const settled: Settled[] = [];
  const { slots, intents } = unfinishedChanges(context.spec.name, now, context.journal.state);
  for (const { slot } of slots) settled.push(await forceSlot(slot, action, now, context));
  for (const { id } of intents) settled.push(await forceIntent(id, action, now, context));
  return settled;
}

async function forceSlot(
  slot: UndoSlot,
  action: SettlingAction,
  now: Observation,
  context: SettleContext,
): Promise<Settled> {
  const { intent } = slot;
  if (action === 'restore' && !slot.complete) return { intent, result: 'unsettled', why: NOTHING_SAVED };
  const problem = await write(intent, action, expectationOf(now), context);
  if (problem !== undefined) return { intent, result: 'unsettled', why: problem };
  await context.journal.close(intent, context.spec.name, action === 'drop' ? 'dropped' : 'restored');
  return { intent, result: action === 'drop' ? 'untouched' : 'restored' };
}

async function forceIntent(
  intent: IntentId,
  action: SettlingAction,
  now: Observation,
  context: SettleContext,
): Promise<Settled> {
  if (now.changeInProgress) return { intent, result: 'change-in-progress' };
  if (action === 'restore') return { intent, result: 'unsettled', why: NOTHING_SAVED };
  await context.journal.close(intent, context.spec.name, 'dropped');
  return { intent, result: 'untouched' };
}

const NOTHING_SAVED = 'it saved nothing on the host that could be put back';

async function actOnSlot(
  slot: UndoSlot,
  settlement: Settlement,
  now: Observation,
  context: SettleContext,
): Promise<Settled> {
  const { intent } = slot;
  if (settlement.action !== 'restore' && settlement.action !== 'drop') return toSettled(intent, settlement);
  const problem = await write(intent, settlement.action, { ...expectationOf(now), slot }, context);
  if (problem !== undefined) return { intent, result: 'unsettled', why: problem };
  await context.journal.close(intent, context.spec.name, settlement.result);
  return toSettled(intent, settlement);
}

async function actOnIntent(intent: IntentId, settlement: Settlement, context: SettleContext): Promise<Settled> {
  if (settlement.action === 'drop') await context.journal.close(intent, context.spec.name, settlement.result);
  return toSettled(intent, settlement);
}

/** Announces, then restores or drops; the host checks once more that it is what was just observed. Answers why it failed. */
async function write(
  intent: string,
  action: SettlingAction,
  expect: Expectation,
  context: SettleContext,
): Promise<string | undefined> {
  if (!isIntentId(intent)) return 'its name was not made by vlkctl';
  const drop: WriteCall = { kind: 'drop-undo', intent };
  const calls: readonly WriteCall[] = action === 'restore' ? [{ kind: 'restore-oobe-timer', intent }, drop] : [drop];
  const token = await context.journal.announceSettling(intent, context.spec.name, action);
  const change = { intent: token, expect, calls };
  const answer = await whileChanging(context.run, (signal) => context.session.change(change, signal));
  if (answer.status === 'busy') return UNFINISHED_TEXTS['change-in-progress'].message;
  if (answer.status === 'not-as-expected') return `the host changed while it was looked at (${answer.property})`;
  const refused = answer.calls.find((call) => call.outcome.status !== 'done');
  return refused === undefined ? undefined : `the host refused ${refused.call}`;
}

function expectationOf(now: Observation): Expectation {
  return { os: now.os, ...(now.key.state === 'present' && { key: now.key.value }) };
}

/** A settling write whose answer never came: unlike a host that could not be read, something may have been written. */
export function unknownSettling(host: string, fault: Fault): HostOutcome {
  const { message, help } = UNFINISHED_TEXTS['not-known'];
  return { host, settled: [], status: 'unsettled', why: `${message}: ${fault.message}`, help };
}

function toSettled(intent: string, settlement: Settlement): Settled {
  return { intent, result: settlement.result, ...(settlement.action === 'leave' && { why: settlement.why }) };
}
