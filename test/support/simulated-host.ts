import type { CallOutcome, ChangeAnswer, Expectation, WriteCall } from '../../src/model/call.ts';
import type { HostSpec } from '../../src/model/host.ts';
import type { KeyEvidence, KeyIdentity } from '../../src/model/key.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { OsFacts } from '../../src/model/os-level.ts';
import type { Change, WriteSession } from '../../src/model/transport.ts';
import type { CompleteSlot, UndoSlot } from '../../src/model/undo-slot.ts';
import { CARRIES_NEW, OLD, osFacts } from './builders.ts';
import { Killed, lost, type World } from './world.ts';

/** What Windows does with the new key. */
export type AnswerToKey =
  | 'accepts'
  /** Accepts it and demands activation, which it did not before. */
  | 'accepts-not-activated'
  | 'refuses'
  /** Says no for certain and shows no key any more. */
  | 'refuses-and-withholds'
  /** Says no in a way that leaves open whether it happened; it did not. */
  | 'refuses-unsure'
  /** Claims success and keeps the old key. */
  | 'ignores'
  /** Claims success and carries some other key afterwards. */
  | 'garbles';

/** A slot as the host keeps it: with the bytes. */
export type KeptSlot =
  | { readonly complete: false; readonly savedAt?: string }
  | (Omit<CompleteSlot, 'intent' | 'oobeTimer'> & { readonly savedTimer: string | undefined });

type Moments<T> = Generator<string, T, undefined>;

/** A change under way on a host, from moment to moment; each is told just before it. */
export type Payload = Moments<ChangeAnswer>;

export const ORIGINAL_TIMER: string = 'a1b2c3d4e5f60718293a4b5c';
const DONE: CallOutcome = { status: 'done' };

/** A Windows host over plain state, written from the design and not from the product's own simulation. */
export class SimulatedHost {
  os: OsFacts;
  key: KeyEvidence = OLD;
  isActivationRequired = false;
  /** Nobody answers. */
  isOff = false;
  oobeTimer: string | undefined = ORIGINAL_TIMER;
  readonly slots: Map<string, KeptSlot> = new Map();
  hostTime: string | undefined = '2025-11-22T12:00:00+01:00';
  answerToKey: AnswerToKey = 'accepts';
  /** A part of what is observed, in place of what it is. */
  shows: Partial<Observation> = {};
  /** Hears of every write, before it is made. */
  onWrite: (intent: string, what: string) => void = () => undefined;
  writes: number = 0;
  /** Whether OOBETimer is deleted only when a complete slot keeps it, as it should be. */
  readonly needsSlot: boolean = true;
  readonly #name: string;
  readonly #world: World;
  #running: Moments<ChangeAnswer> | undefined;
  #isRefused = false;

  constructor(spec: HostSpec, world: World) {
    this.#name = spec.name;
    this.os = osFacts(spec.os, spec.computerName);
    this.#world = world;
  }

  /** A session that has lost its connection once is of no use any more. */
  open(signal: AbortSignal): WriteSession {
    let isBroken = false;
    const call = <T>(what: string, abort: AbortSignal, work: () => T): T => {
      if (isBroken) throw lost('connection-lost');
      try {
        this.#pass(what, abort);
        const answer = work();
        this.#world.pass(`${this.#name} ${what}d`);
        return answer;
      } catch (error) {
        isBroken = true;
        throw error;
      }
    };
    this.#pass('open', signal);
    if (this.isOff) throw lost('host-unreachable');
    return {
      observe: async (abort) => call('observe', abort, () => this.observe()),
      change: async (change, abort) => call('change', abort, () => this.#drive(change)),
      [Symbol.asyncDispose]: async () => this.#world.pass(`${this.#name} dispose`, true),
    };
  }

  /** Begins a change whose moments the caller lets pass one by one; undefined while another one is under way. */
  begin(change: Change): Payload | undefined {
    if (this.#running !== undefined) return undefined;
    this.#running = this.#payload(change);
    return this.#running;
  }

  /** The payload is no more, at its end or in the middle: its lock goes with it. */
  release(): void {
    this.#running = undefined;
  }

  /** Lets a payload that hangs go on to its end. */
  finish(): void {
    const running = this.#running;
    this.#running = undefined;
    if (running !== undefined) runOut(running);
  }

  observe(): Observation {
    return {
      observedAt: '2026-11-22T16:15:30.000Z',
      os: this.os,
      activation: { state: 'present', value: { required: this.isActivationRequired } },
      key: { state: 'present', value: this.key },
      oobeTimer: this.oobeTimer === undefined ? { state: 'absent' } : { state: 'present', value: true },
      undoSlots: [...this.slots].map(([intent, kept]) => this.#show(intent, kept)),
      changeInProgress: this.#running !== undefined,
      ...(this.hostTime !== undefined && { hostTime: this.hostTime }),
      ...this.shows,
    };
  }

  #show(intent: string, kept: KeptSlot): UndoSlot {
    if (!kept.complete) return { intent, ...kept };
    const { savedTimer, ...rest } = kept;
    return { intent, ...rest, oobeTimer: this.#compareTimer(savedTimer) };
  }

  #compareTimer(saved: string | undefined): CompleteSlot['oobeTimer'] {
    if (saved === undefined) return this.oobeTimer === undefined ? 'both-absent' : 'different';
    if (this.oobeTimer === undefined) return 'gone';
    return this.oobeTimer === saved ? 'same' : 'different';
  }

  #pass(what: string, signal: AbortSignal): void {
    if (signal.aborted) throw lost('aborted');
    this.#world.pass(`${this.#name} ${what}`);
  }

  /** Runs a payload from moment to moment, as fate has it. */
  #drive(change: Change): ChangeAnswer {
    if (this.#running !== undefined) return { status: 'busy' };
    const running = this.#payload(change);
    for (;;) {
      const step = running.next();
      if (step.done === true) return step.value;
      const fate = this.#world.at('payload', `${this.#name} ${step.value}`);
      switch (fate) {
        case 'go':
          break;
        case 'all-die':
        case 'dies-writing':
          throw new Killed();
        case 'host-dies':
          throw lost('connection-lost');
        case 'hangs':
          this.#running = running;
          throw lost('timed-out');
        case 'controller-dies':
          runOut(running);
          throw new Killed();
        case 'connection-lost':
        case 'timed-out':
          runOut(running);
          throw lost(fate);
      }
    }
  }

  *#payload(change: Change): Moments<ChangeAnswer> {
    yield 'begins';
    const property = this.#firstUnexpected(change.expect);
    if (property !== undefined) return { status: 'not-as-expected', property };
    this.#isRefused = false;
    const calls: { call: WriteCall['kind']; outcome: CallOutcome }[] = [];
    let isStopped: boolean = false;
    for (const call of change.calls) {
      const outcome: CallOutcome =
        isStopped && call.kind !== 'settle' ? { status: 'skipped' } : yield* this.#run(call, change);
      isStopped ||= outcome.status !== 'done';
      calls.push({ call: call.kind, outcome });
    }
    yield 'answers';
    return { status: 'ran', calls };
  }

  #firstUnexpected({ os, key, slot }: Expectation): string | undefined {
    if (os.csName !== this.os.csName) return 'csname';
    if (os.version !== this.os.version || os.productType !== this.os.productType) return 'version';
    if (os.servicePack !== this.os.servicePack) return 'servicepack';
    if (slot !== undefined && stateOf(slot) !== this.#stateOfSlot(slot.intent)) return 'slot';
    return key === undefined || isSameKey(key, this.key) ? undefined : 'key';
  }

  #stateOfSlot(intent: string): string {
    const kept = this.slots.get(intent);
    return kept === undefined ? 'missing' : stateOf(this.#show(intent, kept));
  }

  *#run(call: WriteCall, change: Change): Moments<CallOutcome> {
    const { id } = change.intent;
    switch (call.kind) {
      case 'save-oobe-timer':
        return yield* this.#save(call);
      case 'delete-oobe-timer':
        if (this.os.version !== '5.1.2600' || this.os.servicePack !== 0 || this.os.productType !== 1)
          return refused('not-xp-rtm');
        if (this.needsSlot && this.slots.get(call.intent)?.complete !== true) return refused('slot-incomplete');
        yield* this.#write(id, 'delete OOBETimer', () => (this.oobeTimer = undefined));
        return DONE;
      case 'set-product-key':
        return yield* this.#setKey(change);
      case 'settle':
        return yield* this.#settle(call.intent);
      case 'restore-oobe-timer':
        return yield* this.#restore(call.intent);
      case 'drop-undo':
        yield* this.#write(id, 'drop the slot', () => this.slots.delete(call.intent));
        return DONE;
    }
  }

  *#save({ intent, new: desired }: Extract<WriteCall, { kind: 'save-oobe-timer' }>): Moments<CallOutcome> {
    if (this.slots.size > 0) return refused('slot-held');
    yield* this.#write(intent, 'begin the slot', () => this.slots.set(intent, { complete: false }));
    const { csName, version, servicePack, productType } = this.os;
    const kept: KeptSlot = {
      complete: true,
      csName,
      version,
      servicePack,
      productType,
      ...(this.hostTime !== undefined && { savedAt: this.hostTime }),
      old: { ...this.key, channel: 'unknown' },
      new: desired,
      activationRequiredBefore: this.isActivationRequired,
      savedTimer: this.oobeTimer,
    };
    yield* this.#write(intent, 'complete the slot', () => this.slots.set(intent, kept));
    return DONE;
  }

  *#setKey({ intent, key }: Change): Moments<CallOutcome> {
    if (key === undefined) return refused('key-missing');
    yield 'reaches SetProductKey';
    const isRtm = this.os.version === '5.1.2600' && this.os.servicePack === 0;
    const answer = isRtm && this.oobeTimer !== undefined ? 'refuses' : this.answerToKey;
    if (answer.startsWith('refuses')) {
      yield 'refuses the key';
      this.#isRefused = answer !== 'refuses-unsure';
      if (answer === 'refuses-and-withholds') this.key = { state: 'withheld', channel: 'volume' };
      return { status: 'refused', code: 0x8004_1001, definite: this.#isRefused, why: 'com-error' };
    }
    if (answer === 'ignores') return DONE;
    yield* this.#write(intent.id, 'store the key', () => {
      this.key = answer === 'garbles' ? { ...OLD, lastFive: 'RRRRR' } : { ...CARRIES_NEW, lastFive: key.lastFive };
      this.isActivationRequired ||= answer === 'accepts-not-activated';
    });
    return DONE;
  }

  /** The settle table, on the host: what it is not sure of it leaves. */
  *#settle(intent: string): Moments<CallOutcome> {
    const kept = this.slots.get(intent);
    if (kept === undefined) return DONE;
    const isNew = kept.complete && this.#carries(kept.new);
    const isWorse = kept.complete && this.isActivationRequired && !kept.activationRequiredBefore;
    if (isNew && isWorse) return DONE;
    if (kept.complete && !isNew) {
      const isOld = kept.old !== undefined && isSameKey(kept.old, this.key);
      if (!this.#isRefused || !(isOld || this.key.state === 'withheld')) return DONE;
      yield* this.#restore(intent);
    }
    yield* this.#write(intent, 'drop the slot', () => this.slots.delete(intent));
    return DONE;
  }

  /** The check digit of a product ID says nothing that its other digits do not. */
  #carries(identity: KeyIdentity): boolean {
    const { key } = this;
    if (key.state !== 'present' || key.lastFive !== identity.lastFive) return false;
    if (key.productId === undefined || identity.productId === undefined) return true;
    return key.productId.slice(0, -1) === identity.productId.slice(0, -1);
  }

  *#restore(intent: string): Moments<CallOutcome> {
    const kept = this.slots.get(intent);
    if (kept?.complete !== true) return refused('slot-incomplete');
    const { savedTimer } = kept;
    if (savedTimer !== undefined) yield* this.#write(intent, 'restore OOBETimer', () => (this.oobeTimer = savedTimer));
    return DONE;
  }

  *#write(intent: string, what: string, act: () => unknown): Moments<void> {
    yield `before ${what}`;
    this.onWrite(intent, what);
    this.writes += 1;
    act();
  }
}

function stateOf(slot: UndoSlot): string {
  return slot.complete ? slot.oobeTimer : 'incomplete';
}

function runOut(running: Moments<unknown>): void {
  while (running.next().done !== true);
}

function refused(why: Extract<CallOutcome, { status: 'refused' }>['why']): CallOutcome {
  return { status: 'refused', code: 0, definite: true, why };
}

function isSameKey(a: KeyEvidence, b: KeyEvidence): boolean {
  return nameOf(a) === nameOf(b);
}

function nameOf(key: KeyEvidence): string {
  return `${key.state} ${key.state === 'present' ? key.lastFive : '-'} ${key.productId ?? '-'}`;
}
