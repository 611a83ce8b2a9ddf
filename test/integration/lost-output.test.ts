import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEW_KEY } from '../support/builders.ts';

const MAIN = join(import.meta.dirname, '../../dist/program/vlkctl.js');
/** Every write to it fails as on a full disk. */
const FULL = '/dev/full';

const PLANT = `version: 1
simulation: true
keys:
  xp: { product: windows-xp-professional, secret: { file: xp.key }, identity: { lastFive: KKKKK } }
access: { lab: { kind: simulated, starts: other-key } }
defaults: { key: xp, os: windows-xp-sp3, access: lab }
hosts: { a.example: }
`;

let folder = '';

beforeEach((context) => {
  context.skip(!existsSync(FULL), `this system has no ${FULL}`);
  folder = mkdtempSync(join(tmpdir(), 'vlk-lost-'));
  writeFileSync(join(folder, 'plant.yaml'), PLANT);
  writeFileSync(join(folder, 'xp.key'), `${NEW_KEY}\n`, { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs vlkctl with a stdout that takes nothing. */
function run(...words: readonly string[]): { readonly code: number | null; readonly err: string } {
  const stdout = openSync(FULL, 'w');
  try {
    const done = spawnSync(process.execPath, [MAIN, ...words], { cwd: folder, stdio: ['ignore', stdout, 'pipe'] });
    return { code: done.status, err: done.stderr.toString() };
  } finally {
    closeSync(stdout);
  }
}

describe('a document that stdout does not take', () => {
  it.each(['text', 'ndjson'])('as %s: 1 only where no host was written to', (output) => {
    const flags = ['-i', 'plant.yaml', '--output', output];
    const drift = run('drift', ...flags);
    expect(drift.code).toBe(1);
    expect(drift.err).toContain('stdout cannot be written: no space is left on the disk');
    expect(run('apply', '--yes', ...flags).code).toBe(4);
    expect(run('apply', '--yes', ...flags).code).toBe(1);
  });
});
