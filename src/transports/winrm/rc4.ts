/**
 * RC4, which NTLM seals with (MS-NLMP 3.4.3) and which OpenSSL 3 no longer offers. The state goes on from call to call:
 * one object for one direction of one connection. Never use it for anything but NTLM.
 */
export class Rc4 {
  readonly #state = Uint8Array.from({ length: 256 }, (_, index) => index);
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    let j = 0;
    for (let i = 0; i < 256; i += 1) {
      j = (j + this.#at(i) + (key[i % key.length] ?? 0)) & 0xff;
      this.#swap(i, j);
    }
  }

  /** Encrypts, or decrypts, which is the same. */
  update(data: Uint8Array): Buffer {
    const result = Buffer.alloc(data.length);
    for (const [index, byte] of data.entries()) {
      this.#i = (this.#i + 1) & 0xff;
      this.#j = (this.#j + this.#at(this.#i)) & 0xff;
      this.#swap(this.#i, this.#j);
      result[index] = byte ^ this.#at((this.#at(this.#i) + this.#at(this.#j)) & 0xff);
    }
    return result;
  }

  #at(index: number): number {
    return this.#state[index] ?? 0;
  }

  #swap(i: number, j: number): void {
    const kept = this.#at(i);
    this.#state[i] = this.#at(j);
    this.#state[j] = kept;
  }
}
