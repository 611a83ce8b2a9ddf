import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskAt } from '../../../src/engine/disk.ts';
import { Journal } from '../../../src/engine/journal.ts';
import { readJournal, readWholeJournal } from '../../../src/engine/read-journal.ts';
import { plan } from '../../../src/engine/run.ts';
import type { StateDisk } from '../../../src/model/state-disk.ts';
import { containing, host, intent, intentId, NEW } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';

const NOW = '2026-11-22T16:15:30.000Z';

let folder: string;
let file: string;
let disk: StateDisk;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-chain-'));
  file = join(folder, 'journal.jsonl');
  disk = diskAt(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function open(fullBytes?: number): Promise<Journal> {
  return Journal.open({ disk, now: () => NOW, ...(fullBytes !== undefined && { fullBytes }) });
}

async function write(hosts: number): Promise<void> {
  await using journal = await open();
  for (let number = 1; number <= hosts; number += 1) await journal.verified(`hmi-${number}.a.example`, 'xp-en', NEW);
}

describe('the chain of a journal', () => {
  it.each([
    ['a changed line', (lines: string[]) => lines.splice(1, 1, lines[1]?.replace('hmi-2', 'hmi-9') ?? '')],
    ['a lost line', (lines: string[]) => lines.splice(1, 1)],
    ['a lost first line', (lines: string[]) => lines.splice(0, 1)],
    ['two lines that changed places', (lines: string[]) => lines.splice(1, 2, lines[2] ?? '', lines[1] ?? '')],
    ['a line twice', (lines: string[]) => lines.splice(1, 0, lines[1] ?? '')],
  ])('shows %s, and refuses to go on', async (_what, edit) => {
    await write(4);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    edit(lines);
    await writeFile(file, `${lines.join('\n')}\n`);
    const refusal = {
      code: 'state-unreadable',
      message: containing('a line is missing before this one, or was changed'),
    };
    await expect(readJournal(disk)).rejects.toMatchObject(refusal);
    await expect(open()).rejects.toMatchObject(refusal);
  });

  it('cannot show a last line that was changed, but its head does', async () => {
    await write(2);
    const { head } = await readJournal(disk);
    await writeFile(file, (await readFile(file, 'utf8')).replace('hmi-2', 'hmi-9'));
    expect((await readJournal(disk)).head).not.toBe(head);
  });

  it('has the same head for whoever writes it and whoever reads it', async () => {
    await using journal = await open();
    await journal.verified('hmi-1.a.example', 'xp-en', NEW);
    expect((await readJournal(disk)).head).toBe(journal.state.head);
    expect(journal.state.head).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a journal that is full', () => {
  it('goes on in a new file that knows what matters, and follows the old one', async () => {
    await write(3);
    {
      await using journal = await open();
      await journal.announce(intent());
      await journal.announce(intent({ id: intentId('i20261122161530-00000002'), host: 'hmi-2.a.example' }));
      await journal.close(intent().id, intent().host, 'changed');
      await journal.end(
        4,
        { unsettled: 1 },
        new Map([['hmi-2.a.example', { status: 'unsettled', code: 'unsettled' }]]),
      );
    }
    const before = await readJournal(disk);
    await using next = await open(100);
    const after = await readJournal(disk);
    for (const name of ['openIntents', 'knownIntents', 'lastVerified', 'standing', 'changes'] as const) {
      expect([name, after[name]]).toEqual([name, before[name]]);
    }
    expect(after.changes.get(intent().host)).toMatchObject({ identity: NEW, times: 1 });
    await next.verified('hmi-4.a.example', 'xp-en', NEW);
    expect((await readdir(folder)).toSorted()).toEqual(['journal-000001.jsonl', 'journal.jsonl']);
    const all = await readWholeJournal(disk);
    expect(all.map(({ type }) => type)).toEqual([
      'verified',
      'verified',
      'verified',
      'intent',
      'intent',
      'closed',
      'stands',
      'run-ended',
      'carried-over',
      'verified',
    ]);
  });

  it('is rolled over again and again, and every line is kept', async () => {
    for (let round = 1; round <= 5; round += 1) {
      await using journal = await open(1);
      await journal.verified(`hmi-${round}.a.example`, 'xp-en', NEW);
    }
    expect((await readdir(folder)).length).toBe(5);
    expect((await readWholeJournal(disk)).filter(({ type }) => type === 'verified')).toHaveLength(5);
    expect((await readJournal(disk)).lastVerified.size).toBe(5);
  });

  it.each([1, 2])('is whole whenever its making is cut short before step %i', async (step) => {
    await write(3);
    const before = await readJournal(disk);
    let done = 0;
    const dying: StateDisk = {
      ...disk,
      replace: async (name, text) => {
        done += 1;
        if (done === step) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        await disk.replace(name, text);
      },
    };
    const refusal = { code: 'state-unreadable', message: containing('no space is left on the disk') };
    await expect(Journal.open({ disk: dying, now: () => NOW, fullBytes: 1 })).rejects.toMatchObject(refusal);
    expect((await readJournal(disk)).head).toBe(before.head);
    expect(await readWholeJournal(disk)).toHaveLength(3);
    await (await open(1))[Symbol.asyncDispose]();
    expect((await readJournal(disk)).lastVerified).toEqual(before.lastVerified);
    expect(await readWholeJournal(disk)).toHaveLength(4);
  });

  it('shows a line that was changed in a file it has left', async () => {
    await write(3);
    await (await open(1))[Symbol.asyncDispose]();
    const old = join(folder, 'journal-000001.jsonl');
    await writeFile(old, (await readFile(old, 'utf8')).replace('hmi-3', 'hmi-9'));
    await expect(readWholeJournal(disk)).rejects.toMatchObject({ message: containing('journal.jsonl:1') });
  });
});

describe('a run', () => {
  it('says in the journal who began it, with which inventory, and how it ended', async () => {
    await using rig = await Rig.create([host()]);
    const commit = { id: 'c'.repeat(40), isChanged: true };
    const run = await rig.apply({ findCommit: async () => commit, forced: ['maxUnplannedChanges'] });
    const all = await readWholeJournal(diskAt(rig.folder));
    expect(all[0]).toMatchObject({ type: 'run-started', command: 'apply', commit, by: { user: 'jens' }, hosts: 1 });
    expect(all[0]).toMatchObject({ forced: ['maxUnplannedChanges'], inventory: 'd'.repeat(64) });
    expect(all.at(-1)).toMatchObject({ type: 'run-ended', exitCode: 0, counts: { verified: 1 } });
    expect(run.journalHead).toBe((await rig.journal()).head);
    expect((await plan(rig.context())).journalHead).toBe(run.journalHead);
  });

  it('that is refused has ended too, with 1', async () => {
    await using rig = await Rig.create([host()]);
    const { RunRefused } = await import('../../../src/model/run-refused.ts');
    const refuse = (): Promise<never> => Promise.reject(new RunRefused('secret-missing', 'no key', 'Set it.'));
    await expect(rig.apply({ revealKey: refuse })).rejects.toMatchObject({ code: 'secret-missing' });
    expect((await readWholeJournal(diskAt(rig.folder))).at(-1)).toMatchObject({ type: 'run-ended', exitCode: 1 });
  });

  it('that dies has no end', async () => {
    await using rig = await Rig.create([host()]);
    await rig.crashAt('reaches SetProductKey');
    expect((await readWholeJournal(diskAt(rig.folder))).map(({ type }) => type)).not.toContain('run-ended');
  });

  it('that only settles says nothing of how hosts stand that it did not compare', async () => {
    await using rig = await Rig.create([host()]);
    rig.only.answerToKey = 'refuses';
    await rig.apply();
    const before = (await rig.journal()).standing;
    expect(before.get(host().name)).toMatchObject({ status: 'undone' });
    await rig.recover();
    expect((await rig.journal()).standing).toEqual(before);
  });

  it('says since when a host stands as it does', async () => {
    await using rig = await Rig.create([host()]);
    rig.only.isOff = true;
    await rig.apply();
    const first = (await rig.journal()).standing.get(host().name);
    await rig.apply();
    expect(first).toMatchObject({ status: 'unknown' });
    expect((await rig.journal()).standing.get(host().name)).toEqual(first);
    rig.only.isOff = false;
    await rig.apply();
    expect((await rig.journal()).standing.get(host().name)).toMatchObject({ status: 'in-order' });
  });
});
