import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskAt } from '../../../../src/engine/disk.ts';
import { Journal } from '../../../../src/engine/journal.ts';
import { intent, NEW } from '../../../support/builders.ts';
import { type Answer, commandLine } from '../../../support/command-line.ts';

const PLANT = `version: 1
keys:
  xp-da: { product: windows-xp-professional, secret: { env: VLK_XP_DA }, identity: { lastFive: KKKKK } }
  srv: { product: windows-server-2003-standard, secret: { file: keys/srv.key }, identity: { lastFive: QW2RT } }
access: { ssh: { kind: ssh } }
defaults: { key: xp-da, os: windows-xp-sp3, access: ssh }
groups:
  plant-a:
    hosts:
      hmi-[1:2].a.example: { os: windows-xp-sp2 }
      hmi-2.a.example: { os: windows-xp-rtm, tags: [canary] }
  servers: { key: srv, os: windows-server-2003-sp2, hosts: { scada.a.example: } }
`;

let folder = '';
let file = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlkctl-look-up-'));
  file = join(folder, 'plant.yaml');
  writeFileSync(file, PLANT);
  writeFileSync(join(folder, 'broken.yaml'), PLANT.replace('key: xp-da', 'key: xp-dk'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...words: readonly string[]): Promise<Answer> {
  return commandLine(words, { folder, env: { VLKCTL_INVENTORY: file } });
}

describe('vlkctl hosts', () => {
  it('shows the selected hosts with all defaults applied', async () => {
    const { code, out, err } = await run('hosts', '--on', '@plant-a');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`\
HOST             OS LEVEL        KEY    ACCESS  TAGS    GROUPS
hmi-1.a.example  windows-xp-sp2  xp-da  ssh             plant-a
hmi-2.a.example  windows-xp-rtm  xp-da  ssh     canary  plant-a

2 hosts
  by OS level  windows-xp-rtm  1
               windows-xp-sp2  1
  by key       xp-da           2
`);
  });

  it.each(['json', 'ndjson', 'markdown'])('has a form %s', async (form) => {
    const { code, out } = await run('hosts', '--output', form);
    expect(code).toBe(0);
    expect(out).toContain('scada.a.example');
    expect(out).not.toMatch(/VLK_XP_DA|srv\.key/);
  });

  it('says what is wrong with an inventory', async () => {
    const { code, out, err } = await run('hosts', '-i', join(folder, 'broken.yaml'));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('unknown-key');
  });
});

describe('vlkctl why', () => {
  it.each([
    ['hmi-1', 'windows-xp-sp2', 'sp1'],
    ['HMI-2.A.EXAMPLE', 'windows-xp-rtm', 'pre-sp1'],
    ['scada', 'windows-server-2003-sp2', 'sp1'],
  ])('finds %s with %s', async (word, os, strategy) => {
    const { code, out, err } = await run('why', word);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`^  os +${os} `, 'm'));
    expect(out).toMatch(new RegExp(`^Strategy ${strategy}$`, 'm'));
  });

  it('names the line of each setting', async () => {
    const { out } = await run('why', 'hmi-2', '--output', 'json');
    expect(JSON.parse(out)).toMatchObject({
      settings: [
        { name: 'os', origin: { from: 'host', name: 'hmi-2.a.example', at: { line: 11 } } },
        { name: 'edition' },
        { name: 'language' },
        { name: 'key', origin: { from: 'defaults', at: { line: 6 } } },
        { name: 'access', origin: { from: 'defaults' } },
        { name: 'window' },
      ],
    });
  });

  it('repeats in the next command what this one was told', async () => {
    const more = join(folder, 'more.yaml');
    writeFileSync(more, 'version: 1\nhosts: { till.b.example: }\n');
    const { out } = await run('why', 'till', '-i', file, '-i', more, '--state', 'kept');
    expect(out).toContain('vlkctl plan -i plant.yaml -i more.yaml --on till.b.example --state kept\n');
  });

  it('tells what the journal of the state folder knows', async () => {
    const disk = diskAt(join(folder, 'kept'));
    await disk.makeFolder();
    await using journal = await Journal.open({ disk, now: () => '2026-11-22T11:00:00.000Z' });
    await journal.verified('hmi-1.a.example', 'xp-da', NEW);
    await journal.announce({ ...intent(), host: 'hmi-1.a.example' });
    const { out } = await run('why', 'hmi-1', '--state', 'kept');
    expect(out).toContain(`Journal in ${join(folder, 'kept')}\n`);
    expect(out).toMatch(/^ {2}last verified {2}ends in KKKKK, product ID 583-7284392, the declared key$/m);
    expect(out).toMatch(/^ {2}unfinished +i20251122110000-00000001: to KKKKK/m);
    expect(out).toMatch(/^Next\n {2}vlkctl recover --on hmi-1\.a\.example --state kept$/m);
  });
});

describe('vlkctl explain', () => {
  it.each([
    ['unknown-key', 'unknown-key: a key that is not declared\n'],
    ['OS-Level-Mismatch', 'os-level-mismatch: another system'],
    ['5', '5: blocked, stale or unknown hosts\n'],
  ])('explains %s', async (code, beginning) => {
    const answer = await run('explain', code);
    expect(answer).toMatchObject({ code: 0, err: '' });
    expect(answer.out.startsWith(beginning)).toBe(true);
  });

  it('is JSON as well', async () => {
    expect(JSON.parse((await run('explain', 'seats-exceeded', '--output', 'json')).out)).toMatchObject({
      formatVersion: 1,
      code: 'seats-exceeded',
      explanations: [
        { family: 'inventory', wrong: expect.any(String) },
        { family: 'guard', run: expect.any(Array) },
      ],
    });
  });

  it('shows no product key, not even a made-up one', async () => {
    expect((await run('explain', 'plaintext-key')).out).toContain('# *****-*****-*****-*****-KKKKK');
  });

  it('lists all codes', async () => {
    const { out } = await run('explain');
    expect(out).toMatch(/^Exit codes\n {2}0 +all in order$/m);
    expect(JSON.parse((await run('explain', '--output', 'json')).out)).toMatchObject({ families: expect.any(Array) });
  });
});
