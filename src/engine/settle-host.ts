import type { WriteCall } from '../model/call.ts';
import type { HostSpec } from '../model/host.ts';
import type { SettlingAction } from '../model/journal-entry.ts';
import type { Observation } from '../model/observation.ts';
import type { Settled } from '../model/outcome.ts';
import type { Settlement } from '../model/settlement.ts';
import type { WriteSession } from '../model/transport.ts';
import { type IntentId, isIntentId, type UndoSlot } from '../model/undo-slot.ts';
import { settleIntent, settleSlot } from '../plan/settle.ts';
import type { Journal } from './journal.ts';
import type { RunContext } from './run-context.ts';
import { changeSignal } from './sessions.ts';

/** What settling needs of its surroundings. */
export interface SettleContext {
  readonly spec: HostSpec;
  readonly session: WriteSession;
  readonly journal: Journal;
  readonly run: RunContext;
}

/**
 * Settles every unfinished change of a host by the settle table: slots on the host first, then intents of this
 * journal that left no slot. The caller has made sure that this is the declared host.
 */
export async function settleHost(now: Observation, context: SettleContext): Promise<readonly Settled[]> {
  const settled: Settled[] = [];
  for (const slot of now.undoSlots) {
    const ownership = context.journal.state.knownIntents.has(slot.intent) ? 'ours' : 'foreign';
    settled.push(await actOnSlot(slot, settleSlot(slot, now, ownership), now, context));
  }
  const withSlot = new Set(now.undoSlots.map((slot) => slot.intent));
  const open = context.journal.state.openIntents.filter((intent) => intent.host === context.spec.name);
  for (const intent of open) {
    if (!withSlot.has(intent.id)) settled.push(await actOnIntent(intent.id, settleIntent(intent, now), context));
  }
  return settled;
}

/** A person's decision: puts back or forgets every slot of a host, whatever the table says, and closes its intents. */
export async function forceSettle(action: SettlingAction, now: Observation, context: SettleContext): Promise<readonly Settled[]> {
  const settled: Settled[] = [];
  for (const slot of now.undoSlots) {
    if (action === 'restore' && !slot.complete) continue;
    settled.push(await actOnSlot(slot, forced(action), now, context));
  }
  const host = context.spec.name;
  for (const intent of context.journal.state.openIntents.filter((open) => open.host === host)) {
    if (action === 'drop') await context.journal.close(intent.id, host, 'dropped');
  }
  return settled;
}

function forced(action: SettlingAction): Settlement {
  return action === 'restore' ? { action, result: 'restored' } : { action, result: 'untouched' };
}

async function actOnSlot(slot: UndoSlot, settlement: Settlement, now: Observation, context: SettleContext): Promise<Settled> {
  const { intent } = slot;
  if (!isIntentId(intent)) return { intent, result: 'unsettled', why: 'its name was not made by vlkctl' };
  if (settlement.action !== 'restore' && settlement.action !== 'drop') return toSettled(intent, settlement);
  const problem = await write(intent, settlement.action, now, context);
  if (problem !== undefined) return { intent, result: 'unsettled', why: problem };
  await context.journal.close(intent, context.spec.name, settlement.result);
  return toSettled(intent, settlement);
}

async function actOnIntent(intent: IntentId, settlement: Settlement, context: SettleContext): Promise<Settled> {
  if (settlement.action === 'drop') await context.journal.close(intent, context.spec.name, settlement.result);
  return toSettled(intent, settlement);
}

/** Announces, then restores or drops; the host checks once more that it is what was just observed. Answers why it failed. */
async function write(intent: IntentId, action: SettlingAction, now: Observation, context: SettleContext): Promise<string | undefined> {
  const drop: WriteCall = { kind: 'drop-undo', intent };
  const calls: readonly WriteCall[] = action === 'restore' ? [{ kind: 'restore-oobe-timer', intent }, drop] : [drop];
  const token = await context.journal.announceSettling(intent, context.spec.name, action);
  const key = now.key.state === 'present' ? now.key.value : undefined;
  const expect = { os: now.os, ...(key !== undefined && { key }) };
  const answer = await context.session.change({ intent: token, expect, calls }, changeSignal(context.run));
  if (answer.status === 'busy') return 'a change is being made on the host right now';
  if (answer.status === 'not-as-expected') return `the host changed while it was looked at (${answer.property})`;
  const refused = answer.calls.find((call) => call.outcome.status !== 'done');
  return refused === undefined ? undefined : `the host refused ${refused.call}`;
}

function toSettled(intent: string, settlement: Settlement): Settled {
  return { intent, result: settlement.result, ...(settlement.action === 'leave' && { why: settlement.why }) };
}
