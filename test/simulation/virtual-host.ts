import { pickNumber, type Random } from '../../src/lab/seeded-random.ts';
import type { ChangeAnswer } from '../../src/model/call.ts';
import type { HostSpec } from '../../src/model/host.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Change } from '../../src/model/transport.ts';
import { type Payload, SimulatedHost } from '../support/simulated-host.ts';
import { World } from '../support/world.ts';
import type { Chaos } from './chaos.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What stands around every host. */
export interface Floor {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly chaos: Chaos;
  /** `where` is the host that is just being changed. */
  readonly moment: (label: string, where?: VirtualHost) => void;
  readonly deadlineMs: number;
  /** Hears of every moment of a payload, after what it did. */
  readonly onStep: (host: VirtualHost, change: Change, label: string, isLate: boolean) => void;
}

/** Its clock is a year behind, as on many a plant floor. */
const HOST_BEGINNING = Date.parse('2025-11-22T12:00:00.000Z');
const LONGEST_OFF_MS = 2 * 3_600_000;

/** A simulated Windows that has a clock, can be switched off, and whose payloads take time. */
export class VirtualHost {
  readonly name: string;
  readonly state: SimulatedHost;
  readonly spec: HostSpec;
  boots = 1;
  clockOffset = 0;
  isOff = false;
  readonly #floor: Floor;
  readonly #breaks = new Set<() => void>();
  #endPayload: () => void = () => undefined;

  constructor(spec: HostSpec, floor: Floor) {
    this.name = spec.name;
    this.spec = spec;
    this.state = new SimulatedHost(spec, new World());
    this.#floor = floor;
  }

  /** Does something when the host goes down before it has answered; what it answers calls that off. */
  onBreak(happen: () => void): () => void {
    this.#breaks.add(happen);
    return () => void this.#breaks.delete(happen);
  }

  observe(): Observation {
    this.#setTime();
    return this.state.observe();
  }

  /** Begins a payload that goes on by itself, whoever still listens. */
  change(change: Change, answer: (value: ChangeAnswer) => void, isLate: boolean): void {
    this.#setTime();
    const payload = this.state.begin(change);
    if (payload === undefined) return answer({ status: 'busy' });
    this.#step(payload, change, answer, isLate);
  }

  /** Power is gone: the payload stops where it is. It is back after a while. */
  goDown(offMs: number): void {
    const { time, moment } = this.#floor;
    this.isOff = true;
    this.boots += 1;
    this.#endPayload();
    this.state.release();
    for (const happen of this.#breaks) happen();
    this.#breaks.clear();
    const boot = this.boots;
    time.after(offMs, () => {
      if (boot !== this.boots) return;
      moment(`${this.name} is back`);
      this.isOff = false;
    });
  }

  /** For a minute, or for as long as machines on a plant floor are off. */
  goDownForAWhile(isReboot: boolean): void {
    const { random } = this.#floor;
    this.goDown(isReboot ? 20_000 + pickNumber(random, 100_000) : pickNumber(random, LONGEST_OFF_MS));
  }

  #step(payload: Payload, change: Change, answer: (value: ChangeAnswer) => void, isLate: boolean): void {
    const { time, random, chaos, deadlineMs, moment, onStep } = this.#floor;
    const isSlow = chaos.strikeSlowness();
    this.#endPayload = time.after(isSlow ? deadlineMs * (1 + random()) : random() * 200, () => {
      const { boots } = this;
      this.#setTime();
      const { done, value } = payload.next();
      onStep(this, change, done === true ? 'ends' : value, isLate);
      if (done === true) {
        this.state.release();
        return answer(value);
      }
      moment(`  ${this.name} ${value}`, this);
      if (boots === this.boots) this.#step(payload, change, answer, isLate);
    });
  }

  #setTime(): void {
    const { time } = this.#floor;
    this.state.hostTime = new Date(HOST_BEGINNING + time.now + this.clockOffset).toISOString();
  }
}
