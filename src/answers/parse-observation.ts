import { channelOf } from '../keys/digital-product-id.ts';
import { type Fault, TransportError } from '../model/fault.ts';
import type { KeyEvidence } from '../model/key.ts';
import type { ActivationFacts, Observation, Observed } from '../model/observation.ts';
import type { OsFacts } from '../model/os-level.ts';
import type { UndoSlot } from '../model/undo-slot.ts';
import { type Answers, unreadable } from './answers.ts';
import { unreadFault } from './unread-fault.ts';

const MAX_SLOTS = 64;

/** Builds the observation from the payload's answers to `observe`. */
export function parseObservation(answers: Answers, observedAt: string): Observation {
  const hostTime = toIsoTime(answers.text('os.localtime'));
  return {
    observedAt,
    os: parseOs(answers),
    activation: parseActivation(answers),
    key: parseKey(answers),
    oobeTimer: parseOobeTimer(answers),
    undoSlots: parseSlots(answers),
    changeInProgress: parseFlag(answers, 'busy'),
    ...(hostTime !== undefined && { hostTime }),
  };
}

function parseOs(answers: Answers): OsFacts {
  const number = (name: string): number | undefined => (answers.text(name) === '' ? undefined : answers.integer(name));
  const suiteMask = number('os.suitemask');
  const osLanguage = number('os.language');
  return {
    csName: answers.text('os.csname'),
    version: answers.text('os.version'),
    servicePack: answers.integer('os.servicepack'),
    productType: answers.integer('os.producttype'),
    ...(suiteMask !== undefined && { suiteMask }),
    ...(osLanguage !== undefined && { osLanguage }),
  };
}

function parseActivation(answers: Answers): Observed<ActivationFacts> {
  const state = answers.text('activation');
  if (state === 'absent') return { state };
  if (state !== 'present') return { state: 'unknown', fault: failed('the activation state', state) };
  const required = answers.integer('activation.required') !== 0;
  return { state, value: toActivation(required, answers.integer('activation.grace')) };
}

/** Windows answers this in place of days when no activation is pending. */
const NO_GRACE = 2_147_483_647;

/** The facts behind ActivationRequired and RemainingGracePeriod. */
export function toActivation(required: boolean, graceDays: number): ActivationFacts {
  return { required, ...(required && graceDays !== NO_GRACE && { graceDays }) };
}

function parseKey(answers: Answers): Observed<KeyEvidence> {
  const state = answers.text('key');
  if (state === 'absent') return { state };
  if (state === 'error')
    return { state: 'unknown', fault: failed('the product key', `error ${answers.text('key.code')}`) };
  const productId = orUndefined(answers.text('key.productid'));
  const licence = answers.text('key.licence');
  const group = productId?.split('-')[0];
  const channel = licence === '-' ? channelOf(0, undefined) : channelOf(answers.integer('key.licence'), group);
  const id = productId === undefined ? undefined : { productId };
  if (state === 'withheld') return { state: 'present', value: { state, channel, ...id } };
  if (state !== 'present') throw unreadable('key has an unknown state');
  return { state, value: { state, lastFive: parseLastFive(answers, 'key.lastfive'), channel, ...id } };
}

function parseOobeTimer(answers: Answers): Observed<true> {
  const state = answers.text('oobetimer');
  if (state === 'absent') return { state };
  if (state === 'present') return { state, value: true };
  return { state: 'unknown', fault: failed('OOBETimer', state) };
}

function parseSlots(answers: Answers): readonly UndoSlot[] {
  const text = answers.text('slots');
  if (text.startsWith('error ')) throw new TransportError(failed('the undo slots', text));
  const count = answers.integer('slots');
  if (count < 0 || count > MAX_SLOTS) throw unreadable('the number of undo slots is impossible');
  return Array.from({ length: count }, (_, index) => parseSlot(answers, `slot.${index + 1}.`));
}

function parseSlot(answers: Answers, prefix: string): UndoSlot {
  const intent = answers.text(`${prefix}intent`);
  const savedAt = toIsoTime(answers.text(`${prefix}savedat`));
  const age = savedAt === undefined ? {} : { savedAt };
  if (!parseFlag(answers, `${prefix}complete`)) return { intent, complete: false, ...age };
  const productId = orUndefined(answers.text(`${prefix}new.productid`));
  return {
    intent,
    complete: true,
    csName: answers.text(`${prefix}csname`),
    version: answers.text(`${prefix}version`),
    servicePack: answers.integer(`${prefix}servicepack`),
    productType: answers.integer(`${prefix}producttype`),
    ...age,
    old: parseOldKey(answers.text(`${prefix}old`)),
    new: {
      lastFive: parseLastFive(answers, `${prefix}new.lastfive`),
      ...(productId !== undefined && { productId }),
    },
    activationRequiredBefore: answers.integer(`${prefix}activation.required`) !== 0,
    oobeTimer: parseTimerComparison(answers.text(`${prefix}oobetimer`)),
  };
}

/** `present KKKKK 583-7284392` or `withheld - 640-1234560`. The channel is not in the slot: it belongs to the media. */
export function parseOldKey(text: string): KeyEvidence | undefined {
  const [state, lastFive, id] = text.split(' ');
  const common = { ...(id !== undefined && id !== '-' && { productId: id }), channel: 'unknown' as const };
  if (state === 'withheld') return { state, ...common };
  return state === 'present' && lastFive !== undefined ? { state, lastFive, ...common } : undefined;
}

function parseTimerComparison(text: string): 'same' | 'gone' | 'different' | 'both-absent' {
  if (text === 'same' || text === 'gone' || text === 'different' || text === 'both-absent') return text;
  throw unreadable('the comparison of OOBETimer is unknown');
}

function parseLastFive(answers: Answers, name: string): string {
  const text = answers.text(name);
  if (!/^[BCDFGHJKMNPQRTVWXY2346789]{5}$/.test(text)) throw unreadable(`${name} is not five key characters`);
  return text;
}

function parseFlag(answers: Answers, name: string): boolean {
  const text = answers.text(name);
  if (text !== '0' && text !== '1') throw unreadable(`${name} is neither 0 nor 1`);
  return text === '1';
}

/** CIM_DATETIME `20261122161530.000000+060` (minutes from UTC) to ISO 8601; undefined when it is something else. */
export function toIsoTime(text: string): string | undefined {
  const fields = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.\d{6}([+-])(\d{3})$/.exec(text);
  if (fields === null) return undefined;
  const [, year, month, day, hour, minute, second, sign, offset] = fields;
  const hours = String(Math.floor(Number(offset) / 60)).padStart(2, '0');
  const minutes = String(Number(offset) % 60).padStart(2, '0');
  // Joined, so that it is one text in memory: a template of so many pieces would keep each of them, for every host.
  const time = [hour, minute, second].join(':');
  return [[year, month, day].join('-'), 'T', time, sign, hours, ':', minutes].join('');
}

/** `error 5` or `error 80041003`: a WinError code or an HRESULT, in hex. */
function failed(what: string, answer: string): Fault {
  const code = Number.parseInt(answer.split(' ')[1] ?? '', 16);
  return unreadFault(what, Number.isNaN(code) ? undefined : code);
}

function orUndefined(text: string): string | undefined {
  return text === '-' || text === '' ? undefined : text;
}
