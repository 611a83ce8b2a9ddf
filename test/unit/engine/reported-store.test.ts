import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskAt } from '../../../src/engine/disk.ts';
import { recordWitness } from '../../../src/engine/record-witness.ts';
import { readReported, writeReported } from '../../../src/engine/reported-store.ts';
import { lockState } from '../../../src/engine/state-lock.ts';
import type { Clock } from '../../../src/model/clock.ts';
import { CARRIES_NEW, osFacts } from '../../support/builders.ts';
import { pulledHost, reportedHost } from '../../support/reported-builders.ts';
import { owner } from '../../support/run-surroundings.ts';

const NOW = '2026-11-22T16:15:30.000Z';
const clock: Clock = { now: () => NOW, after: () => () => undefined };
const self = owner(process.pid, () => true);
const LINE = reportedHost(pulledHost({ name: 'hmi-001.a.example' }));

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-store-'));
  file = join(folder, 'reported.ndjson');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the store of what was reported', () => {
  it('gives back what was put into it, and nothing where there is none', async () => {
    expect(await readReported(diskAt(folder))).toEqual(new Map());
    await writeReported(diskAt(folder), new Map([[LINE.host, LINE]]));
    expect(await readReported(diskAt(folder))).toEqual(new Map([[LINE.host, LINE]]));
  });

  it.each<[what: string, spoil: (text: string) => string]>([
    ['torn', (text) => text.slice(0, -20)],
    ['without its last line', (text) => `${text.split('\n')[0]}\n`],
    ['edited', (text) => text.replace('"lastFive":"67899"', '"lastFive":"KKKKK"')],
    ['without its first line', (text) => text.split('\n').slice(1).join('\n')],
    ['of a later version', (text) => text.replace('"formatVersion":1', '"formatVersion":2')],
    ['that is no JSON', () => 'hello\n'],
    ['that is another document', () => '{"kind":"vlkctl-plan"}\n'],
    ['that is empty', () => ''],
  ])('that is %s is a refusal, never a fleet that has not reported', async (_what, spoil) => {
    await writeReported(diskAt(folder), new Map([[LINE.host, LINE]]));
    await writeFile(file, spoil(await readFile(file, 'utf8')));
    await expect(readReported(diskAt(folder))).rejects.toMatchObject({ code: 'reports-damaged' });
  });
});

describe('what a person saw', () => {
  const seen = { by: 'jens', os: osFacts(), key: CARRIES_NEW };

  it('takes the place of what was known, and receipts stay known', async () => {
    const known = { ...LINE, seen: { '3k9x2m7q': { digest: 'd', firstSeenAt: NOW, counter: 12 } } };
    await writeReported(diskAt(folder), new Map([[known.host, known]]));
    await recordWitness(LINE.host, seen, { state: diskAt(folder), lockOwner: self, clock });
    const kept = (await readReported(diskAt(folder))).get(LINE.host);
    expect(kept).toMatchObject({
      observation: {
        observedAt: NOW,
        key: { value: CARRIES_NEW },
        activation: { state: 'unknown', fault: { code: 'not-reported' } },
        reported: { source: 'person', by: 'jens' },
      },
      seen: known.seen,
    });
  });

  it('waits for nobody who has the lock', async () => {
    await using _lock = await lockState({ disk: diskAt(folder), self, clock });
    const place = { state: diskAt(folder), lockOwner: self, clock };
    await expect(recordWitness(LINE.host, seen, place)).rejects.toMatchObject({ code: 'state-locked' });
  });
});
