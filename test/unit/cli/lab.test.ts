import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containing } from '../../support/builders.ts';
import { type Answer, commandLine } from '../../support/command-line.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-lab-'));
  file = join(folder, 'lab.yaml');
  await run('lab', 'create', '--hosts', '60');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const CANARY = 'a-hmi-01.plant-a.example';

describe('lab create', () => {
  it('writes an inventory and its keys, and says what comes next', async () => {
    const answer = await run('lab', 'create', '--hosts', '9', '--seed', '4', '--out', 'other/fleet.yaml');
    expect(answer).toMatchObject({ code: 0, err: '' });
    expect(answer.out).toContain('other/fleet.yaml: 9 simulated hosts (seed 4); made-up keys in fleet-keys\n');
    expect(answer.out).toContain('vlkctl drift -i other/fleet.yaml');
    expect(await readdir(join(folder, 'other', 'fleet-keys'))).toEqual(['srv.key', 'xp-da.key', 'xp-en.key']);
    expect((await stat(join(folder, 'other', 'fleet-keys', 'srv.key'))).mode & 0o777).toBe(0o600);
    const validated = await commandLine(['validate', '-i', join(folder, 'other/fleet.yaml')], { folder });
    expect(validated).toMatchObject({ code: 0, err: '' });
  });

  it('makes a fleet that can be used at once, whatever its file is called', async () => {
    const answer = await run('lab', 'create', '--hosts', '9', '--out', "it's: #1.yaml");
    expect(answer.out).toContain(String.raw`  vlkctl drift -i 'it'\''s: #1.yaml'`);
    const made = join(folder, "it's: #1.yaml");
    expect((await commandLine(['apply', '--yes', '-i', made], { folder })).err).not.toContain('secret');
    const identified = await commandLine(['keys', 'identify', 'xp-da', '-i', made, '--dry-run', '--output', 'json'], {
      folder,
    });
    expect(identified.code).toBe(0);
    expect(JSON.parse(identified.out)).toMatchObject({
      formatVersion: 1,
      command: 'keys identify',
      status: 'nothing-to-write',
      keys: [{ label: 'xp-da', identity: { lastFive: containing('') } }],
    });
  });

  it('overwrites only with --overwrite', async () => {
    await writeFile(file, '# mine\n');
    const refused = await run('lab', 'create');
    expect(refused).toMatchObject({ code: 64, out: '' });
    expect(refused.err).toBe(
      'lab.yaml is there already\n  -> Choose another name with --out, or overwrite it with --overwrite.\n',
    );
    expect(await readFile(file, 'utf8')).toBe('# mine\n');
    expect(await run('lab', 'create', '--overwrite')).toMatchObject({ code: 0 });
    expect(await readFile(file, 'utf8')).toContain('simulation: true');
  });

  it('does not overwrite a key either', async () => {
    await rm(file);
    expect((await run('lab', 'create')).err).toContain('lab-keys/xp-da.key is there already');
  });

  it.each([['0'], ['1000001'], ['x'], ['1.5'], ['-3']])('makes no fleet of %s hosts', async (hosts) => {
    expect(await run('lab', 'create', '--hosts', hosts, '--out', 'x.yaml')).toMatchObject({ code: 64, out: '' });
  });
});

describe('lab create where nothing can be written', () => {
  it('ends with 1 on a full disk and says so in words', async (context) => {
    context.skip(!existsSync('/dev/full'), 'this system has no /dev/full');
    await symlink('/dev/full', join(folder, 'full.yaml'));
    const answer = await run('lab', 'create', '--out', 'full.yaml', '--overwrite');
    expect(answer).toMatchObject({ code: 1, out: '' });
    expect(answer.err).toBe(
      'full.yaml cannot be written: no space is left on the disk\n  -> Mend that, or choose another place with --out.\n',
    );
  });

  it('leaves no half inventory behind, and the old one as it was', async () => {
    await rm(join(folder, 'lab-keys'), { recursive: true });
    await writeFile(join(folder, 'lab-keys'), 'mine\n');
    await writeFile(file, '# mine\n');
    const answer = await run('lab', 'create', '--overwrite');
    expect(answer.code).toBe(1);
    expect(answer.err).toMatch(/^lab\.yaml cannot be written: [a-z ]+\n {2}-> /);
    expect(await readFile(file, 'utf8')).toBe('# mine\n');
    await mkdir(join(folder, 'taken.yaml'));
    expect((await run('lab', 'create', '--out', 'taken.yaml', '--overwrite')).err).toContain(': it is a folder\n');
  });
});

describe('lab show', () => {
  it('lists hosts with a fault and counts the others', async () => {
    const { code, out } = await lab('show');
    expect(code).toBe(0);
    expect(out).toMatch(/^HOST +OS LEVEL +KEY +TIMER +FAULT +SINCE THE FIRST DAY$/m);
    expect(out.split('\n').filter((line) => line.includes('.example'))).toHaveLength(10);
    expect(out).toContain('50 hosts without a fault, as on the first day: --all shows them too\n');
    expect(out).toContain('60 hosts: 10 with a fault; nothing happened yet (simulated)\n');
  });

  it('lists all of a selection', async () => {
    const { out } = await lab('show', '--on', '@press-a', '--all');
    expect(out.split('\n').filter((line) => line.includes('.example'))).toHaveLength(2);
  });

  it('says what happened, and how it was before', async () => {
    await lab('break', CANARY, '--key');
    await lab('break', CANARY, '--fault', 'unreachable');
    const { out } = await lab('show', '--on', CANARY);
    expect(out).toContain('unreachable  key was RRRRR; fault was none');
    const json: unknown = JSON.parse((await lab('show', '--on', CANARY, '--output', 'json')).out);
    expect(json).toMatchObject({
      formatVersion: 1,
      hosts: [{ host: CANARY, key: 'QQQQQ', changed: { key: { firstDay: 'RRRRR' }, fault: { firstDay: 'none' } } }],
    });
  });
});

describe('lab break, mend and reset', () => {
  it('make drift, take it back, and begin anew', async () => {
    expect((await run('apply', '-i', file, '--on', '@canary', '--yes')).out).toContain('2 changed');
    expect((await lab('break', '--on', '@canary', '--key')).out).toContain(
      '2 hosts now carrying another key (simulated)\n',
    );
    const drift = await run('drift', '-i', file, '--on', '@canary');
    expect(drift.code).toBe(2);
    expect(drift.out).toContain('DRIFTED: the host changed since it was last verified (2)');
    expect((await lab('reset', '--on', '@canary')).out).toContain('2 hosts now back to the first day');
    expect((await run('drift', '-i', file, '--on', '@canary')).out).toContain('DRIFTED');
    await lab('reset');
    expect((await run('drift', '-i', file, '--on', '@canary')).out).toContain('NEVER VERIFIED');
  });

  it('let a fault come and go, whatever the inventory declares', async () => {
    const off = 'a-till-5.plant-a.example';
    expect((await run('drift', '-i', file, '--on', off)).out).toContain('host-unreachable');
    expect((await lab('mend', off)).out).toContain('1 host now mended');
    expect((await run('drift', '-i', file, '--on', off)).out).not.toContain('host-unreachable');
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace(`${off}: { access: switched-off }`, `${off}: { access: dies }`),
    );
    expect((await lab('show', '--on', off)).out).toContain('dies-in-change');
  });

  it('say how many hosts stayed as they were', async () => {
    await lab('break', '--on', '@canary', '--fault', 'oem-media');
    const again = await lab('break', '--on', '@hmi-a', '--fault', 'oem-media', '--output', 'json');
    const document: unknown = JSON.parse(again.out);
    expect(document).toMatchObject({ command: 'lab break', now: 'oem-media', unchanged: [CANARY] });
  });

  it.each<[string, readonly string[], string]>([
    ['neither a host nor --on', ['break', '--key'], 'needs either a host or --on'],
    ['both', ['mend', CANARY, '--on', '@canary'], 'needs either a host or --on'],
    ['nothing that happens', ['break', CANARY], 'has to know what happens'],
    ['two things', ['break', CANARY, '--key', '--reimaged'], 'one thing happen at a time'],
    ['an unknown host', ['mend', 'a-hmi-77.plant-a.example'], 'No host is named'],
  ])('refuse %s', async (_what, words, message) => {
    const answer = await lab(...words);
    expect(answer).toMatchObject({ code: 64, out: '' });
    expect(answer.err).toContain(message);
  });

  it.each([['show'], ['break', '--on', '*', '--key'], ['mend', '--on', '*'], ['reset']])(
    'leave real hosts alone: %s',
    async (...words) => {
      const real = join(folder, 'plant.yaml');
      await writeFile(real, REAL);
      const answer = await run('lab', ...words, '-i', real);
      expect(answer).toMatchObject({ code: 64, out: '' });
      expect(answer.err).toContain('declares real hosts, and `lab` handles simulated ones only');
    },
  );

  it.each([['break', '--on', '*', '--key'], ['mend', '--on', '*'], ['reset']])(
    'do not disturb a running apply: %s',
    async (...words) => {
      await run('apply', '-i', file, '--on', '@canary', '--yes');
      const state = join(folder, '.vlkctl', 'simulation');
      await writeFile(join(state, 'lock'), JSON.stringify({ pid: 1, machine: 'elsewhere' }));
      await expect(lab(...words)).rejects.toMatchObject({ code: 'state-locked' });
      await rm(join(state, 'lock'));
      expect((await lab('show')).out).toContain('changed since the first day: 2 key (simulated)');
    },
  );
});

function lab(...words: readonly string[]): Promise<Answer> {
  return run('lab', ...words, '-i', file);
}

function run(...words: readonly string[]): Promise<Answer> {
  return commandLine(words, { folder, columns: 160 });
}

const REAL = `version: 1
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: 7K3QT } }
access: { ssh: { kind: ssh } }
hosts:
  a.example: { key: xp, os: windows-xp-sp3, access: ssh }
`;
