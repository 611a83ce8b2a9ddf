import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMoment } from '../../../../src/cli/actions/windows.ts';
import { type Answer, commandLine } from '../../../support/command-line.ts';

const PLANT = `version: 1
keys: { xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: KKKKK } } }
access: { ssh: { kind: ssh } }
windows:
  saturday: { cron: 0 22 * * SAT, duration: 6h, timezone: Europe/Copenhagen, except: [2026-12-05] }
  lunch: { cron: 0 12 * * MON-FRI, duration: 1h, timezone: America/New_York }
defaults: { key: xp, os: windows-xp-sp3, access: ssh }
groups: { line-a: { window: saturday, hosts: { 'hmi-[1:2].a.example': , till.a.example: { window: lunch } } } }
hosts: { gate.b.example: }
`;

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlkctl-windows-'));
  writeFileSync(join(folder, 'plant.yaml'), PLANT);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** At 16:15:30 UTC of Sunday the 22nd of November 2026. */
function run(...words: readonly string[]): Promise<Answer> {
  return commandLine(['windows', ...words], { folder, env: { VLKCTL_INVENTORY: join(folder, 'plant.yaml') } });
}

/** What is said without the folder of this test. */
async function said(...words: readonly string[]): Promise<string> {
  const { code, out, err } = await run(...words);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out.replaceAll(`${folder}/`, '');
}

describe('vlkctl windows', () => {
  it('says which window a host has, where that is written, and when it opens there and in UTC', async () => {
    expect(await said('hmi-1')).toBe(`\
hmi-1.a.example has the window saturday, set by group line-a in plant.yaml:8

Window saturday, plant.yaml:5
  opens at 0 22 * * SAT for 6h, Europe/Copenhagen; 2 hosts
          Europe/Copenhagen  UTC
  closed  2026-11-22 17:15   2026-11-22 16:15
  opens   2026-11-28 22:00   2026-11-28 21:00  for 6h
  opens   2026-12-12 22:00   2026-12-12 21:00  for 6h
  opens   2026-12-19 22:00   2026-12-19 21:00  for 6h
  not on 2026-12-05: an exception
`);
  });

  it('takes a moment as clocks show it in the time zone of the window, or as ISO 8601 has it', async () => {
    const open = /^ {2}open {4}2026-11-23 12:30 {2}2026-11-23 17:30\n {2}closes {2}2026-11-23 13:00/m;
    expect(await said('till', '--at', '2026-11-23 12:30')).toMatch(open);
    expect(await said('till', '--at', '2026-11-23T17:30:00Z')).toMatch(open);
    expect(await said('till', '--at', '2026-11-23T18:30+01:00')).toMatch(open);
  });

  it('lists every window without a host', async () => {
    expect((await said()).match(/^Window \w+/gm)).toEqual(['Window saturday', 'Window lunch']);
  });

  it('says of a host without a window that it may always be changed', async () => {
    expect(await said('gate')).toBe('gate.b.example has no window: it may be changed at any time.\n');
  });

  it('is JSON as well', async () => {
    expect(JSON.parse(await said('till', '--output', 'json'))).toMatchObject({
      host: { name: 'till.a.example', window: 'lunch', origin: { from: 'host' } },
      windows: [
        {
          label: 'lunch',
          hosts: 1,
          at: '2026-11-22T16:15:30.000Z',
          now: { state: 'closed', opensAt: '2026-11-23T17:00:00.000Z' },
          next: [{ opensAt: '2026-11-23T17:00:00.000Z', closesAt: '2026-11-23T18:00:00.000Z' }, {}, {}],
        },
      ],
    });
  });

  it.each([
    [['nobody'], 'No host is named'],
    [['till', '--at', 'tomorrow'], '--at tomorrow: this is no moment'],
    [['till', '--at', '2026-13-01'], 'this is no moment'],
  ])('refuses %j', async (words, message) => {
    expect(await run(...words)).toMatchObject({ code: 64, out: '', err: expect.stringContaining(message) });
  });
});

describe('a moment', () => {
  it.each([
    ['2026-11-28', '2026-11-27T23:00:00.000Z'],
    ['2026-11-28T22:00', '2026-11-28T21:00:00.000Z'],
    ['2026-07-01 22:00', '2026-07-01T20:00:00.000Z'],
    ['2026-11-28T22:00:30Z', '2026-11-28T22:00:30.000Z'],
  ])('%s in Copenhagen is %s', (text, at) => {
    expect(readMoment(text, 'Europe/Copenhagen').toISOString()).toBe(at);
  });
});
