import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApplyFlags, applyCommand } from '../../../src/cli/actions/apply.ts';
import { recoverCommand } from '../../../src/cli/actions/recover.ts';
import { explainBrokenRun } from '../../../src/cli/explain-broken-run.ts';
import type { Io } from '../../../src/cli/io.ts';
import { RunRefused } from '../../../src/model/run-refused.ts';
import { NEW_KEY } from '../../support/builders.ts';
import { type FakeIo, fakeIo } from '../../support/fake-io.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-stream-'));
  await writeFile(join(folder, 'xp.key'), `${NEW_KEY}\n`, { mode: 0o600 });
  await writeFile(join(folder, 'plant.yaml'), PLANT);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const PLANT = `version: 1
simulation: true
keys:
  xp: { product: windows-xp-professional, secret: { file: xp.key }, identity: { lastFive: KKKKK } }
access:
  other: { kind: simulated, starts: other-key }
  in-order: { kind: simulated, starts: desired-key }
defaults: { key: xp, os: windows-xp-sp3, access: other }
hosts:
  a.example:
  b.example: { access: in-order }
`;

function ioHere(overrides: Partial<Io> = {}): FakeIo {
  const io = fakeIo(overrides);
  return { ...io, surroundings: { ...io.surroundings, folder } };
}

function flags(overrides: Partial<ApplyFlags> = {}): ApplyFlags {
  return { inventory: [join(folder, 'plant.yaml')], output: 'ndjson', quiet: true, ...overrides };
}

function linesOf({ written }: FakeIo): readonly Record<string, unknown>[] {
  return written.out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

describe('the end of a stream', () => {
  it('comes, and finishes every host, when somebody says no', async () => {
    const io = ioHere({ canAsk: true, ask: async () => false });
    expect(await applyCommand(flags(), io)).toBe(1);
    const lines = linesOf(io);
    expect(lines.slice(-3)).toMatchObject([
      { type: 'host-finished', host: 'a.example', report: { status: 'change' } },
      { type: 'host-finished', host: 'b.example', report: { status: 'in-order' } },
      { type: 'run-finished', exitCode: 1, summary: { change: 1, 'in-order': 1 }, interrupted: false },
    ]);
    expect(lines.filter(({ type }) => type === 'run-finished')).toHaveLength(1);
  });

  it('comes when somebody presses Ctrl-C at the question', async () => {
    const interruption = new AbortController();
    const ask = async (): Promise<boolean> => {
      interruption.abort();
      return false;
    };
    const io = ioHere({ canAsk: true, ask, signal: interruption.signal });
    expect(await applyCommand(flags(), io)).toBe(130);
    expect(linesOf(io).at(-1)).toMatchObject({ type: 'run-finished', exitCode: 130, interrupted: true });
  });

  it('comes when the run is refused after it began', async () => {
    await rm(join(folder, 'xp.key'));
    const io = ioHere();
    await expect(applyCommand(flags({ yes: true }), io)).rejects.toBeInstanceOf(RunRefused);
    expect(linesOf(io).at(0)).toMatchObject({ type: 'run-started' });
    expect(linesOf(io).at(-1)).toMatchObject({ type: 'run-finished', exitCode: 1, summary: {}, interrupted: false });
  });

  it('comes when the run breaks after it wrote', () => {
    const io = ioHere();
    expect(explainBrokenRun(new Error('the journal is gone'), { output: 'ndjson' }, io)).toBe(4);
    expect(linesOf(io)).toMatchObject([{ type: 'run-finished', exitCode: 4 }]);
    const other = ioHere();
    expect(explainBrokenRun(new Error('the journal is gone'), { output: 'json' }, other)).toBe(4);
    expect(other.written.out).toBe('');
  });

  it('does not come where no stream began', async () => {
    await writeFile(join(folder, '.vlkctl'), 'a file where the folder of the journal belongs');
    const io = ioHere();
    await expect(recoverCommand(flags(), io)).rejects.toBeInstanceOf(RunRefused);
    expect(io.written.out).toBe('');
    const asJson = ioHere({ canAsk: true, ask: async () => false });
    await rm(join(folder, '.vlkctl'));
    expect(await applyCommand(flags({ output: 'json' }), asJson)).toBe(1);
    expect(asJson.written.out).toBe('');
  });
});
