import type { FoundKey } from '../model/found-key.ts';
import type { CommitRef, LintFinding, TooLarge } from '../model/lint.ts';
import type { Git } from './git.ts';
import type { Linted } from './lint-files.ts';
import { type Looking, MAX_BYTES } from './looked-into.ts';
import { type Place, placeObjects } from './place-objects.ts';
import { type GitObject, readObjects } from './read-objects.ts';
import { readSizes } from './read-sizes.ts';
import { withoutDigest } from './without-digest.ts';

/** Shorter than a key. */
const FEWEST_BYTES = 25;
const MESSAGE = 'message of the commit';

/** A version of a file, or a message, with keys in clear. */
interface Hit {
  readonly id: string;
  readonly type: string;
  readonly keys: readonly FoundKey[];
}

/**
 * Everything that git keeps: each version of each file once, and the messages of commits and tags. What no branch holds any
 * more is looked into too, since it is still there for those who look. Only then, and only for what was found, the history
 * is walked to say which commit brought it.
 */
export async function lintHistory(git: Git, looking: Looking): Promise<Linted> {
  const sizes = (await readSizes(git, 'all')).filter(({ type, bytes }) => type !== 'tree' && bytes >= FEWEST_BYTES);
  const small = sizes.filter(({ bytes }) => bytes <= MAX_BYTES);
  const hits: Hit[] = [];
  await readObjects(
    git,
    small.map(({ id }) => id),
    (object) => {
      const keys = looking.look(textOf(object));
      if (keys.length > 0) hits.push({ id: object.id, type: object.type, keys });
    },
  );
  const large = sizes.filter(({ bytes }) => bytes > MAX_BYTES);
  const wanted = [...hits, ...large].filter(({ type }) => type === 'blob').map(({ id }) => id);
  const places = await placeObjects(git, new Set(wanted));
  return {
    findings: [...findingsInFiles(hits, places), ...(await findingsInMessages(git, hits))],
    tooLarge: large.map(({ id, bytes }): TooLarge => ({ file: fileOf(id, places), bytes })),
    unreadable: [],
  };
}

/** Of a commit and a tag only the message: a signature above it is base64, and lines are counted from the message. */
function textOf({ type, content }: GitObject): Uint8Array {
  if (type === 'blob') return content;
  const end = Buffer.from(content.buffer, content.byteOffset, content.byteLength).indexOf('\n\n');
  return content.subarray(end === -1 ? 0 : end + 2);
}

/** Each key once for each file that held it: where it came in. Oldest first, then what no commit holds. */
function findingsInFiles(hits: readonly Hit[], places: readonly Place[]): readonly LintFinding[] {
  const hitOf = new Map(hits.map((hit) => [hit.id, hit]));
  const findings = new Map<string, LintFinding>();
  const note = (file: string, key: FoundKey, commit: CommitRef | null): void => {
    const name = `${key.digest} ${file}`;
    if (!findings.has(name)) findings.set(name, { file, ...withoutDigest(key), commit });
  };
  for (const { id, file, commit } of places) {
    for (const key of hitOf.get(id)?.keys ?? []) note(file, key, commit);
  }
  const placed = new Set(places.map(({ id }) => id));
  for (const { id, type, keys } of hits) {
    if (type === 'blob' && !placed.has(id)) for (const key of keys) note(nameOf(id), key, null);
  }
  return [...findings.values()];
}

/** Oldest first as in files; a commit before the tags on it. Objects come in the order of their ids, which says nothing. */
async function findingsInMessages(git: Git, hits: readonly Hit[]): Promise<readonly LintFinding[]> {
  const messages = [];
  for (const hit of hits.filter(({ type }) => type !== 'blob')) {
    const [seconds, hash = '', date = '', subject = ''] = (
      await git.ask('log', '-1', '--no-walk', '--format=%ct%x00%H%x00%cs%x00%s', `${hit.id}^{commit}`)
    ).split('\0');
    messages.push({ ...hit, seconds: Number(seconds), commit: { hash, date, subject } });
  }
  messages.sort((a, b) => a.seconds - b.seconds || compare(a.commit.hash, b.commit.hash) || compare(a.type, b.type));
  return messages.flatMap(({ id, type, keys, commit }) => {
    const file = type === 'tag' ? `message of the tag ${short(id)}` : MESSAGE;
    return keys.map((key) => ({ file, ...withoutDigest(key), commit }));
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function fileOf(id: string, places: readonly Place[]): string {
  return places.find((place) => place.id === id)?.file ?? nameOf(id);
}

function nameOf(id: string): string {
  return `object ${short(id)}`;
}

function short(id: string): string {
  return id.slice(0, 10);
}
