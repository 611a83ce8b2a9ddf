import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadInventory } from '../../../src/inventory/load.ts';
import { seededRandom } from '../../../src/lab/seeded-random.ts';
import { memoryIo } from '../../support/memory-io.ts';
import { numberFrom } from '../../support/number-from.ts';

/**
 * Inventories that are broken in one to four places. Whatever they hold, loading them ends soon, throws nothing, and
 * answers with an inventory or with problems that have a code and a remedy. `VLK_MUTATIONS=200000` tries that many.
 */
const RUNS = numberFrom('VLK_MUTATIONS', 1500);
const SEED = numberFrom('VLK_SEED', 20_261_122);
/** Far more than any of these takes on a busy machine; a hang is minutes. */
const SLOWEST_MS = 2000;

const ROOT = join(import.meta.dirname, '../../..');
const CORPUS: readonly string[] = [...yamlFilesIn('inventories'), ...yamlFilesIn('test/cases/inventory')]
  .map((file) => readFileSync(file, 'latin1'))
  .filter((text) => text.length < 20_000);

/** Pieces that mean something to YAML or to an inventory. */
const PIECES: readonly string[] = [
  '\t',
  '\n',
  '\r',
  ' ',
  '  ',
  ':',
  ': ',
  '-',
  '- ',
  '?',
  '? ',
  '|',
  '>',
  '%',
  '@',
  '`',
  '!',
  '!!binary',
  '&a',
  '*a',
  '[',
  ']',
  '{',
  '}',
  ',',
  '"',
  "'",
  '#',
  '---',
  '...',
  '<<: *a',
  '\0',
  '\u00ff\u00fe',
  '\u00ef\u00bb\u00bf',
  '\\',
  '[01:10]',
  '[1:99999999]',
  '0x2A',
  '1e999',
  '-0',
  'null',
  '~',
  'no',
  '2026-11-22',
  '110%',
  '1h30m',
  '0 22 * * SAT',
  '__proto__',
  'constructor',
  'hosts:',
  'groups:',
  'keys:',
  'version: 1',
  'BCDFG-HJKMP-QRTVW-XY234-67899',
  '\u00e2\u0080\u0093',
];

it(`${RUNS} broken inventories are told what is wrong, or load`, { timeout: 60_000 + RUNS * 20 }, async () => {
  expect(CORPUS.length).toBeGreaterThan(50);
  const random = seededRandom(SEED);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const ends = { loaded: 0, told: 0 };
  for (let run = 0; run < RUNS; run += 1) {
    let text = pick(CORPUS) ?? '';
    const changes = 1 + Math.floor(random() * 4);
    for (let change = 0; change < changes; change += 1) text = mutate(text, random, pick);
    const started = performance.now();
    const loaded = await load(text, run);
    expect(performance.now() - started, `seed ${SEED}, run ${run} took too long:\n${text}`).toBeLessThan(SLOWEST_MS);
    ends[loaded ? 'loaded' : 'told'] += 1;
  }
  expect(ends.loaded).toBeGreaterThan(0);
  expect(ends.told).toBeGreaterThan(RUNS / 2);
});

/** Whether the text is an inventory; else it was told what is wrong. */
async function load(text: string, run: number): Promise<boolean> {
  try {
    const io = memoryIo({ 'plant.yaml': Buffer.from(text, 'latin1') });
    const loaded = await loadInventory(['plant.yaml'], { io, today: '2026-11-22' });
    if (loaded.ok) return true;
    expect(loaded.error.length).toBeGreaterThan(0);
    for (const { code, help, message } of loaded.error) expect(code && help && message).not.toBe('');
    return false;
  } catch (error) {
    throw new Error(`seed ${SEED}, run ${run} throws on:\n${text}`, { cause: error });
  }
}

function mutate(text: string, random: () => number, pick: <T>(list: readonly T[]) => T | undefined): string {
  const at = Math.floor(random() * (text.length + 1));
  const length = Math.floor(random() * 12);
  const other = pick(CORPUS) ?? '';
  const from = Math.floor(random() * other.length);
  const ways: readonly (() => string)[] = [
    () => text.slice(0, at) + (pick(PIECES) ?? '') + text.slice(at),
    () => text.slice(0, at) + text.slice(at + length),
    () => text.slice(0, at) + String.fromCharCode(Math.floor(random() * 256)) + text.slice(at + 1),
    () => text.slice(0, at) + other.slice(from, from + length * 10) + text.slice(at),
    () => swapLines(text, random),
    () => text.slice(0, at),
  ];
  return (pick(ways) ?? (() => text))();
}

function swapLines(text: string, random: () => number): string {
  const lines = text.split('\n');
  const [a, b] = [Math.floor(random() * lines.length), Math.floor(random() * lines.length)];
  const kept = lines[a] ?? '';
  lines[a] = lines[b] ?? '';
  lines[b] = kept;
  return lines.join('\n');
}

function yamlFilesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => join(entry.parentPath, entry.name));
}
