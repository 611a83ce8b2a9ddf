import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LeakRig } from '../../support/leak-rig.ts';
import { rehearsalWith } from '../../support/leak-sources.ts';
import { syntheticKey } from '../../support/synthetic-key.ts';

const KEY = syntheticKey(30);
const APPLY = ['apply', '--yes', '-i', 'plant.yaml'];

let rig: LeakRig;
let plant: string;

beforeAll(async () => {
  rig = await LeakRig.create();
  plant = await rehearsalWith(KEY, rig);
});
afterAll(() => rig[Symbol.asyncDispose]());
beforeEach(async () => {
  await rig.clear();
  await rig.write('plant.yaml', plant);
});

const JOURNAL = join('.vlkctl', 'simulation', 'journal.jsonl');

describe('a bug whose words hold a key', () => {
  it.each<readonly [title: string, how: string, words: readonly string[]]>([
    ['is thrown', 'thrown', APPLY],
    ['is thrown while the inventory is written', 'thrown', ['keys', 'identify', 'xp', '--yes', '-i', 'plant.yaml']],
    ['is thrown where nothing catches it', 'escape', APPLY],
    ['is a promise that nobody waits for', 'reject', APPLY],
    ['is no error at all', 'object', APPLY],
  ])('%s: exit code 1', async (_title, how, words) => {
    const run = await rig.run(words, { env: { LEAK_BUG: `${how} ${KEY}` } });
    expect(await rig.leaks([run])).toEqual([]);
    expect(run).toMatchObject({ code: 1, err: expect.stringContaining('This is a bug in vlkctl') });
    expect(run.err).toContain(how === 'object' ? '#<Object>' : `Cannot use *****-*****-*****-*****-${KEY.slice(-5)}`);
  });

  it.each(['thrown', 'escape'])('%s after a change was announced: exit code 4, and what to do', async (how) => {
    const bug = { LEAK_BUG: `${how} ${KEY}`, LEAK_BUG_AFTER: join(rig.plant, JOURNAL) };
    const run = await rig.run([...APPLY, '--output', 'ndjson'], { env: bug });
    expect(await rig.leaks([run])).toEqual([]);
    expect(run).toMatchObject({ code: 4, err: expect.stringContaining('vlkctl recover') });
  });

  it('is a warning of Node', async () => {
    const run = await rig.run(APPLY, { env: { LEAK_BUG: `warned ${KEY}` } });
    expect(await rig.leaks([run])).toEqual([]);
    expect(run).toMatchObject({ code: 0, err: expect.stringContaining('Look at *****') });
  });
});
