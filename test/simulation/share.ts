import { describe, expect, it } from 'vitest';
import { explain, readSeeds, sweep } from './seeds.ts';

/** Files that share the seeds, so that they are simulated side by side. */
const FILES = 4;
/** Seeds of one test. */
const AT_A_TIME = 500;

/** Simulates one of several shares of the seeds; what fails prints all that happened, and how to see it again. */
export function simulateShare(share: number): void {
  const { count, first } = readSeeds(process.env['VLK_SEEDS'], 10_000);
  const size = Math.ceil(count / FILES);
  const begin = first + (share - 1) * size;
  const end = Math.min(begin + size, first + count);
  describe.skipIf(begin >= end)(`seeds ${begin} to ${end - 1}`, () => {
    for (let from = begin; from < end; from += AT_A_TIME) {
      it(`from ${from} on have no problem`, async () => {
        const { failed } = await sweep(from, Math.min(AT_A_TIME, end - from));
        expect(failed === undefined ? '' : (await explain(failed.seed)).text).toBe('');
      });
    }
  });
}
