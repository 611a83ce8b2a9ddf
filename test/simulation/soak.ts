import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { explain, readSeeds, sweep } from './seeds.ts';

/**
 * Simulates a million seeds, or as many as VLK_SEEDS says, on all processors, and stops at the first with a problem. With
 * `--seed` it simulates one and prints all that happens in it.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { seed: { type: 'string' } } });
  if (values.seed !== undefined) return show(Number(values.seed));
  const { count, first } = readSeeds(process.env['VLK_SEEDS'], 1_000_000);
  const failed = await soak(first, count);
  process.stderr.write('\n');
  if (failed !== undefined) return show(failed);
  process.stdout.write(`${count} seeds from ${first} on: nothing is wrong\n`);
  return 0;
}

async function show(seed: number): Promise<number> {
  const { text, isWell } = await explain(seed);
  process.stdout.write(`${text}\n`);
  return isWell ? 0 : 1;
}

/** So many seeds at a time. */
const SHARE = 500;

interface Share {
  readonly first: number;
  readonly count: number;
}

interface Swept {
  readonly seeds: number;
  readonly failed?: number;
}

/** Hands out shares of the seeds to workers; answers the first seed found with a problem. */
async function soak(first: number, count: number): Promise<number | undefined> {
  const began = Date.now();
  const shares = sharesOf(first, count);
  let done = 0;
  let failed: number | undefined;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL(import.meta.url), { workerData: 'sweeps' });
    for (const share of shares) {
      if (failed !== undefined) break;
      const swept = await ask(worker, share);
      done += swept.seeds;
      if (swept.failed !== undefined) failed = Math.min(swept.failed, failed ?? swept.failed);
      process.stderr.write(
        `\r${done} of ${count} seeds, ${Math.round((1000 * done) / (Date.now() - began))} a second `,
      );
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return failed;
}

function* sharesOf(first: number, count: number): Generator<Share> {
  for (let begun = 0; begun < count; begun += SHARE) {
    yield { first: first + begun, count: Math.min(SHARE, count - begun) };
  }
}

function ask(worker: Worker, share: Share): Promise<Swept> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
    worker.postMessage(share);
  });
}

function answerShares(): void {
  parentPort?.on('message', (share: Share) => void answer(share));
}

async function answer({ first, count }: Share): Promise<void> {
  const { seeds, failed } = await sweep(first, count);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
  parentPort?.postMessage({ seeds, ...(failed !== undefined && { failed: failed.seed }) });
}

if (isMainThread || workerData !== 'sweeps') process.exitCode = await main();
else answerShares();
