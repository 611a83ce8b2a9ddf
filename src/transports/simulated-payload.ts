import { TransportError } from '../model/fault.ts';
import type { HostSpec } from '../model/host.ts';
import { CALLS_HEADER } from './encode-calls.ts';
import { isXpRtm, keyAfterSetting, type SimulatedSlot, type SimulatedState } from './simulated-host.ts';

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
export function runSimulatedPayload(spec: HostSpec, before: SimulatedState, calls: string, context: { key?: string; now: string }): SimulatedRun {
  const lines = calls.split('\r\n').filter((line) => line !== '');
  if (lines[0] !== CALLS_HEADER) throw new Error('The calls file has no header');
  const running: Running = { state: before, spec, key: context.key, now: context.now, setRefused: false };
  const answers = lines[1] === 'call observe' ? observe(running) : change(running, lines.slice(1));
  return { stdout: [...answers, 'end=ok', ''].join('\r\n'), state: running.state };
}

function observe({ state, now }: Running): string[] {
  const [key = '', lastFive = '', productId = ''] = state.key.split(' ');
  const slots = Object.entries(state.slots);
  return [
    `os.csname=${state.csName}`,
    `os.version=${state.version}`,
    `os.servicepack=${state.servicePack}`,
    `os.producttype=${state.productType}`,
    'os.suitemask=256',
    'os.language=1033',
    `os.localtime=${toCimTime(now)}`,
    ...(state.fault === 'class-missing'
      ? ['activation=absent']
      : ['activation=present', 'activation.required=0', 'activation.grace=2147483647']),
    `key=${key}`,
    `key.lastfive=${lastFive}`,
    `key.productid=${state.licence === 2 ? 'OEM-0000007' : productId}`,
    `key.licence=${state.licence}`,
    `oobetimer=${state.oobeTimer === null ? 'absent' : 'present'}`,
    'busy=0',
    `slots=${slots.length}`,
    ...slots.flatMap(([intent, slot], index) => slotLines(`slot.${index + 1}.`, intent, slot, state)),
  ];
}

function slotLines(prefix: string, intent: string, slot: SimulatedSlot, state: SimulatedState): string[] {
  return [
    `${prefix}intent=${intent}`,
    `${prefix}complete=1`,
    `${prefix}csname=${state.csName}`,
    `${prefix}version=${state.version}`,
    `${prefix}servicepack=${state.servicePack}`,
    `${prefix}producttype=${state.productType}`,
    `${prefix}savedat=${slot.savedAt}`,
    `${prefix}old=${slot.old}`,
    `${prefix}new.lastfive=${slot.newLastFive}`,
    `${prefix}new.productid=${slot.newProductId}`,
    `${prefix}activation.required=0`,
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

function firstUnexpected(state: SimulatedState, lines: readonly string[]): string | undefined {
  const actual: Readonly<Record<string, string>> = {
    csname: state.csName,
    version: state.version,
    servicepack: String(state.servicePack),
    producttype: String(state.productType),
    key: state.licence === 2 ? state.key.replace(/\S+$/, 'OEM-0000007') : state.key,
  };
  for (const line of lines) {
    const { name, wanted } = /^expect (?<name>\S+) (?<wanted>.*)$/.exec(line)?.groups ?? {};
    if (name !== undefined && actual[name] !== wanted) return name;
  }
  return undefined;
}

function runWrite(running: Running, words: readonly string[]): string {
  const [kind, intent = '', lastFive = '', productId = ''] = words;
  const { state } = running;
  switch (kind) {
    case 'save-oobe-timer': {
      if (Object.keys(state.slots).length > 0) return 'refused slot-held 0 definite';
      const slot = { old: state.key, newLastFive: lastFive, newProductId: productId, oobeTimer: state.oobeTimer, savedAt: toCimTime(running.now) };
      running.state = { ...state, slots: { [intent]: slot } };
      return 'done';
    }
    case 'delete-oobe-timer':
      if (!isXpRtm(state)) return 'refused not-xp-rtm 0 definite';
      if (state.slots[intent] === undefined) return 'refused slot-incomplete 0 definite';
      running.state = { ...state, oobeTimer: null };
      return 'done';
    case 'set-product-key':
      return setProductKey(running);
    case 'settle':
      return settle(running, intent);
    case 'restore-oobe-timer':
      running.state = { ...state, oobeTimer: state.slots[intent]?.oobeTimer ?? state.oobeTimer };
      return 'done';
    case 'drop-undo':
      running.state = { ...state, slots: Object.fromEntries(Object.entries(state.slots).filter(([name]) => name !== intent)) };
      return 'done';
    default:
      throw new Error(`The simulated payload knows no call ${kind}`);
  }
}

function setProductKey(running: Running): string {
  const { state, spec, key } = running;
  if (key === undefined) return 'refused key-missing 0 definite';
  if (state.fault === 'dies-in-change') throw new SimulatedDeath({ ...state, fault: null });
  running.setRefused = state.fault === 'refuses-key' || (isXpRtm(state) && state.oobeTimer !== null);
  if (running.setRefused) return 'refused com-error 80041001 definite';
  running.state = { ...state, key: keyAfterSetting(key, spec) };
  return 'done';
}

function settle(running: Running, intent: string): string {
  const slot = running.state.slots[intent];
  if (slot === undefined) return 'done';
  const isNew = running.state.key.split(' ')[1] === slot.newLastFive;
  if (!isNew && running.state.key !== slot.old) return 'done';
  if (!isNew && running.setRefused) runWrite(running, ['restore-oobe-timer', intent]);
  return isNew || running.setRefused ? runWrite(running, ['drop-undo', intent]) : 'done';
}

/** `2026-11-22T16:15:30.000Z` to `20261122161530.000000+000`. */
function toCimTime(iso: string): string {
  return `${iso.slice(0, 19).replaceAll(/[-:T]/g, '')}.000000+000`;
}
