import type { CallOutcome, ChangeAnswer } from '../model/call.ts';
import { type Fault, type FaultCode, TransportError } from '../model/fault.ts';
import type { HostSpec } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { KeyEvidence } from '../model/key.ts';
import type { Observation } from '../model/observation.ts';
import type { HostOutcome, Settled } from '../model/outcome.ts';
import type { Step } from '../model/plan.ts';
import type { ProductKey } from '../model/product-key.ts';
import type { Result } from '../model/result.ts';
import type { IntentId } from '../model/undo-slot.ts';
import { findWrongHost } from '../plan/find-block.ts';
import type { KnownEnd } from '../plan/settle.ts';
import { UNFINISHED_TEXTS, type UnfinishedCode, unsettledText } from '../plan/unfinished-texts.ts';
import { catchFault, observeOver, openWrite, whileChanging } from './sessions.ts';
import { type SettleContext, settleHost } from './settle-host.ts';

type Ending = HostOutcome extends infer O ? (O extends unknown ? Omit<O, 'host' | 'settled'> : never) : never;

/**
 * Makes the planned change on a host that was just observed to be as planned: announce, write, look again, settle.
 * Only what is read back counts as success.
 */
export async function changeHost(
  step: Step,
  now: Observation,
  key: ProductKey,
  context: SettleContext,
): Promise<Ending> {
  const { journal, run, session, spec } = context;
  const intent = makeIntent(step, now, context);
  const token = await journal.announce(intent);
  const change = {
    intent: token,
    expect: { os: now.os, key: step.before },
    calls: run.strategyFor(step.os).writes(intent.id, step.after),
    key,
  };
  const answer = await catchFault(() => whileChanging(run, (signal) => session.change(change, signal)));
  if (answer.ok && answer.value.status !== 'ran') {
    await journal.close(intent.id, spec.name, 'not-begun');
    return notBegun(answer.value);
  }
  const after = await lookAgain(context, { intent: intent.id, end: knownEnd(answer) });
  if (!after.ok) return unknownEnd(answer.ok ? after.error : answer.error);
  return conclude(intent, step, answer, after.value);
}

function makeIntent(step: Step, now: Observation, { run, spec }: SettleContext): Intent {
  return {
    id: run.newIntentId(),
    host: spec.name,
    strategy: step.strategy,
    keyLabel: step.keyLabel,
    old: step.before,
    new: step.after,
    cause: step.cause,
    activationRequiredBefore: now.activation.state === 'present' && now.activation.value.required,
  };
}

interface Own {
  readonly intent: IntentId;
  readonly end: KnownEnd | undefined;
}

/** What the answer says of the end of the write. A payload that said nothing usable has at least ended. */
function knownEnd(answer: Result<ChangeAnswer, Fault>): KnownEnd | undefined {
  if (!answer.ok) return MAY_STILL_RUN.has(answer.error.code) ? 'unanswered' : undefined;
  const calls = answer.value.status === 'ran' ? answer.value.calls : [];
  const set = calls.find(({ call }) => call === 'set-product-key')?.outcome;
  return set?.status === 'refused' && set.definite ? 'definitely-refused' : undefined;
}

const MAY_STILL_RUN: ReadonlySet<FaultCode> = new Set<FaultCode>(['timed-out', 'aborted', 'connection-lost']);

interface After {
  readonly observation: Observation;
  readonly settled: readonly Settled[];
}

/**
 * Observes the host again and settles what is left; over a new session when the old one is of no use any more. An
 * interruption of the run does not keep it from that: the change has begun.
 */
async function lookAgain(interruptible: SettleContext, own: Own): Promise<Result<After, Fault>> {
  const context = { ...interruptible, run: { ...interruptible.run, signal: new AbortController().signal } };
  const first = await catchFault(() => observeAndSettle(context, own));
  if (first.ok) return first;
  return catchFault(async () => {
    await using session = await openWrite(context.spec, context.run);
    return await observeAndSettle({ ...context, session }, own);
  });
}

async function observeAndSettle(context: SettleContext, own: Own): Promise<After> {
  const observation = await observeOver(context.session, context.run);
  refuseWrongHost(context.spec, observation);
  const settled = await settleHost(observation, context, own);
  return { observation, settled };
}

/** The second session may have reached another machine, by stale DNS or a moved address: nothing is settled there. */
function refuseWrongHost(spec: HostSpec, now: Observation): void {
  const wrong = findWrongHost(spec, now);
  if (wrong !== undefined)
    throw new TransportError({ code: 'connection-lost', message: wrong.message, help: wrong.help });
}

// oxlint-disable-next-line complexity -- one line a result, and the compiler sees that none is missing
function conclude(intent: Intent, step: Step, answer: Result<ChangeAnswer, Fault>, after: After): Ending {
  const own = after.settled.find((settled) => settled.intent === intent.id);
  switch (own?.result) {
    case 'changed':
      return { status: 'verified', step, actual: presentKey(after.observation, step.before) };
    case 'untouched':
    case 'restored':
      return { status: 'undone', step, why: whyNot(answer), help: wasRefused(answer) ? HELP_REFUSED : HELP_AGAIN };
    case 'activation-lost':
    case 'activation-pending':
      return { status: own.result, ...said('activation-pending') };
    case undefined:
    case 'change-in-progress':
    case 'another-controller':
    case 'unsettled':
      if (!answer.ok && own?.why === undefined) return unknownEnd(answer.error);
      return unsettled(own);
  }
}

/** Without a settlement there was nothing to settle by: the host was busy. */
function unsettled(own: Settled | undefined): Ending {
  const { message, help } = unsettledText(own === undefined ? 'change-in-progress' : own.result);
  return { status: 'unsettled', why: own?.why ?? message, help };
}

function said(code: UnfinishedCode): { readonly why: string; readonly help: string } {
  const { message, help } = UNFINISHED_TEXTS[code];
  return { why: message, help };
}

function presentKey(observation: Observation, otherwise: KeyEvidence): KeyEvidence {
  return observation.key.state === 'present' ? observation.key.value : otherwise;
}

function notBegun(answer: Exclude<ChangeAnswer, { status: 'ran' }>): Ending {
  if (answer.status === 'not-as-expected') {
    return { status: 'plan-stale', why: `the host changed between looking and writing (${answer.property})` };
  }
  return { status: 'blocked', block: { code: 'change-in-progress', ...UNFINISHED_TEXTS['change-in-progress'] } };
}

function unknownEnd(fault: Fault): Ending {
  const { why, help } = said('not-known');
  return { status: 'unsettled', why: `${why}: ${fault.message}`, help };
}

const HELP_REFUSED =
  'Check that the key fits product, edition, language and channel of the installed media (KB 328874).';
const HELP_AGAIN = 'Run again; when it happens again, look at the host.';

function wasRefused(answer: Result<ChangeAnswer, Fault>): boolean {
  if (!answer.ok || answer.value.status !== 'ran') return false;
  return answer.value.calls.some(({ call, outcome }) => call === 'set-product-key' && outcome.status === 'refused');
}

/** Why the key is not there, in words for people. */
function whyNot(answer: Result<ChangeAnswer, Fault>): string {
  if (!answer.ok) return `${answer.error.message}; the old key was found in place and the host is as it was`;
  const calls = answer.value.status === 'ran' ? answer.value.calls : [];
  const refused = calls.find((call) => call.outcome.status === 'refused');
  if (refused === undefined) return 'Windows claimed success, but the old key was read back; the host is as it was';
  return `${refused.call} was refused (${refusal(refused.outcome)}); the host is as it was`;
}

function refusal(outcome: CallOutcome): string {
  if (outcome.status !== 'refused') return outcome.status;
  return outcome.code === 0 ? outcome.why : `${outcome.why} 0x${outcome.code.toString(16)}`;
}
