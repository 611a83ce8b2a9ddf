import type { Git } from './git.ts';

export interface ObjectSize {
  readonly id: string;
  readonly type: string;
  readonly bytes: number;
}

/** Type and size of objects, without their content: of those that are named, or of all that the repository keeps. */
export async function readSizes(git: Git, ids: readonly string[] | 'all'): Promise<readonly ObjectSize[]> {
  const args = ['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)', '--buffer'];
  if (ids !== 'all') return git.stream(args, parseSizes, `${ids.join('\n')}\n`);
  // In the order in which they are stored: a delta is read when what it builds on is still at hand.
  return git.stream([...args, '--batch-all-objects', '--unordered'], parseSizes);
}

async function parseSizes(output: AsyncIterable<Uint8Array>): Promise<readonly ObjectSize[]> {
  const sizes: ObjectSize[] = [];
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of output) {
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [id = '', type = '', bytes] = line.split(' ');
      if (bytes !== undefined) sizes.push({ id, type, bytes: Number(bytes) });
    }
  }
  return sizes;
}
