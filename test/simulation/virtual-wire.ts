import { pickNumber, type Random } from '../../src/lab/seeded-random.ts';
import type { ChangeAnswer } from '../../src/model/call.ts';
import { type FaultCode, TransportError } from '../../src/model/fault.ts';
import type { HostSpec } from '../../src/model/host.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Change, Transport, WriteSession } from '../../src/model/transport.ts';
import { faultOf } from '../support/world.ts';
import type { Chaos } from './chaos.ts';
import type { VirtualHost } from './virtual-host.ts';
import type { Settle, VirtualProcess } from './virtual-process.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What stands around every request. */
export interface Wire {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly chaos: Chaos;
  readonly moment: (label: string) => void;
  readonly hostOf: (name: string) => VirtualHost;
  /** Longer than anybody waits for an answer. */
  readonly deadlineMs: number;
}

/** Hears of what a process does before it is done. */
export interface Hears {
  readonly opens: (host: string, canWrite: boolean) => void;
  readonly sends: (host: string, change: Change) => void;
}

/** The way from one process to the hosts: it takes time, and what is asked is not always heard or answered. */
export function transportOf(process: VirtualProcess, wire: Wire, hears: Hears): Transport {
  const open = (spec: HostSpec, signal: AbortSignal, canWrite: boolean): Promise<WriteSession> => {
    hears.opens(spec.name, canWrite);
    return openSession(spec.name, signal, { process, wire, hears });
  };
  return {
    kind: 'ssh',
    openRead: (spec, signal) => open(spec, signal, false),
    openWrite: (spec, signal) => open(spec, signal, true),
  };
}

const CHANGES = 'changes';

interface End {
  readonly process: VirtualProcess;
  readonly wire: Wire;
  readonly hears: Hears;
}

async function openSession(name: string, signal: AbortSignal, end: End): Promise<WriteSession> {
  const { process, wire, hears } = end;
  const host = wire.hostOf(name);
  const boot = await request<number>(`opens ${name}`, signal, host, end, (answer) => answer(host.boots));
  let isBroken = false;
  const call = async <T>(what: string, abort: AbortSignal, work: Work<T>): Promise<T> => {
    if (isBroken) throw lost('connection-lost');
    try {
      return await request(`${what} ${name}`, abort, host, end, (answer, cut, isLate) =>
        host.boots === boot ? work(answer, cut, isLate) : cut(),
      );
    } catch (error) {
      isBroken = true;
      throw error;
    }
  };
  return {
    observe: (abort) => call<Observation>('observes', abort, (answer) => answer(host.observe())),
    change: (change, abort) => {
      hears.sends(name, change);
      return call<ChangeAnswer>(CHANGES, abort, (answer, _cut, isLate) => host.change(change, answer, isLate));
    },
    [Symbol.asyncDispose]: () =>
      process.promise(({ resolve }) => void process.after(wire.random() * 20, () => resolve(undefined))),
  };
}

/** What a host does with a request; `isLate` when whoever sent it may have given up. */
type Work<T> = (answer: (value: T) => void, cut: () => void, isLate: boolean) => void;

/** One request and its answer, with at most one thing that goes wrong. */
function request<T>(label: string, signal: AbortSignal, host: VirtualHost, end: End, work: Work<T>): Promise<T> {
  const { process, wire } = end;
  const { random, deadlineMs } = wire;
  return process.promise<T>((settle) => {
    const client = new Client(settle, signal);
    wire.moment(`${process.machine.name}/${process.pid} ${label}`);
    if (!process.isAlive || client.isDone) return;
    const fault = wire.chaos.strikeRequest(label.startsWith(CHANGES));
    if (fault !== undefined) wire.moment(`  ${fault}`);
    const soon = (): number => 1 + random() * 100;
    const cut = (): void => client.fail('connection-lost');
    if (fault === 'refused') return void process.after(soon(), cut);
    if (fault === 'cut') process.after(soon() * (1 + pickNumber(random, 20)), cut);
    const isLate = fault === 'heard-after-the-deadline';
    if (isLate) process.after(deadlineMs, cut);
    wire.time.after(isLate ? deadlineMs * (1 + random()) : soon(), () => {
      if (host.isOff)
        return void process.after(soon() + (random() < 0.5 ? 0 : deadlineMs), () => client.fail('host-unreachable'));
      const stop = host.onBreak(() => process.after(soon(), cut));
      work(
        (value) => {
          stop();
          wire.moment(`  ${host.name} answers`);
          if (fault === 'unanswered') return;
          const waitMs = fault === 'answered-late' ? random() * deadlineMs : soon();
          process.after(fault === 'answered-after-the-deadline' ? deadlineMs + waitMs : waitMs, () =>
            client.take(value),
          );
        },
        cut,
        isLate,
      );
    });
  });
}

/** Whoever waits for an answer: until it comes, the connection breaks, or the signal says that it is enough. */
class Client<T> {
  isDone = false;
  readonly #settle: Settle<T>;
  readonly #signal: AbortSignal;
  readonly #giveUp = (): void => {
    const { reason } = this.#signal;
    this.fail(reason instanceof DOMException && reason.name === 'TimeoutError' ? 'timed-out' : 'aborted');
  };

  constructor(settle: Settle<T>, signal: AbortSignal) {
    this.#settle = settle;
    this.#signal = signal;
    if (signal.aborted) this.#giveUp();
    else signal.addEventListener('abort', this.#giveUp, { once: true });
  }

  take(value: T): void {
    if (this.#end()) this.#settle.resolve(value);
  }

  fail(code: FaultCode): void {
    if (this.#end()) this.#settle.reject(lost(code));
  }

  #end(): boolean {
    if (this.isDone) return false;
    this.isDone = true;
    this.#signal.removeEventListener('abort', this.#giveUp);
    return true;
  }
}

function lost(code: FaultCode): TransportError {
  return new TransportError(faultOf(code));
}
