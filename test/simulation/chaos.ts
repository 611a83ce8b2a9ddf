import { pickNumber, type Random } from '../../src/lab/seeded-random.ts';

/** What can go wrong with one request to a host. */
export const WIRE_FAULTS = [
  /** The host takes no connection, or cuts it before it has heard anything. */
  'refused',
  'answered-late',
  /** The host hears of it only after whoever asked has given up. */
  'heard-after-the-deadline',
  'answered-after-the-deadline',
  /** Done, and nobody hears of it before the deadline. */
  'unanswered',
  /** The connection is cut at some time; the host may or may not have heard. */
  'cut',
] as const;

/** A moment on the host takes longer than anybody waits. */
export const SLOW_PAYLOAD = 'slow-payload';

/** What can happen at any moment, to anybody. */
export const AMBIENT_FAULTS = [
  'host-reboots',
  'host-off',
  'host-clock-jumps',
  'controller-killed',
  /** Its disk loses what was not flushed. */
  'controller-loses-power',
  'controller-clock-jumps',
  'disk-full',
  'ctrl-c',
] as const;

export type WireFault = (typeof WIRE_FAULTS)[number];
export type AmbientFault = (typeof AMBIENT_FAULTS)[number];

/** Decides what goes wrong, and when. Each seed has its own few kinds of trouble: all at once would hide each other. */
export class Chaos {
  /** Nothing goes wrong any more. */
  isOver = false;
  readonly struck: Map<string, number> = new Map();
  readonly #random: Random;
  readonly #wire: readonly WireFault[];
  readonly #ambient: readonly AmbientFault[];
  readonly #payload: readonly (typeof SLOW_PAYLOAD)[];
  readonly #chance: number;
  #left: number;

  constructor(random: Random) {
    this.#random = random;
    const share = 0.1 + random();
    this.#wire = WIRE_FAULTS.filter(() => random() < share);
    this.#ambient = AMBIENT_FAULTS.filter(() => random() < share);
    this.#payload = random() < share ? [SLOW_PAYLOAD] : [];
    this.#chance = 10 ** (-2.5 + 1.7 * random());
    this.#left = pickNumber(random, 12);
  }

  /** What goes wrong with a request that is about to be sent; mostly nothing. */
  strikeRequest(isChange: boolean): WireFault | undefined {
    return this.#strike(this.#wire, (isChange ? 12 : 3) * this.#chance);
  }

  /** Whether the next moment of a payload takes longer than anybody waits. */
  strikeSlowness(): boolean {
    return this.#strike(this.#payload, 2 * this.#chance) !== undefined;
  }

  /** What goes wrong at a moment; rather while a host is being changed than otherwise. */
  strikeMoment(isInChange: boolean): AmbientFault | undefined {
    return this.#strike(this.#ambient, (isInChange ? 5 : 0.7) * this.#chance);
  }

  #strike<T extends string>(kinds: readonly T[], chance: number): T | undefined {
    if (this.isOver || this.#left === 0 || kinds.length === 0 || this.#random() >= chance) return undefined;
    const kind = kinds[pickNumber(this.#random, kinds.length)];
    if (kind === undefined) return undefined;
    this.#left -= 1;
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
    return kind;
  }
}
