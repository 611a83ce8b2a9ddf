import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BENCHES, type Scale } from './benches.ts';
import { isOver, toTable } from './figure.ts';

/**
 * Measures how much CPU and memory vlkctl takes, against programs that do the least that has to be done, and exits with
 * 1 when a target of the design is missed. Never part of the tests: how fast a machine is says nothing about the code.
 */
function main(): number {
  const { values } = parseArgs({ options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } } });
  const chosen = [...BENCHES].filter(([name]) => values.only === undefined || name === values.only);
  if (chosen.length === 0) {
    process.stderr.write(`No bench is named '${values.only}'. There are: ${[...BENCHES.keys()].join(', ')}.\n`);
    return 64;
  }
  const folder = mkdtempSync(join(tmpdir(), 'vlk-bench-'));
  try {
    const scale = scaleOf(values.quick, folder);
    const figures = chosen.flatMap(([name, bench]) => {
      process.stderr.write(`measuring ${name}\n`);
      return bench(scale);
    });
    process.stdout.write(`${toTable(figures)}\n`);
    return figures.some(isOver) ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function scaleOf(quick: boolean, folder: string): Scale {
  return quick
    ? { folder, rounds: 2, validated: 10_000, read: 10_000, changed: 100, far: 100 }
    : { folder, rounds: 5, validated: 100_000, read: 10_000, changed: 1000, far: 1000 };
}

process.exitCode = main();
