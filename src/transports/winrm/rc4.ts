/**
 * RC4, which NTLM seals with (MS-NLMP 3.4.3) and which OpenSSL 3 no longer offers. The state goes on from call to call:
 * one object for one direction of one connection. Never use it for anything but NTLM.
 */
export class Rc4 {
  readonly #state: Uint8Array;
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    const state = Uint8Array.from(ASCENDING);
    let j = 0;
    for (let i = 0; i < 256; i += 1) {
      const at = state[i] ?? 0;
      j = (j + at + (key[i % key.length] ?? 0)) & 0xff;
      state[i] = state[j] ?? 0;
      state[j] = at;
    }
    this.#state = state;
  }

  /** Encrypts, or decrypts, which is the same. Every byte of a run passes here: the loop keeps to local variables. */
  update(data: Uint8Array): Buffer {
    const state = this.#state;
    const result = Buffer.allocUnsafe(data.length);
    let i = this.#i;
    let j = this.#j;
    for (let index = 0; index < data.length; index += 1) {
      i = (i + 1) & 0xff;
      const a = state[i] ?? 0;
      j = (j + a) & 0xff;
      const b = state[j] ?? 0;
      state[i] = b;
      state[j] = a;
      result[index] = (data[index] ?? 0) ^ (state[(a + b) & 0xff] ?? 0);
    }
    this.#i = i;
    this.#j = j;
    return result;
  }
}

const ASCENDING = Uint8Array.from({ length: 256 }, (_, index) => index);
