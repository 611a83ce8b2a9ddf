import { describe, expect, it } from 'vitest';
import { fanOut } from '../../../src/engine/fan-out.ts';
import { seededRandom } from '../../../src/lab/seeded-random.ts';

const held = (item: number): string => `held ${item}`;
const finish = (made: string): string => made;
const never = (): boolean => false;
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function after(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await tick();
}

function items(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

describe('fanOut', () => {
  it.each([1, 2, 7, 100])(
    'never runs more than %i at the same time, and that many when there is work',
    async (concurrency) => {
      let running = 0;
      let most = 0;
      await fanOut(items(50), { concurrency, shouldStop: never, held, finish }, async () => {
        running += 1;
        most = Math.max(most, running);
        await tick();
        running -= 1;
        return '';
      });
      expect(most).toBe(Math.min(concurrency, 50));
    },
  );

  it('begins in order and answers in order, whichever ends first', async () => {
    const random = seededRandom(7);
    const begun: number[] = [];
    const results = await fanOut(items(40), { concurrency: 8, shouldStop: never, held, finish }, async (item) => {
      begun.push(item);
      await after(Math.floor(random() * 6));
      return String(item);
    });
    expect(begun).toEqual(items(40));
    expect(results).toEqual(items(40).map(String));
  });

  it('has nothing to do without items', async () => {
    const limits = { concurrency: 4, shouldStop: never, held, finish };
    expect(await fanOut([], limits, () => expect.unreachable())).toEqual([]);
  });

  it('works one at a time when told to work none at a time', async () => {
    expect(
      await fanOut(items(3), { concurrency: 0, shouldStop: never, held, finish }, async (item) => String(item)),
    ).toEqual(['0', '1', '2']);
  });

  it('begins nothing more once it should stop, and lets end what has begun', async () => {
    let isStopped = false;
    const results = await fanOut(
      items(6),
      { concurrency: 2, shouldStop: () => isStopped, held, finish },
      async (item) => {
        if (item === 1) isStopped = true;
        await after(3);
        return `done ${item}`;
      },
    );
    expect(results).toEqual(['done 0', 'done 1', 'held 2', 'held 3', 'held 4', 'held 5']);
  });

  it('finishes what was done and what was held, each at once', async () => {
    const told: string[] = [];
    const how = {
      concurrency: 1,
      shouldStop: () => told.length === 2,
      held,
      finish: (made: string) => told.push(made),
    };
    expect(await fanOut(items(3), how, async (item) => `done ${item}`)).toEqual([1, 2, 3]);
    expect(told).toEqual(['done 0', 'done 1', 'held 2']);
  });

  it('lets everything that has begun come to its end before it throws the bug of one item', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const run = fanOut(items(10), { concurrency: 3, shouldStop: never, held, finish }, async (item) => {
      begun.push(item);
      if (item === 1) throw new Error('a bug');
      await after(5);
      ended.push(item);
      return '';
    });
    await expect(run).rejects.toThrow('a bug');
    expect(begun).toEqual([0, 1, 2]);
    expect(ended).toEqual([0, 2]);
  });

  it('throws the first bug when there are several', async () => {
    const run = fanOut(items(2), { concurrency: 2, shouldStop: never, held, finish }, async (item) => {
      throw new Error(`bug ${item}`);
    });
    await expect(run).rejects.toThrow('bug 0');
  });
});
