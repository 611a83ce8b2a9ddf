import type { CallOutcome, ChangeAnswer, Expectation, WriteCall } from '../../model/call.ts';
import type { Change } from '../../model/transport.ts';
import { encodeEvidence } from '../encode-calls.ts';
import { marksOf } from './marks.ts';
import { findProduct, PRODUCT_ACTIVATION, type RemoteOs, readKey, readOs } from './remote-host.ts';
import { NOT_FOUND, type RemoteRegistry } from './remote-registry.ts';
import { dropSlot, fillSlot, OOBE_TIMER, readSlot, restoreTimer, slotNames, WPA_EVENTS } from './slots.ts';
import type { WsmanClient } from './wsman-client.ts';

/** What a change needs of its surroundings. */
export interface Remote {
  readonly client: WsmanClient;
  readonly registry: RemoteRegistry;
  /** Name of this run's mark on the host, and for how many seconds it counts. */
  readonly mark: { readonly name: string; readonly seconds: number };
  readonly signal: AbortSignal;
}

interface Running extends Remote {
  readonly os: RemoteOs;
  readonly change: Change;
}

/**
 * Runs a sequence of writes call by call, as the payload does: mark, expectations, calls. When an answer is lost in the
 * middle the mark stays, and whoever looks next sees that a write may still come.
 */
export async function changeRemote(change: Change, remote: Remote): Promise<ChangeAnswer> {
  const os = await readOs(remote.client, remote.signal);
  const marks = marksOf(remote.registry);
  const { name, seconds } = remote.mark;
  if (await marks.isMarked(os.localTime)) return { status: 'busy' };
  const code = await marks.write(name, seconds, os.localTime);
  if (code !== 0) return { status: 'ran', calls: refuseAll(change, code) };
  // Of two that begin at once each sees the mark of the other, or one does.
  if (await marks.isMarked(os.localTime, name)) {
    await marks.remove(name);
    return { status: 'busy' };
  }
  await marks.removeOthers(name);
  const running = { ...remote, os, change };
  const property = await firstUnexpected(change.expect, running);
  const answer: ChangeAnswer =
    property === undefined
      ? { status: 'ran', calls: await runCalls(running) }
      : { status: 'not-as-expected', property };
  if (answer.status !== 'ran' || answer.calls.every(({ outcome }) => isOver(outcome))) await marks.remove(name);
  return answer;
}

type RanCalls = Extract<ChangeAnswer, { status: 'ran' }>['calls'];

function refuseAll({ calls }: Change, code: number): RanCalls {
  return calls.map((call, index) => ({
    call: call.kind,
    outcome: index === 0 ? { status: 'refused', code, definite: true, why: 'registry' } : { status: 'skipped' },
  }));
}

/** Whether nothing of a call can still come. */
function isOver(outcome: CallOutcome): boolean {
  return outcome.status !== 'refused' || outcome.definite || outcome.why !== 'com-error';
}

async function firstUnexpected(expect: Expectation, { os, registry }: Running): Promise<string | undefined> {
  for (const property of ['csName', 'version', 'servicePack', 'productType'] as const) {
    if (os.facts[property] !== expect.os[property]) return property.toLowerCase();
  }
  if (expect.key !== undefined) {
    const key = await readKey(registry);
    if (key.state !== 'present' || encodeEvidence(key.value) !== encodeEvidence(expect.key)) return 'key';
  }
  const { slot } = expect;
  if (slot === undefined) return undefined;
  const names = await slotNames(registry);
  if (!names.includes(slot.intent)) return 'slot';
  const now = await readSlot(registry, slot.intent);
  const isSame =
    now.complete === slot.complete && (!now.complete || !slot.complete || now.oobeTimer === slot.oobeTimer);
  return isSame ? undefined : 'slot';
}

/** In order; after a refusal the rest is skipped. */
async function runCalls(running: Running): Promise<RanCalls> {
  const ran: RanCalls[number][] = [];
  let isStopped = false;
  for (const call of running.change.calls) {
    const outcome: CallOutcome = isStopped ? { status: 'skipped' } : await runCall(call, running);
    // Settling is the controller's: no payload is there that could do it.
    ran.push({ call: call.kind, outcome: call.kind === 'settle' ? DONE : outcome });
    isStopped ||= outcome.status === 'refused';
  }
  return ran;
}

const DONE: CallOutcome = { status: 'done' };

async function runCall(call: WriteCall, running: Running): Promise<CallOutcome> {
  const { registry } = running;
  switch (call.kind) {
    case 'save-oobe-timer':
      return saveOobeTimer(call, running);
    case 'delete-oobe-timer':
      return deleteOobeTimer(call.intent, running);
    case 'set-product-key':
      return setProductKey(running);
    case 'settle':
      return DONE;
    case 'restore-oobe-timer': {
      const slot = await readSlot(registry, call.intent);
      return slot.complete ? toOutcome(await restoreTimer(registry, call.intent), false) : refused('slot-incomplete');
    }
    case 'drop-undo':
      return toOutcome(await dropSlot(registry, call.intent), false);
  }
}

function refused(why: 'slot-held' | 'slot-incomplete' | 'not-xp-rtm' | 'class-missing' | 'key-missing'): CallOutcome {
  return { status: 'refused', code: 0, definite: true, why };
}

function toOutcome(code: number, definite: boolean): CallOutcome {
  return code === 0 ? DONE : { status: 'refused', code, definite, why: 'registry' };
}

/** Anything that goes wrong removes the slot again: nothing was deleted yet. */
async function saveOobeTimer(
  call: Extract<WriteCall, { kind: 'save-oobe-timer' }>,
  { client, registry, os, change, signal }: Running,
): Promise<CallOutcome> {
  if (change.key === undefined) return refused('key-missing');
  const product = await findProduct(client, signal);
  if (product.status !== 'found') return refused('class-missing');
  if ((await slotNames(registry)).length > 0) return refused('slot-held');
  const old = await readKey(registry);
  if (old.state !== 'present') return toOutcome(13, true);
  const code = await fillSlot(registry, call.intent, {
    os: os.facts,
    hostTime: os.localTime,
    old: old.value,
    new: call.new,
    activationRequired: product.required,
  });
  const isAlone = code === 0 && (await slotNames(registry)).length === 1;
  if (isAlone) return DONE;
  await dropSlot(registry, call.intent);
  return code === 0 ? refused('slot-held') : toOutcome(code, true);
}

/** The last check: whatever the controller believes, this is Windows XP without a service pack or nothing happens. */
async function deleteOobeTimer(intent: string, { registry, os }: Running): Promise<CallOutcome> {
  const { version, servicePack, productType } = os.facts;
  if (version !== '5.1.2600' || servicePack !== 0 || productType !== 1) return refused('not-xp-rtm');
  if (!(await readSlot(registry, intent)).complete) return refused('slot-incomplete');
  const code = await registry.deleteValue(WPA_EVENTS, OOBE_TIMER);
  return toOutcome(code === NOT_FOUND ? 0 : code, true);
}

async function setProductKey({ client, registry, mark, change, signal }: Running): Promise<CallOutcome> {
  if (change.key === undefined) return refused('key-missing');
  const product = await findProduct(client, signal);
  if (product.status !== 'found') return refused('class-missing');
  const marks = marksOf(registry);
  const { localTime } = await readOs(client, signal);
  const code = await marks.write(mark.name, mark.seconds, localTime);
  if (code !== 0 || (await marks.isMarked(localTime, mark.name))) return toOutcome(code || ERROR_BUSY, true);
  const answer = await client.invoke(
    {
      of: PRODUCT_ACTIVATION,
      method: 'SetProductKey',
      selectors: product.selectors,
      parameters: [{ name: 'ProductKey', value: change.key.reveal() }],
    },
    signal,
  );
  if (answer.status === 'fault') {
    const { providerCode, wsmanCode } = answer.fault;
    const number = providerCode ?? wsmanCode ?? 0;
    return { status: 'refused', code: number, definite: isDefinite(providerCode), why: 'com-error' };
  }
  if (answer.returnValue === 0) return DONE;
  return { status: 'refused', code: answer.returnValue, definite: true, why: 'return-value' };
}

const ERROR_BUSY = 170;

/** Only the provider's own errors (0x800410xx) say for certain that the key was not taken; 0x80041015 is about the way to it. */
function isDefinite(code: number | undefined): boolean {
  return code !== undefined && code >>> 8 === 0x800410 && code !== 0x80041015;
}
