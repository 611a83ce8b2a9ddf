import type { Git } from './git.ts';

/** A blob, a commit or a tag as git keeps it. */
export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly content: Uint8Array;
}

/** Hands over objects one after the other, in the order of `ids`, each read once and none kept. */
export async function readObjects(git: Git, ids: readonly string[], take: (object: GitObject) => void): Promise<void> {
  if (ids.length === 0) return;
  const read = async (output: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const object of parseObjects(output)) take(object);
  };
  await git.stream(['cat-file', '--batch', '--buffer'], read, `${ids.join('\n')}\n`);
}

/** `<id> <type> <size>`, a line feed, so many bytes, a line feed, and so on. */
async function* parseObjects(output: AsyncIterable<Uint8Array>): AsyncGenerator<GitObject> {
  const input = new ByteQueue(output);
  for (;;) {
    const header = await input.takeLine();
    if (header === undefined) return;
    const [id = '', type = '', size] = header.split(' ');
    // `<id> missing`: a clone without all of its objects.
    if (size === undefined) continue;
    const content = await input.take(Number(size));
    await input.take(1);
    yield { id, type, content };
  }
}

/** Bytes that arrive in chunks and are taken in other pieces. */
class ByteQueue {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #left: Uint8Array = new Uint8Array();

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next line without its end; undefined when there is none. */
  async takeLine(): Promise<string | undefined> {
    let end = this.#left.indexOf(0x0a);
    while (end === -1) {
      const { done, value } = await this.#chunks.next();
      if (done === true) return undefined;
      this.#left = Buffer.concat([this.#left, value]);
      end = this.#left.indexOf(0x0a);
    }
    const line = new TextDecoder().decode(this.#left.subarray(0, end));
    this.#left = this.#left.subarray(end + 1);
    return line;
  }

  async take(size: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let have = 0;
    while (have + this.#left.length < size) {
      pieces.push(this.#left);
      have += this.#left.length;
      const { done, value } = await this.#chunks.next();
      // It broke off: git says why, and its exit code tells.
      this.#left = done === true ? new Uint8Array(size - have) : value;
    }
    const last = this.#left.subarray(0, size - have);
    this.#left = this.#left.subarray(size - have);
    return pieces.length === 0 ? last : Buffer.concat([...pieces, last]);
  }
}
