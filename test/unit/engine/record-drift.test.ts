import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskAt } from '../../../src/engine/disk.ts';
import { pastRuns } from '../../../src/engine/past-runs.ts';
import { readWholeJournal } from '../../../src/engine/read-journal.ts';
import { recordDrift } from '../../../src/engine/record-drift.ts';
import { drift } from '../../../src/engine/run.ts';
import type { RunContext } from '../../../src/engine/run-context.ts';
import { driftReport } from '../../../src/reporters/build-report.ts';
import { renderText } from '../../../src/reporters/text.ts';
import { host, OLD } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';

const [FIRST, SECOND] = ['hmi-001.a.example', 'hmi-002.a.example'] as const;

function fleet(): Promise<Rig> {
  return Rig.create([FIRST, SECOND].map((name) => host({ name })));
}

/** A drift that is kept, and what somebody at the screen is told. */
async function record(rig: Rig, overrides: Partial<RunContext> = {}): Promise<readonly string[]> {
  const told: string[] = [];
  await recordDrift(rig.context({ remark: (text) => told.push(text), ...overrides }));
  return told;
}

async function eventsOf(rig: Rig): Promise<readonly string[]> {
  const runs = pastRuns(await readWholeJournal(diskAt(rig.folder)));
  return runs.map(({ command, events, end }) => {
    const stands = events.flatMap((event) =>
      event.what === 'stands' ? [`${event.host.slice(0, 7)} ${event.status} ${event.code ?? event.cause ?? ''}`] : [],
    );
    return [command, ...stands, end?.exitCode].join(', ');
  });
}

describe('drift --record', () => {
  it('keeps how hosts stand and only what is new, and says since when one cannot be read', async () => {
    await using rig = await fleet();
    rig.host(SECOND).isOff = true;
    expect(await record(rig)).toEqual([]);
    expect(await record(rig)).toEqual([]);
    await rig.apply();
    rig.host(FIRST).key = OLD;
    await record(rig);
    rig.host(SECOND).isOff = false;
    await record(rig);
    expect(await eventsOf(rig)).toEqual([
      'drift, hmi-001 drifted no-history, hmi-002 unknown host-unreachable, 5',
      'drift, 5',
      'apply, hmi-001 in-order , 5',
      'drift, hmi-001 drifted drift, 5',
      'drift, hmi-002 drifted no-history, 2',
    ]);
  });

  it('lets later runs say since when a host cannot be read', async () => {
    await using rig = await fleet();
    rig.host(SECOND).isOff = true;
    const head = { command: 'drift', inventory: rig.context().inventory, interrupted: false } as const;
    const today = { ...head, generatedAt: '2026-11-25T00:00:00.000Z' };
    const first = await recordDrift(rig.context());
    expect(driftReport({ ...today, ...first }, first.drifts).hosts[1]).not.toHaveProperty('since');
    const { since } = (await rig.journal()).standing.get(SECOND) ?? {};
    // Another code for the same silence does not begin it anew.
    rig.host(SECOND).isOff = false;
    rig.world.decide = ({ label }) => (label === `${SECOND} observe` ? 'timed-out' : 'go');
    await recordDrift(rig.context());
    expect((await rig.journal()).standing.get(SECOND)).toMatchObject({ code: 'timed-out', since });
    const later = await drift(rig.context());
    const report = driftReport({ ...today, ...later }, later.drifts);
    expect(report.hosts.map((one) => one.since?.slice(0, 10))).toEqual([undefined, '2026-11-22']);
    expect(renderText(report, { again: 'vlkctl drift', unselected: 'vlkctl drift' })).toContain('so since 2026-11-22');
  });

  it('gives its report the head that its own lines have made', async () => {
    await using rig = await fleet();
    const { journalHead } = await recordDrift(rig.context());
    expect(journalHead).toBe((await rig.journal()).head);
  });

  it('records in a new file when the journal is full', async () => {
    await using rig = await fleet();
    await record(rig);
    expect(await record(rig, { journalBytes: 10 })).toEqual([]);
    expect(await eventsOf(rig)).toHaveLength(2);
  });

  it('waits for nobody while it looks, and keeps what another run wrote meanwhile', async () => {
    await using rig = await fleet();
    let isChanged = false;
    rig.world.decide = ({ label }) => {
      if (label !== `${SECOND} observe` || isChanged) return 'go';
      isChanged = true;
      rig.write(
        `${JSON.stringify({ prev: '0'.repeat(64), at: '2026-11-22T16:15:00.000Z', type: 'retired', hosts: [] })}\n`,
      );
      return 'go';
    };
    const told = await record(rig);
    expect(isChanged).toBe(true);
    expect(told).toEqual(['not recorded in the journal: another run wrote to it meanwhile; run again']);
  });

  it('says that it was not recorded when another run holds the lock, and reports all the same', async () => {
    await using rig = await fleet();
    const holder = { pid: process.pid, machine: 'another', user: 'jens', since: '2026-11-22T16:00:00.000Z' };
    await writeFile(join(rig.folder, 'lock'), JSON.stringify({ ...holder, bootId: 'boot' }));
    const told: string[] = [];
    const { now } = rig.context().clock;
    const clock = { now, after: (_ms: number, then: () => void) => (setImmediate(then), () => undefined) };
    const run = await recordDrift(rig.context({ remark: (text) => told.push(text), clock, timeoutMs: 1000 }));
    expect(run.drifts).toHaveLength(2);
    expect(told.join('\n')).toContain('not recorded in the journal:');
    expect(told.join('\n')).toContain('jens');
  });

  it('reports all the same when the disk is full', async () => {
    await using rig = await fleet();
    rig.append = () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }));
    expect(await record(rig)).toEqual(['not recorded in the journal: no space is left on the disk']);
  });

  it('records nothing of an interrupted run, and nothing that was not looked at', async () => {
    await using rig = await fleet();
    const stop = new AbortController();
    rig.world.decide = ({ label }) => {
      if (label === `${SECOND} open`) stop.abort();
      return 'go';
    };
    expect(await record(rig, { signal: stop.signal })).toEqual([
      'not recorded in the journal: the run was interrupted',
    ]);
    expect((await rig.journal()).standing.size).toBe(0);
  });
});
