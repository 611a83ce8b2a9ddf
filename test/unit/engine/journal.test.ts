import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskAt } from '../../../src/engine/disk.ts';
import { Journal } from '../../../src/engine/journal.ts';
import { readJournal } from '../../../src/engine/read-journal.ts';
import type { Intent } from '../../../src/model/intent.ts';
import type { JournalEntry } from '../../../src/model/journal-entry.ts';
import { holdsKey } from '../../../src/model/secret.ts';
import type { StateDisk } from '../../../src/model/state-disk.ts';
import { containing, host, intent, intentId, NEW } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';

const NO_SPACE = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
const TORN = '{"at":"2026-11-22T16:15:30.000Z","type":"clo';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-journal-'));
  file = join(folder, 'journal.jsonl');
});
afterEach(() => {
  append = undefined;
  return rm(folder, { recursive: true, force: true });
});

/** What a test lets happen instead of a line being written. */
let append: ((line: string, write: () => Promise<void>) => Promise<void>) | undefined;

function disk(): StateDisk {
  const real = diskAt(folder);
  return {
    ...real,
    openLog: async (name) => {
      const log = await real.openLog(name);
      return {
        ...log,
        append: (line) => (append === undefined ? log.append(line) : append(line, () => log.append(line))),
      };
    },
  };
}

function open(): Promise<Journal> {
  return Journal.open({ disk: disk(), now: () => '2026-11-22T16:15:30.000Z' });
}

function numbered(number: number): Intent {
  return intent({ id: intentId(`i20261122161530-0000000${number}`), host: `hmi-00${number}.a.example` });
}

async function entries(): Promise<readonly JournalEntry[]> {
  const text = await readFile(file, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line): JournalEntry => JSON.parse(line));
}

describe('the journal', () => {
  it('of a folder without one says nothing', async () => {
    const { openIntents, knownIntents, lastVerified, head } = await readJournal(disk());
    expect([openIntents, knownIntents, lastVerified]).toEqual([[], new Set(), new Map()]);
    expect(head).toBe('0'.repeat(64));
  });

  it('says the same after it is opened again', async () => {
    await using journal = await open();
    await journal.announce(numbered(1));
    await journal.announce(numbered(2));
    await journal.close(numbered(1).id, numbered(1).host, 'changed');
    await journal.verified(numbered(1).host, 'xp-en', NEW);
    const state = await readJournal(disk());
    expect(state).toEqual(journal.state);
    expect(state.openIntents).toEqual([numbered(2)]);
    expect(state.knownIntents).toEqual(new Set([numbered(1).id, numbered(2).id]));
    expect(state.lastVerified).toEqual(new Map([[numbered(1).host, NEW]]));
  });

  it('gives the token of a change only once its line is flushed', async () => {
    const order: string[] = [];
    append = async (_line, write) => {
      await write();
      order.push(`flushed ${(await entries()).length}`);
    };
    await using journal = await open();
    const token = await journal.announce(numbered(1));
    order.push('token');
    await journal.announceSettling(token.id, token.host, 'restore');
    order.push('token');
    expect(order).toEqual(['flushed 1', 'token', 'flushed 2', 'token']);
  });

  it('never mixes lines of hosts that work at the same time', async () => {
    await using journal = await open();
    const numbers = Array.from({ length: 9 }, (_, index) => index + 1);
    await Promise.all(
      numbers.map(async (number) => {
        const { id, host: name } = numbered(number);
        await journal.announce(numbered(number));
        await Promise.all([journal.close(id, name, 'changed'), journal.verified(name, 'xp-en', NEW)]);
      }),
    );
    expect(await entries()).toHaveLength(27);
    expect((await readJournal(disk())).openIntents).toEqual([]);
  });

  it('notes a verified host once, until it is verified with another key', async () => {
    await using journal = await open();
    await journal.verified('hmi-001.a.example', 'xp-en', NEW);
    await journal.verified('hmi-001.a.example', 'xp-en', { ...NEW });
    await journal.verified('hmi-001.a.example', 'xp-da', { lastFive: '67899' });
    await journal.verified('hmi-001.a.example', 'xp-da', { lastFive: '67899' });
    await journal.verified('hmi-002.a.example', 'xp-da', { lastFive: '67899' });
    expect((await entries()).map((entry) => entry.type)).toEqual(['verified', 'verified', 'verified']);
  });

  it('is for the owner of the folder only, and holds no key', async () => {
    await using rig = await Rig.create([host({ os: 'windows-xp-rtm' })]);
    await rig.apply();
    expect(rig.entries().length).toBeGreaterThan(2);
    expect(holdsKey(rig.journalText())).toBe(false);
    expect(rig.journalText()).not.toContain('VLK_XP_EN');
  });
});

describe('a last line that was never finished', () => {
  it.each(['', '{', TORN, `${TORN}sed","intent":"\u00e5`.slice(0, -1)])('%j is left out and cut off', async (torn) => {
    await (await openWith(1))[Symbol.asyncDispose]();
    await appendFile(file, torn);
    expect((await readJournal(disk())).openIntents).toEqual([numbered(1)]);
    await using journal = await open();
    await journal.announce(numbered(2));
    expect((await entries()).map((entry) => entry.type)).toEqual(['intent', 'intent']);
  });

  it('is not cut off by somebody who only reads, while another run writes it', async () => {
    await using journal = await openWith(1);
    await appendFile(file, TORN);
    expect((await readJournal(disk())).openIntents).toEqual(journal.state.openIntents);
    expect((await readFile(file, 'utf8')).endsWith(TORN)).toBe(true);
  });
});

describe('a damaged line before the last', () => {
  it.each([
    ['half a line', TORN],
    ['no JSON', 'x'],
    ['NUL bytes', '\0\0\0\0'],
    ['an empty line', ''],
    ['JSON of something else', '[]'],
    ['an unknown type', '{"at":"2026-11-22T16:15:30.000Z","type":"later"}'],
    ['hosts that are no list', '{"at":"2026-11-22T16:15:30.000Z","type":"retired","hosts":"a"}'],
    ['an intent without its content', '{"at":"2026-11-22T16:15:30.000Z","type":"intent"}'],
    ['an intent without a host', '{"at":"2026-11-22T16:15:30.000Z","type":"intent","intent":{"id":"i20261122161530"}}'],
    ['a closing of nothing', '{"at":"2026-11-22T16:15:30.000Z","type":"closed","host":"hmi-001"}'],
    ['a verified host without its key', '{"at":"2026-11-22T16:15:30.000Z","type":"verified","host":"hmi-001"}'],
  ])('(%s) refuses the run, names the line and leaves the file as it is', async (_title, line) => {
    await (await openWith(2))[Symbol.asyncDispose]();
    const [first, second] = (await readFile(file, 'utf8')).split('\n');
    const damaged = `${first}\n${line}\n${second}\n${TORN}`;
    await writeFile(file, damaged);
    const refusal = {
      name: 'RunRefused',
      code: 'state-unreadable',
      message: containing(`${file}:2:`),
    };
    await expect(readJournal(disk())).rejects.toMatchObject(refusal);
    await expect(open()).rejects.toMatchObject(refusal);
    expect(await readFile(file, 'utf8')).toBe(damaged);
  });

  it('keeps apply and recover from reaching any host', async () => {
    await using rig = await Rig.create([host()]);
    await writeFile(join(rig.folder, 'journal.jsonl'), 'damaged\n');
    await expect(rig.apply()).rejects.toMatchObject({ code: 'state-unreadable' });
    await expect(rig.recover()).rejects.toMatchObject({ code: 'state-unreadable' });
    expect(rig.world.moments).toEqual([]);
    expect(rig.journalText()).toBe('damaged\n');
  });
});

describe('a journal of no use', () => {
  const refusal = { name: 'RunRefused', code: 'state-unreadable' };

  it('refuses the run when it cannot be read: what was announced is not known', async () => {
    await mkdir(file);
    await expect(readJournal(disk())).rejects.toMatchObject(refusal);
  });

  it('refuses the run when it cannot be written, and is no bug', async () => {
    await expect(Journal.open({ disk: diskAt(join(folder, 'nowhere')), now: () => '' })).rejects.toMatchObject(refusal);
  });
});

describe('a full disk', () => {
  it('keeps every write from a host whose intent could not be written', async () => {
    await using rig = await Rig.create([host({ os: 'windows-xp-rtm' })]);
    rig.append = failFrom(rig, 'intent');
    await expect(rig.apply()).rejects.toThrow('ENOSPC');
    expect(rig.writes).toBe(0);
  });

  it('keeps every write from a host whose intent could not be flushed', async () => {
    await using rig = await Rig.create([host({ os: 'windows-xp-rtm' })]);
    rig.append = failFrom(rig, 'intent', (line) => rig.write(line));
    await expect(rig.apply()).rejects.toThrow('ENOSPC');
    expect(rig.writes).toBe(0);
  });

  it('begins no further host', async () => {
    await using rig = await Rig.create([host(), host({ name: 'hmi-002.a.example' })]);
    rig.append = failFrom(rig, 'intent');
    await expect(rig.apply()).rejects.toThrow('ENOSPC');
    expect(rig.writes).toBe(0);
  });

  it('leaves a journal that can be read: nothing is written after half a line', async () => {
    await using journal = await openWith(1);
    append = async () => {
      await appendFile(file, TORN);
      throw NO_SPACE;
    };
    const ends = await Promise.allSettled([journal.announce(numbered(2)), journal.announce(numbered(3))]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(journal.announce(numbered(4))).rejects.toThrow('ENOSPC');
    expect((await readJournal(disk())).openIntents).toEqual([numbered(1)]);
    expect(journal.state.openIntents).toEqual([numbered(1)]);
  });
});

/** A disk that is full from the first line of a type on; `before` may still do something with it. */
function failFrom(rig: Rig, type: string, before?: (line: string) => void): (line: string) => Promise<void> {
  let isFull = false;
  return async (line) => {
    isFull ||= line.includes(`"type":"${type}"`);
    if (!isFull) return rig.write(line);
    before?.(line);
    throw NO_SPACE;
  };
}

/** A journal in which so many changes are announced. */
async function openWith(count: number): Promise<Journal> {
  const journal = await open();
  for (let number = 1; number <= count; number += 1) await journal.announce(numbered(number));
  return journal;
}
