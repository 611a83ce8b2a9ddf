/**
 * A full product key in memory. It shows itself as its last five characters to logs, JSON, string conversion and
 * `inspect` (which does not look into # fields); only `reveal` gives the key away, and only secrets, transports and the codec call that.
 * Made by `parseProductKey` and `decodeProductKey`, which check it.
 */
export class ProductKey {
  readonly #characters: string;

  /** Takes 25 checked characters without hyphens. */
  constructor(characters: string) {
    this.#characters = characters;
  }

  /** The 25 characters without hyphens, the form SetProductKey is given (KB 328874). */
  reveal(): string {
    return this.#characters;
  }

  get lastFive(): string {
    return this.#characters.slice(-5);
  }

  toString(): string {
    return `*****-*****-*****-*****-${this.lastFive}`;
  }

  toJSON(): string {
    return this.toString();
  }
}
