import type { WriteCall } from '../model/call.ts';
import { TransportError } from '../model/fault.ts';
import type { HostSpec } from '../model/host.ts';
import { CALLS_HEADER } from './encode-calls.ts';
import { asShown, isXpRtm, keyAfterSetting, type SimulatedSlot, type SimulatedState } from './simulated-host.ts';

const CLASS_MISSING = 'refused class-missing 80041010 definite';

/** What one run of the simulated payload said, and what the host is afterwards. */
export interface SimulatedRun {
  readonly stdout: string;
  readonly state: SimulatedState;
}

interface Running {
  state: SimulatedState;
  readonly spec: HostSpec;
  readonly key: string | undefined;
  readonly now: string;
  setReached: boolean;
  setRefused: boolean;
}

/** Carries the state a host was left in when its connection broke, so that the fleet remembers it. */
export class SimulatedDeath extends TransportError {
  readonly state: SimulatedState;

  constructor(state: SimulatedState) {
    super({
      code: 'connection-lost',
      message: 'the simulated host died in the middle of the change',
      help: 'Run `vlkctl recover`, or apply again: what happened is looked at first.',
    });
    this.state = state;
  }
}

/**
 * Plays src/payload/vlk-host.vbs for a simulated host: reads the same calls file and answers in the same lines. It
 * proves the product's logic; whether Windows behaves so is another question.
 */
export function runSimulatedPayload(
  spec: HostSpec,
  before: SimulatedState,
  calls: string,
  context: { key?: string; now: string },
): SimulatedRun {
  const lines = calls.split('\r\n').filter((line) => line !== '');
  if (lines[0] !== CALLS_HEADER) throw new Error('The calls file has no header');
  const running: Running = {
    state: before,
    spec,
    key: context.key,
    now: context.now,
    setReached: false,
    setRefused: false,
  };
  const answers = lines[1] === 'call observe' ? observe(running) : change(running, lines.slice(1));
  return { stdout: [...answers, 'end=ok', ''].join('\r\n'), state: running.state };
}

function observe({ state: actual, now }: Running): string[] {
  const state = asShown(actual);
  const [key = '', lastFive = '', productId = ''] = state.key.split(' ');
  const slots = Object.entries(state.slots);
  return [
    `os.csname=${state.csName}`,
    `os.version=${state.version}`,
    `os.servicepack=${state.servicePack}`,
    `os.producttype=${state.productType}`,
    `os.suitemask=${state.suiteMask}`,
    `os.language=${state.osLanguage}`,
    `os.localtime=${toCimTime(now)}`,
    ...activationLines(state),
    `key=${key}`,
    `key.lastfive=${lastFive}`,
    `key.productid=${productId}`,
    `key.licence=${state.licence}`,
    `oobetimer=${state.oobeTimer === null ? 'absent' : 'present'}`,
    'busy=0',
    `slots=${slots.length}`,
    ...slots.flatMap(([intent, slot], index) => slotLines(`slot.${index + 1}.`, intent, slot, state)),
  ];
}

/** Thirty days is what Windows gives; 2147483647 is its word for "no end". */
function activationLines({ fault, activationRequired }: SimulatedState): string[] {
  if (fault === 'class-missing') return ['activation=absent'];
  const grace = activationRequired ? 30 : 2_147_483_647;
  return ['activation=present', `activation.required=${activationRequired ? 1 : 0}`, `activation.grace=${grace}`];
}

function slotLines(prefix: string, intent: string, slot: SimulatedSlot, state: SimulatedState): string[] {
  return [
    `${prefix}intent=${intent}`,
    `${prefix}complete=1`,
    `${prefix}csname=${slot.of.csName}`,
    `${prefix}version=${slot.of.version}`,
    `${prefix}servicepack=${slot.of.servicePack}`,
    `${prefix}producttype=${slot.of.productType}`,
    `${prefix}savedat=${slot.savedAt}`,
    `${prefix}old=${slot.old}`,
    `${prefix}new.lastfive=${slot.newLastFive}`,
    `${prefix}new.productid=${slot.newProductId}`,
    `${prefix}activation.required=${slot.of.activationRequired ? 1 : 0}`,
    `${prefix}oobetimer=${timerAgainst(slot, state)}`,
  ];
}

function timerAgainst(slot: SimulatedSlot, state: SimulatedState): string {
  if (slot.oobeTimer === null) return state.oobeTimer === null ? 'both-absent' : 'different';
  if (state.oobeTimer === null) return 'gone';
  return state.oobeTimer === slot.oobeTimer ? 'same' : 'different';
}

function change(running: Running, lines: readonly string[]): string[] {
  const unexpected = firstUnexpected(running.state, lines);
  if (unexpected !== undefined) return [`change=not-as-expected ${unexpected}`];
  const answers = ['change=ran'];
  let stopped: boolean = false;
  for (const [index, line] of lines.filter((text) => text.startsWith('call ')).entries()) {
    const words = line.split(' ').slice(1);
    const outcome: string = stopped && words[0] !== 'settle' ? 'skipped' : runWrite(running, words);
    stopped = stopped || outcome !== 'done';
    answers.push(`call.${index + 1}=${words[0]} ${outcome}`);
  }
  return answers;
}

function firstUnexpected(current: SimulatedState, lines: readonly string[]): string | undefined {
  const state = asShown(current);
  const actual: Readonly<Record<string, string>> = {
    csname: state.csName,
    version: state.version,
    servicepack: String(state.servicePack),
    producttype: String(state.productType),
    key: state.key,
  };
  for (const line of lines) {
    const { name, wanted } = /^expect (?<name>\S+) (?<wanted>.*)$/.exec(line)?.groups ?? {};
    if (name === 'slot' && wanted !== slotState(state, wanted?.split(' ')[0] ?? '')) return name;
    if (name !== undefined && name !== 'slot' && actual[name] !== wanted) return name;
  }
  return undefined;
}

function slotState(state: SimulatedState, intent: string): string {
  const slot = state.slots[intent];
  return slot === undefined ? `${intent} missing` : `${intent} ${timerAgainst(slot, state)}`;
}

/** One write: what it does to the running host, and its outcome in the payload's words. */
type Write = (running: Running, intent: string, words: readonly string[]) => string;

const WRITES: ReadonlyMap<string, Write> = new Map<WriteCall['kind'], Write>([
  ['save-oobe-timer', saveOobeTimer],
  ['delete-oobe-timer', deleteOobeTimer],
  ['set-product-key', setProductKey],
  ['settle', settle],
  ['restore-oobe-timer', restoreOobeTimer],
  ['drop-undo', dropUndo],
]);

function runWrite(running: Running, words: readonly string[]): string {
  const [kind = '', intent = '', ...rest] = words;
  const write = WRITES.get(kind);
  if (write === undefined) throw new Error(`The simulated payload knows no call ${kind}`);
  return write(running, intent, rest);
}

function saveOobeTimer(
  running: Running,
  intent: string,
  [newLastFive = '', newProductId = '']: readonly string[],
): string {
  const { state, key, now } = running;
  if (key === undefined) return 'refused key-missing 0 definite';
  if (state.fault === 'class-missing') return CLASS_MISSING;
  if (Object.keys(state.slots).length > 0) return 'refused slot-held 0 definite';
  const { key: old, csName, version, servicePack, productType, activationRequired, oobeTimer } = asShown(state);
  const of = { csName, version, servicePack, productType, activationRequired };
  const slot = { of, old, newLastFive, newProductId, oobeTimer, savedAt: toCimTime(now) };
  running.state = { ...state, slots: { [intent]: slot } };
  return 'done';
}

function deleteOobeTimer(running: Running, intent: string): string {
  const { state } = running;
  if (!isXpRtm(asShown(state))) return 'refused not-xp-rtm 0 definite';
  if (state.slots[intent] === undefined) return 'refused slot-incomplete 0 definite';
  running.state = { ...state, oobeTimer: null };
  return 'done';
}

function setProductKey(running: Running): string {
  const { state, spec, key } = running;
  if (key === undefined) return 'refused key-missing 0 definite';
  running.setRefused = true;
  if (state.fault === 'class-missing') return CLASS_MISSING;
  running.setReached = true;
  if (state.fault === 'dies-in-change') throw new SimulatedDeath({ ...state, fault: null });
  if (state.fault === 'refuses-key' || (isXpRtm(asShown(state)) && state.oobeTimer !== null))
    return 'refused com-error 80041001 definite';
  running.setRefused = false;
  running.state = { ...state, key: keyAfterSetting(key, spec) };
  return 'done';
}

/** The same decisions as Settle in the payload; the slots of a simulated host are always complete. */
function settle(running: Running, intent: string): string {
  const state = asShown(running.state);
  const slot = state.slots[intent];
  if (slot === undefined || !isOfThisHost(slot, state)) return 'done';
  if (isNewKey(slot, state)) {
    const isWorse = state.activationRequired && !slot.of.activationRequired;
    return isWorse ? 'done' : dropUndo(running, intent);
  }
  if (!isOldKeyForCertain(slot, running)) return 'done';
  const timer = timerAgainst(slot, state);
  if (timer === 'different') return 'done';
  if (timer === 'gone') restoreOobeTimer(running, intent);
  return dropUndo(running, intent);
}

function isOfThisHost({ of }: SimulatedSlot, state: SimulatedState): boolean {
  const { csName, version, servicePack, productType } = state;
  const isSameLevel = of.version === version && of.servicePack === servicePack && of.productType === productType;
  return of.csName === csName && isSameLevel;
}

function isNewKey(slot: SimulatedSlot, { key }: SimulatedState): boolean {
  const [presence, lastFive, productId] = key.split(' ');
  const fits = slot.newProductId === '-' || productId === '-' || sameButCheckDigit(productId, slot.newProductId);
  return presence === 'present' && lastFive === slot.newLastFive && fits;
}

/** The check digit says nothing that the others do not. */
function sameButCheckDigit(a: string | undefined, b: string): boolean {
  return a?.slice(0, -1) === b.slice(0, -1);
}

function isOldKeyForCertain(slot: SimulatedSlot, { state, setReached, setRefused }: Running): boolean {
  const { key } = asShown(state);
  const isOld = key === slot.old;
  return setReached ? setRefused && (isOld || key.startsWith('withheld')) : isOld;
}

function restoreOobeTimer(running: Running, intent: string): string {
  const { state } = running;
  const slot = state.slots[intent];
  if (slot === undefined) return 'refused slot-incomplete 0 definite';
  if (slot.oobeTimer !== null) running.state = { ...state, oobeTimer: slot.oobeTimer };
  return 'done';
}

function dropUndo(running: Running, intent: string): string {
  const others = Object.entries(running.state.slots).filter(([name]) => name !== intent);
  running.state = { ...running.state, slots: Object.fromEntries(others) };
  return 'done';
}

/** `2026-11-22T16:15:30.000Z` to `20261122161530.000000+000`. */
function toCimTime(iso: string): string {
  return `${iso.slice(0, 19).replaceAll(/[-:T]/g, '')}.000000+000`;
}
