import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BundleFile } from '../../../src/bundle/bundle.ts';
import { timeOfRunName } from '../../../src/model/run-name.ts';
import { NEW_KEY, OTHER_KEY } from '../../support/builders.ts';
import { textOf } from '../../support/bundle-builders.ts';
import { type Answer, commandLine } from '../../support/command-line.ts';
import { syntheticKey } from '../../support/synthetic-key.ts';

const SERVER_KEY = syntheticKey(5);
const SHARE = ['--domain', 'PLANT', '--keys', String.raw`\\fs1\vlk-keys$`];

const PLANT = `version: 1
keys:
  xp: { product: windows-xp-professional, language: [da, en], secret: { env: VLK_XP }, identity: { lastFive: '67899' } }
  other: { product: windows-xp-professional, secret: { env: VLK_OTHER }, identity: { lastFive: KKKKK } }
  srv: { product: windows-server-2003-standard, secret: { env: VLK_SRV }, identity: { lastFive: '${SERVER_KEY.slice(-5)}' } }
  bare: { product: windows-xp-professional, secret: { env: VLK_XP } }
access:
  pull: { kind: startup-script, receipts: '\\\\fs1\\vlk$\\receipts', maxAge: 7d }
  elsewhere: { kind: startup-script, receipts: '\\\\fs2\\vlk$\\receipts', maxAge: 7d }
  lan: { kind: ssh }
defaults: { key: xp, os: windows-xp-sp3, access: pull }
groups:
  line-a:
    hosts:
      gate-07.b.example: { os: windows-xp-rtm }
      till-[1:3].b.example:
      scada.b.example: { os: windows-server-2003-sp2, key: srv }
  line-b: { access: lan, hosts: { hmi-1.a.example: , hmi-2.a.example: } }
  line-c: { access: elsewhere, key: other, hosts: { kiosk.c.example: } }
  line-d: { key: bare, hosts: { new.d.example: } }
waivers: [{ host: till-3.b.example, drift: key, reason: scrapped, owner: b, until: 2026-12-31 }]
`;

let folder = '';
let saved: { folder: string; files: readonly BundleFile[] } | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlkctl-bundle-'));
  writeFileSync(join(folder, 'plant.yaml'), PLANT);
  saved = undefined;
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the bundle of a line', () => {
  it('has its hosts, and says what it left out', async () => {
    const { code, out } = await bundle('--on', '@line-a,@line-b', ...SHARE);
    expect({ code, folder: saved?.folder }).toEqual({ code: 0, folder: join(folder, 'out') });
    expect(rows()).toEqual([
      'GATE-07\t5.1.2600\t0\t1\tprofessional\t1030,1033\tpre-sp1\t67899\t-\tGATE-07.key',
      `SCADA\t5.2.3790\t2\t3\tstandard\t-\tsp1\t${SERVER_KEY.slice(-5)}\t-\tSCADA.key`,
      'TILL-1\t5.1.2600\t3\t1\tprofessional\t1030,1033\tsp1\t67899\t-\tTILL-1.key',
      'TILL-2\t5.1.2600\t3\t1\tprofessional\t1030,1033\tsp1\t67899\t-\tTILL-2.key',
    ]);
    // What a receipt repeats, and how long ago that was.
    expect(timeOfRunName(/bundle (?<id>\w+) /.exec(out)?.groups?.['id'] ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect(out).toMatch(/^out: bundle r\w+ for 4 hosts, stops at 2027-02-20\n/);
    expect(out).toContain('left out: 2 hosts that are reached in another way\nleft out: 1 host with a waiver\n');
    expect(out).toContain('SMB 1');
  });

  it('has the key of each host in its own file', async () => {
    await bundle('--on', '@line-a', ...SHARE);
    expect(keyIn('TILL-1.key')).toBe(OTHER_KEY.replaceAll('-', ''));
    expect(keyIn('SCADA.key')).toBe(SERVER_KEY.replaceAll('-', ''));
  });

  it('can have one file for each key, and says what that exposes', async () => {
    const { out } = await bundle('--on', '@line-a', ...SHARE, '--keys-per', 'key');
    expect(rows().map((row) => row.split('\t')[9])).toEqual(['xp.key', 'srv.key', 'xp.key', 'xp.key']);
    expect(keyFiles()).toEqual(['private/keys/xp.key', 'private/keys/srv.key']);
    expect(out).toContain('A shared key file');
  });

  it('says when it stops, and where hosts find their keys', async () => {
    await bundle('--on', '@line-a', ...SHARE, '--expires', '7d12h');
    const settings = textOf(saved?.files ?? [], 'public/bundle.txt', 'utf16le');
    expect(settings).toContain('made=20261122161530.000000+000\r\nexpires=20261130041530.000000+000\r\n');
    expect(settings).toContain(String.raw`keys=\\fs1\vlk-keys$` + '\r\n' + String.raw`receipts=\\fs1\vlk$\receipts`);
  });

  it('on a stick finds its keys beside the script', async () => {
    const { code, out } = await bundle('--on', '@line-a', '--stick');
    expect(code).toBe(0);
    const settings = textOf(saved?.files ?? [], 'public/bundle.txt', 'utf16le');
    expect(settings).toContain(String.raw`keys=..\private\keys` + '\r\n' + String.raw`receipts=..\receipts`);
    expect(out).toContain('A workgroup has no computer accounts');
  });

  it('without keys reads none', async () => {
    const { code, out } = await bundle('--on', '@line-c', '--stick', '--without-keys');
    expect(code).toBe(0);
    expect(keyFiles()).toEqual([]);
    expect(out).not.toContain('in clear');
  });

  it('has policy and scripts where asked for', async () => {
    await bundle('--on', '@line-a', ...SHARE, '--gpo', '--scripts');
    const paths = saved?.files.map(({ path }) => path) ?? [];
    expect(paths).toEqual(
      expect.arrayContaining(['gpo/gpt.ini', 'scripts/ChangeVLKey2600.vbs', 'scripts/ChangeVLKeySP1.vbs']),
    );
    expect(textOf(saved?.files ?? [], 'scripts/ChangeVLKey2600.vbs')).toContain('Const STRATEGY = "pre-sp1"\r\n');
  });

  it('as JSON lists what was written', async () => {
    const { out } = await bundle('--on', '@line-a', ...SHARE, '--output', 'json');
    expect(JSON.parse(out)).toMatchObject({
      out: join(folder, 'out'),
      hosts: 4,
      leftOut: { otherAccess: 0, waived: 1 },
      keys: [
        { label: 'xp', lastFive: '67899', hosts: 3, files: 3 },
        { label: 'srv', hosts: 1, files: 1 },
      ],
      files: saved?.files.map(({ path }) => path),
    });
  });
});

describe('nothing is written', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['without a share', ['--on', '@line-a'], /needs --keys\n/],
    ['without a domain', ['--on', '@line-a', '--keys', String.raw`\\fs1\k`], /needs --domain\n/],
    [
      'for a stick of a domain',
      ['--on', '@line-a', '--stick', '--domain', 'PLANT'],
      /--stick does not go with --domain/,
    ],
    ['for a stick with a policy', ['--on', '@line-a', '--stick', '--gpo'], /--stick does not go with --gpo/],
    ['for hosts of other accesses', ['--on', '@line-b', ...SHARE], /No host of the selection/],
    ['for several folders of receipts', ['--on', '@line-a,@line-c', ...SHARE], /in 2 folders: .*fs1.*fs2.*--on/s],
    ['for a key without identity', ['--on', '@line-d', ...SHARE], /Key bare has no identity.*keys identify bare/s],
    [
      'for a path of another system',
      ['--on', '@line-a', '--domain', 'P', '--keys', '/srv/keys'],
      /is no path that hosts/,
    ],
    ['for a path cmd cannot hold', ['--on', '@line-a', '--domain', 'P', '--keys', String.raw`\\fs\ключ`], /is no path/],
    ['for a domain with a space', ['--on', '@line-a', '--keys', String.raw`\\f\k`, '--domain', 'A B'], /no such name/],
    ['for a time that is none', ['--on', '@line-a', ...SHARE, '--expires', 'soon'], /Write it like 30m/],
  ])('%s', async (_what, flags, says) => {
    const { code, err, out } = await bundle(...flags);
    expect({ code, out, saved }).toEqual({ code: 64, out: '', saved: undefined });
    expect(err).toMatch(says);
  });

  it('when a secret is another key than the inventory declares', async () => {
    await expect(bundleWith({ VLK_XP: NEW_KEY }, '--on', '@line-a', ...SHARE)).rejects.toMatchObject({
      code: 'identity-mismatch',
    });
    expect(saved).toBeUndefined();
  });

  it('where something else lies', async () => {
    await expect(bundle('--out', '.', '--on', '@line-a', ...SHARE)).rejects.toMatchObject({
      code: 'bundle-folder-taken',
    });
  });

  it('when a key would get into the public part', async () => {
    const keys = String.raw`\\fs1\ ` + syntheticKey(9);
    await expect(bundle('--on', '@line-a', '--domain', 'P', '--keys', keys)).rejects.toMatchObject({
      code: 'bundle-key-exposed',
    });
    expect(saved).toBeUndefined();
  });

  it('and the system tells why', async () => {
    await expect(run({ saveBundle: findDiskFull }, '--on', '@line-a', ...SHARE)).rejects.toMatchObject({
      code: 'bundle-unwritable',
      message: 'the bundle cannot be written: no space is left on the disk',
    });
  });

  it('for two hosts of one name', async () => {
    writeFileSync(join(folder, 'plant.yaml'), PLANT.replace('scada.b.example: {', 'till-1.c.example: {'));
    const { code, err } = await bundle('--on', '@line-a', ...SHARE);
    expect(code).toBe(64);
    expect(err).toMatch(/till-1.b.example and till-1.c.example have the computer name TILL-1/);
  });
});

function findDiskFull(): never {
  throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
}

function bundle(...flags: readonly string[]): Promise<Answer> {
  return run({}, ...flags);
}

function bundleWith(env: Readonly<Record<string, string>>, ...flags: readonly string[]): Promise<Answer> {
  return run({ env }, ...flags);
}

type Surroundings = Pick<NonNullable<Parameters<typeof commandLine>[1]>, 'env' | 'saveBundle'>;

function run({ env = {}, saveBundle }: Surroundings, ...flags: readonly string[]): Promise<Answer> {
  const out = flags.includes('--out') ? [] : ['--out', 'out'];
  return commandLine(['bundle', '-i', join(folder, 'plant.yaml'), ...out, ...flags], {
    folder,
    env: { VLK_XP: OTHER_KEY, VLK_SRV: SERVER_KEY, ...env },
    saveBundle: saveBundle ?? ((place, files) => void (saved = { folder: place, files })),
  });
}

function rows(): readonly string[] {
  return textOf(saved?.files ?? [], 'public/hosts.txt', 'utf16le')
    .split('\r\n')
    .slice(1, -2);
}

function keyFiles(): readonly string[] {
  return (saved?.files ?? []).map(({ path }) => path).filter((path) => path.startsWith('private/keys/'));
}

function keyIn(file: string): string | undefined {
  return textOf(saved?.files ?? [], `private/keys/${file}`).split('\r\n')[1];
}
