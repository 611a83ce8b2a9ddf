import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { NEW_KEY } from '../support/builders.ts';

const MAIN = join(import.meta.dirname, '../../dist/program/vlkctl.js');
const HOSTS = 10_000;
const MINUTES = 60_000;

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlk-fleet-'));
  writeFileSync(join(folder, 'xp.key'), `${NEW_KEY}\n`, { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 10,000 hosts of which 2 % refuse every key and 5 % are off; 20 healthy ones are canaries. */
function writeFleet(maxFailures: string): void {
  const lines = Array.from({ length: HOSTS }, (_, index) => {
    const set = settingOf(index);
    return set === undefined ? '' : `  hmi-${String(index).padStart(5, '0')}.a.example: { ${set} }\n`;
  });
  writeFileSync(
    join(folder, 'fleet.yaml'),
    `version: 1
simulation: true
keys:
  xp: { product: windows-xp-professional, secret: { file: xp.key }, identity: { lastFive: KKKKK } }
access:
  lab: { kind: simulated, starts: other-key }
  refuses: { kind: simulated, starts: other-key, fault: refuses-key }
  switched-off: { kind: simulated, starts: other-key, fault: unreachable }
defaults: { key: xp, os: windows-xp-sp3, access: lab }
rollout: { maxUnplannedChanges: 100%, waves: ['@canary', 10%, 50%, 100%], maxFailures: ${maxFailures} }
hosts:
  hmi-[00000:09999].a.example:
${lines.join('')}`,
  );
}

function settingOf(index: number): string | undefined {
  if (index % 50 === 7) return 'access: refuses';
  if (index % 20 === 3) return 'access: switched-off';
  return index % 500 === 10 ? 'tags: [canary]' : undefined;
}

function run(...words: readonly string[]): SpawnSyncReturns<string> {
  const args = [MAIN, ...words, '-i', 'fleet.yaml'];
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

function apply(...flags: readonly string[]): {
  readonly code: number | null;
  readonly err: string;
  readonly report: Report;
} {
  const { status, stderr, stdout } = run('apply', '--yes', '--output', 'json', ...flags);
  return { code: status, err: stderr, report: JSON.parse(stdout) };
}

/** The journal's hosts whose key was set, in order. */
function changed(): readonly string[] {
  const file = join(folder, '.vlkctl/simulation/journal.jsonl');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text.split('\n').flatMap((line) => /"type":"intent",.*?"host":"([^"]+)"/.exec(line)?.[1] ?? []);
}

describe('10,000 hosts of which 2 % fail and 5 % cannot be reached', () => {
  it('are changed in waves, and more failures than allowed hold the rest', { timeout: 3 * MINUTES }, () => {
    writeFleet('1%');
    const { code, err, report } = apply();
    expect(err).toMatch(/wave 1 of 4: @canary, 20 hosts\nwave 2 of 4: 10%, 930 hosts\n/);
    expect(err).not.toContain('wave 3 of 4');
    // 1 % of the 950 hosts of both waves are 9; what was in flight came to its end.
    const { undone = 0, verified = 0, held = 0, unknown = 0 } = report.summary;
    expect(undone).toBeGreaterThanOrEqual(10);
    expect(undone).toBeLessThanOrEqual(10 + 16);
    expect([unknown, undone + verified + held + unknown]).toEqual([500, HOSTS]);
    expect(verified + undone).toBeLessThan(950);
    expect(code).toBe(4);
    const order = changed();
    expect(order.slice(0, 20).every((host) => /(?:010|510)\.a\.example$/.test(host))).toBe(true);
  });

  it('are finished by --resume, which touches only what is left', { timeout: 5 * MINUTES }, () => {
    const before = changed();
    writeFleet('5%');
    const { code, report } = apply('--resume');
    const after = changed().slice(before.length);
    expect(after.filter((host) => before.includes(host))).toEqual([]);
    expect(new Set(after).size).toBe(after.length);
    const { undone = 0, unknown = 0, held = 0 } = report.summary;
    expect([unknown, held]).toEqual([500, 0]);
    expect(code).toBe(4);
    const last = run('drift', '--output', 'json');
    const drift: Report = JSON.parse(last.stdout);
    expect(drift.summary).toEqual({ 'in-order': 9300, drifted: 200, unknown: 500 });
    // With the ten and more that had failed before.
    expect(undone).toBeLessThanOrEqual(190);
    expect(undone).toBeGreaterThan(150);
    expect(last.status).toBe(5);
  });

  it('are nobody else’s while one run changes them: the second says who does', { timeout: 3 * MINUTES }, async () => {
    rmSync(join(folder, '.vlkctl'), { recursive: true });
    const first = spawn(process.execPath, [MAIN, 'apply', '--yes', '--quiet', '-i', 'fleet.yaml'], {
      cwd: folder,
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((resolve) => first.once('exit', resolve));
    await expect.poll(() => changed().length, { timeout: MINUTES, interval: 50 }).toBeGreaterThan(0);
    const second = run('apply', '--yes');
    expect(second.stderr).toMatch(/error state-locked: .* is changing hosts with the state folder/);
    expect(second.stderr).toContain(`(process ${first.pid} on `);
    expect(second.stderr).toContain('vlkctl force-unlock');
    expect(second.status).toBe(1);
    first.kill('SIGINT');
    // 4 where a host had refused its key by then: the worst wins.
    expect([4, 130]).toContain(await ended);
    const recovered: Report = JSON.parse(run('recover', '--quiet', '--output', 'json').stdout);
    expect(recovered.summary).toEqual({ 'nothing-to-settle': 9500, unknown: 500 });
  });
});
