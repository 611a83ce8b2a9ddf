import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, commandLine } from '../../../support/command-line.ts';

const PLANT = `version: 1
keys: { xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: KKKKK } } }
access: { ssh: { kind: ssh } }
defaults: { key: xp, os: windows-xp-sp3, access: ssh }
hosts: { hmi-1.a.example: }
`;
const HOLDER = { pid: 4711, machine: 'ctl9', user: 'jens', since: '2026-11-22T22:04:00.000Z', bootId: 'b' };

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlk-unlock-'));
  writeFileSync(join(folder, 'plant.yaml'), PLANT);
  mkdirSync(join(folder, '.vlkctl'));
  file = join(folder, '.vlkctl/lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function hold(holder: unknown): void {
  writeFileSync(file, typeof holder === 'string' ? holder : JSON.stringify(holder));
}

function unlock(...flags: readonly string[]): Promise<Answer> {
  return commandLine(['force-unlock', '-i', join(folder, 'plant.yaml'), ...flags], { folder });
}

describe('vlkctl force-unlock', () => {
  it('says so when nobody holds the lock', async () => {
    const { out, code } = await unlock('--yes');
    expect([code, out]).toEqual([0, `No run holds the lock of ${join(folder, '.vlkctl')}.\n`]);
  });

  it.each([
    [
      'on another machine',
      HOLDER,
      'jens (process 4711 on ctl9), since 2026-11-22 22:04 UTC, which nobody here can look at,',
    ],
    [
      'whose process is gone',
      { ...HOLDER, machine: 'ctl1' },
      'jens (process 4711 on ctl1), since 2026-11-22 22:04 UTC, which is gone,',
    ],
    ['that says nothing', '{', 'Somebody who cannot be told'],
  ])('removes a lock %s on a person’s word, and says what comes next', async (_what, holder, who) => {
    hold(holder);
    const { out, err, code } = await unlock('--yes');
    expect(code).toBe(0);
    expect(err).toContain(`${who} holds the lock of ${join(folder, '.vlkctl')}.`);
    expect(out).toContain('Next: `vlkctl recover`');
    expect(existsSync(file)).toBe(false);
  });

  it('asks, and a no removes nothing', async () => {
    hold(HOLDER);
    const { err, code } = await commandLine(['force-unlock', '-i', join(folder, 'plant.yaml')], {
      folder,
      canAsk: true,
    });
    expect([code, existsSync(file)]).toEqual([1, true]);
    expect(err).toContain('Nothing was removed.');
  });

  it('is refused where nobody can answer', async () => {
    hold(HOLDER);
    expect((await unlock()).code).toBe(64);
    expect(existsSync(file)).toBe(true);
  });
});
