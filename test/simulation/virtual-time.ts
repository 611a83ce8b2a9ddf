import type { Random } from '../../src/lab/seeded-random.ts';

/** Something that will happen; called off when it has nothing to do any more. */
interface Due {
  readonly at: number;
  /** Decides between things that happen at the same time. */
  readonly tie: number;
  happen: (() => void) | undefined;
}

/** Time that stands still while code runs, and then jumps to whatever happens next. */
export class VirtualTime {
  /** Milliseconds since the simulation began. */
  now = 0;
  /** How much has happened. */
  events = 0;
  readonly #random: Random;
  readonly #heap: Due[] = [];
  #isSomebodyAwake = true;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Lets something happen after so many milliseconds; what it answers calls that off. */
  after(ms: number, happen: () => void): () => void {
    const due: Due = { at: this.now + ms, tie: this.#random(), happen };
    this.#push(due);
    return () => {
      due.happen = undefined;
    };
  }

  /** Says that code was given something to go on with: time waits for it. */
  wake(): void {
    this.#isSomebodyAwake = true;
  }

  /** Lets things happen until it is over, or nothing is left that could; answers whether it is over. */
  async runUntil(isOver: () => boolean, mostEvents: number): Promise<boolean> {
    for (let left = mostEvents; left > 0; left -= 1) {
      if (this.#isSomebodyAwake) await this.#everybodyWaits();
      if (isOver()) return true;
      const due = this.#pop();
      if (due === undefined) return false;
      this.now = due.at;
      this.events += 1;
      due.happen?.();
    }
    return false;
  }

  /** A turn of the event loop comes after everything that promises still had to do. */
  async #everybodyWaits(): Promise<void> {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    this.#isSomebodyAwake = false;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(due);
    for (;;) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (at === 0 || parent === undefined || !isSooner(due, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = due;
  }

  /** What was called off is passed over, and takes no time. */
  #pop(): Due | undefined {
    for (;;) {
      const first = this.#heap[0];
      const last = this.#heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (this.#heap.length > 0) this.#sink(last);
      if (first.happen !== undefined) return first;
    }
  }

  #sink(due: Due): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      const isRight = left !== undefined && right !== undefined && isSooner(right, left);
      const child = isRight ? right : left;
      if (child === undefined || !isSooner(child, due)) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = due;
  }
}

function isSooner(a: Due, b: Due): boolean {
  return a.at === b.at ? a.tie < b.tie : a.at < b.at;
}
