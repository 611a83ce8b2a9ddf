import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LeakRig, type LeakRun } from '../../support/leak-rig.ts';
import { rehearsalWith } from '../../support/leak-sources.ts';
import { syntheticKey } from '../../support/synthetic-key.ts';

const KEY = syntheticKey(30);
const APPLY = ['apply', '--yes', '-i', 'plant.yaml'];

let rig: LeakRig;
let plant: string;

/** Written by the command once it hangs. */
const begun = (): string => join(rig.root, 'begun');

beforeAll(async () => {
  rig = await LeakRig.create();
  plant = await rehearsalWith(KEY, rig);
});
afterAll(() => rig[Symbol.asyncDispose]());
beforeEach(async () => {
  await rig.clear();
  await rig.write('plant.yaml', plant);
});

describe('Ctrl-C while the command of a key runs', () => {
  beforeEach(async () => {
    await rm(begun(), { force: true });
    await rig.install('key-tool', `cat '${rig.vault}/xp'; echo > '${begun()}'; exec sleep 20`);
  });

  it.each<readonly [title: string, words: readonly string[]]>([
    ['apply', APPLY],
    ['keys identify', ['keys', 'identify', 'xp', '--yes', '-i', 'plant.yaml']],
    ['keys identify --check', ['keys', 'identify', '--check', '-i', 'plant.yaml']],
  ])('%s: exit code 130, and nothing is written', async (_title, words) => {
    const run = await interrupt(words);
    expect(await rig.leaks([run])).toEqual([]);
    expect(run).toMatchObject({ code: 130, err: expect.stringContaining('Interrupted') });
    expect(await readFile(join(rig.plant, 'plant.yaml'), 'utf8')).toBe(plant);
  });

  it('a stream ends with what the process ends with', async () => {
    const run = await interrupt([...APPLY, '--output', 'ndjson']);
    const last: unknown = JSON.parse(run.out.trim().split('\n').at(-1) ?? '');
    expect(run.code).toBe(130);
    expect(last).toMatchObject({ type: 'run-finished', exitCode: 130, interrupted: true });
  });

  it('a second time ends it at once', async () => {
    await rig.install('key-tool', `trap '' INT TERM; echo > '${begun()}'; sleep 20`);
    const before = Date.now();
    expect(await interrupt(APPLY, 2)).toMatchObject({ code: 130, err: expect.stringContaining('Again to end') });
    expect(Date.now() - before).toBeLessThan(5000);
  });
});

/** Sends the signal once the command hangs. */
function interrupt(words: readonly string[], times = 1): Promise<LeakRun> {
  const act = (pid: number): void => {
    for (let time = 0; time < times; time += 1) setTimeout(() => process.kill(pid, 'SIGINT'), time * 300);
  };
  return rig.run(words, { whenRunning: { file: begun(), act } });
}
