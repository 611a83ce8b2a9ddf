import type { CommitRef } from '../model/lint.ts';
import type { Git } from './git.ts';

/** Where a version of a file entered the history. */
export interface Place {
  readonly id: string;
  readonly file: string;
  readonly commit: CommitRef;
}

const COMMIT = '\u0001';
/** Oldest first, each with the versions of files it brings; of a merge only those that none of its parents has. */
const LOG = [
  'log',
  '--all',
  '--reverse',
  '--topo-order',
  '-c',
  '--root',
  '--raw',
  '--no-abbrev',
  '--no-renames',
  '-z',
  '--format=%x01%H%x00%cs%x00%s',
];

/** Goes through the history once and answers where each object comes first in each file, oldest first. */
export async function placeObjects(git: Git, ids: ReadonlySet<string>): Promise<readonly Place[]> {
  if (ids.size === 0) return [];
  return git.stream(LOG, async (output) => {
    const places = new Map<string, Place>();
    for await (const { file, id, commit } of parseLog(output)) {
      const name = `${id} ${file}`;
      if (ids.has(id) && !places.has(name)) places.set(name, { id, file, commit });
    }
    return [...places.values()];
  });
}

/** Commits and entries follow one another, all in words that end with a zero byte. */
async function* parseLog(output: AsyncIterable<Uint8Array>): AsyncGenerator<Place> {
  const words = splitAtZeros(output);
  const next = async (): Promise<string> => (await words.next()).value ?? '';
  let commit: CommitRef = { hash: '', date: '', subject: '' };
  for await (const word of { [Symbol.asyncIterator]: () => words }) {
    const text = word.trimStart();
    if (text.startsWith(COMMIT)) commit = { hash: text.slice(1), date: await next(), subject: await next() };
    else if (text.startsWith(':')) yield { id: text.split(' ').at(-2) ?? '', file: await next(), commit };
  }
}

async function* splitAtZeros(output: AsyncIterable<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of output) {
    const words = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\0');
    rest = words.pop() ?? '';
    yield* words;
  }
  if (rest !== '') yield rest;
  return undefined;
}
