import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULTS, diagnoseText, HEAD, loadText } from '../../support/load-text.ts';

const HOST = 'hosts: { hmi-1: }\n';

describe('an access', () => {
  it.each([
    ['{ kind: wmi }', { kind: 'wmi' }],
    [
      "{ kind: winrm, port: 5985, username: 'PLANT\\svc', password: { env: VLK_PASSWORD } }",
      {
        kind: 'winrm',
        port: 5985,
        scheme: 'http',
        authentication: 'ntlm',
        username: 'PLANT\\svc',
        password: { env: 'VLK_PASSWORD' },
        trust: { by: 'system' },
        sealing: 'demanded',
      },
    ],
    [
      '{ kind: winrm, port: 80, scheme: http, authentication: ntlm, username: u, password: { file: secrets/winrm } }',
      {
        kind: 'winrm',
        port: 80,
        scheme: 'http',
        authentication: 'ntlm',
        username: 'u',
        password: { file: resolve('plant/secrets/winrm') },
        trust: { by: 'system' },
        sealing: 'demanded',
      },
    ],
    [
      "{ kind: startup-script, receipts: '\\\\fs1\\vlk$\\receipts', maxAge: 7d }",
      { kind: 'startup-script', receipts: '\\\\fs1\\vlk$\\receipts', maxAgeMs: 7 * 86_400_000 },
    ],
    [
      "{ kind: startup-script, receipts: 'D:\\receipts', maxAge: 12h }",
      { kind: 'startup-script', receipts: 'D:\\receipts', maxAgeMs: 43_200_000 },
    ],
    [
      '{ kind: startup-script, receipts: ../receipts, maxAge: 1h30m }',
      { kind: 'startup-script', receipts: resolve('receipts'), maxAgeMs: 5_400_000 },
    ],
    ['{ kind: manual, maxAge: 90d }', { kind: 'manual', maxAgeMs: 90 * 86_400_000 }],
  ])('%s', async (written, access) => {
    const text = `${HEAD}  nothing: { cron: 0 1 * * *, duration: 1h, timezone: UTC }\n${DEFAULTS}hosts: { hmi-1: { access: tried } }\n`;
    const { hosts } = await loadText({ 'plant/a.yaml': text.replace('access:\n', `access:\n  tried: ${written}\n`) });
    expect(hosts[0]?.access).toEqual({ label: 'tried', ...access });
  });
});

describe('a key', () => {
  it.each([
    ['', {}],
    ['language: da, ', { languages: ['da'] }],
    ['language: [da, pt-br], seats: 42, ', { languages: ['da', 'pt-br'], seats: 42 }],
  ])('with %j', async (written, expected) => {
    const { keys } = await loadText(
      `${HEAD.replace('secret: { env: VLK_XP }', `${written}secret: { env: VLK_XP }`)}${DEFAULTS}${HOST}`,
    );
    const { languages, seats } = keys.get('xp') ?? {};
    expect({ ...(languages && { languages }), ...(seats !== undefined && { seats }) }).toEqual(expected);
  });
});

describe('edition, language and window of a host', () => {
  it('flow down like all settings, and are left out where nothing sets them', async () => {
    const { hosts } = await loadText(`${HEAD}
defaults: { key: srv, os: windows-server-2003-sp2, access: ssh, language: en }
groups:
  servers:
    edition: web
    window: saturday
    hosts: { scada-1: , scada-2: { language: da } }
hosts: { alone: }
`);
    const shown = hosts.map(({ name, edition, language, window }) => ({ name, edition, language, window }));
    expect(shown).toEqual([
      { name: 'alone', edition: undefined, language: 'en', window: undefined },
      { name: 'scada-1', edition: 'web', language: 'en', window: 'saturday' },
      { name: 'scada-2', edition: 'web', language: 'da', window: 'saturday' },
    ]);
    expect(Object.keys(hosts[0] ?? {})).not.toContain('window');
  });
});

describe('a window', () => {
  it('has its days off, and the blanks of its cron expression made one', async () => {
    const text = HEAD.replace('cron: 0 22 * * SAT', "cron: '0  22 * *  SAT', except: [2026-12-26, 2026-12-31]");
    const { windows } = await loadText(`${text}${DEFAULTS}${HOST}`);
    expect(windows.get('saturday')).toEqual({
      label: 'saturday',
      cron: '0 22 * * SAT',
      durationMs: 6 * 3_600_000,
      timeZone: 'Europe/Copenhagen',
      except: ['2026-12-26', '2026-12-31'],
      at: { file: 'inventory.yaml', line: 9, column: 3, endLine: 9, endColumn: 11 },
    });
  });
});

describe('waivers', () => {
  it('name the host as it is declared', async () => {
    const waiver = '{ host: HMI-1, drift: os-level, reason: scrapped, owner: b@example, until: 2099-01-31 }';
    const { waivers } = await loadText(`${HEAD}${DEFAULTS}${HOST}waivers: [${waiver}]\n`);
    expect(waivers).toEqual([
      {
        host: 'hmi-1',
        drift: 'os-level',
        reason: 'scrapped',
        owner: 'b@example',
        until: '2099-01-31',
        at: { file: 'inventory.yaml', line: 12, column: 19, endLine: 12, endColumn: 24 },
      },
    ]);
  });

  it('hold on their last day, and not on the day after', async () => {
    expect(await codesUntil('2026-11-21')).toEqual(['waiver-expired']);
    expect(await codesUntil('2026-11-22')).toEqual(['waiver-expires-soon']);
    expect(await codesUntil('2026-12-22')).toEqual(['waiver-expires-soon']);
    expect(await codesUntil('2026-12-23')).toEqual([]);
  });
});

describe('the roll-out', () => {
  it('is empty where nothing is said', async () => {
    expect((await loadText(`${HEAD}${DEFAULTS}${HOST}`)).rollout).toEqual({});
  });

  it('has numbers, shares, groups and tags', async () => {
    const { rollout } = await loadText(`${HEAD}${DEFAULTS}${HOST}rollout:
  concurrency: 64
  waves: ['@line', 5, 0.5%, 100%]
  maxFailures: 0
  maxUnknown: 12.25%
groups: { line: { hosts: { hmi-2: } } }
`);
    expect(rollout).toEqual({
      concurrency: 64,
      waves: [
        { kind: 'label', label: 'line' },
        { kind: 'count', count: 5 },
        { kind: 'percent', percent: 0.5 },
        { kind: 'percent', percent: 100 },
      ],
      maxFailures: { kind: 'count', count: 0 },
      maxUnknown: { kind: 'percent', percent: 12.25 },
    });
  });
});

describe('several files', () => {
  it('make one inventory, whatever their order', async () => {
    const files = {
      'keys.yaml': `${HEAD}rollout: { maxFailures: 2 }\ndefaults: { key: xp }\n`,
      'a.yaml':
        'version: 1\ndefaults: { os: windows-xp-sp3 }\nrollout: { maxUnknown: 10% }\ngroups: { a: { hosts: { hmi-1: } } }\n',
      'b.yaml': 'version: 1\ndefaults: { access: ssh }\nhosts: { hmi-2: { window: saturday } }\nwaivers: []\n',
    };
    const forward = await loadText(files);
    const backward = await loadText(Object.fromEntries(Object.entries(files).toReversed()));
    expect(forward.hosts.map(({ name, os, access }) => `${name} ${os} ${access.label}`)).toEqual([
      'hmi-1 windows-xp-sp3 ssh',
      'hmi-2 windows-xp-sp3 ssh',
    ]);
    expect(forward.rollout).toEqual({
      maxFailures: { kind: 'count', count: 2 },
      maxUnknown: { kind: 'percent', percent: 10 },
    });
    expect({ ...backward, files: [] }).toEqual({ ...forward, files: [] });
  });
});

describe('hosts that an anchor puts into two groups', () => {
  it.each([
    ['as they are', 'line-1: { hosts: &hosts { hmi-1: , hmi-2: } }', 'line-2: { hosts: *hosts }', 1],
    ['with the whole group', 'line-1: &line { hosts: { hmi-1: , hmi-2: } }', 'line-2: *line', 1],
    [
      'merged into others',
      'line-1: { hosts: &hosts { hmi-1: , hmi-2: } }',
      'line-2: { hosts: { <<: *hosts, hmi-3: } }',
      2,
    ],
  ])('are reported: %s', async (_how, first, second, count) => {
    const found = await diagnoseText(`${HEAD}${DEFAULTS}groups:\n  ${first}\n  ${second}\n`);
    expect(found.map(({ code }) => code)).toEqual(Array.from({ length: count }, () => 'duplicate-host'));
    expect(found[0]?.help).toContain('anchor');
  });
});

/** What is said of a waiver that holds until a day. */
async function codesUntil(day: string): Promise<readonly string[]> {
  const waiver = `{ host: hmi-1, drift: key, reason: scrapped, owner: b@example, until: ${day} }`;
  return (await diagnoseText(`${HEAD}${DEFAULTS}${HOST}waivers: [${waiver}]\n`)).map(({ code }) => code);
}
