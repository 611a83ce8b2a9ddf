import { describe, expect, it } from 'vitest';
import { keyFileNames } from '../../../src/bundle/key-files.ts';
import { makeBundle } from '../../../src/bundle/make-bundle.ts';
import { OTHER_KEY } from '../../support/builders.ts';
import { bundleHost, bundlePlan, productKey, SCRIPTS, textOf } from '../../support/bundle-builders.ts';

const FILES = makeBundle(bundlePlan(), SCRIPTS);
/** BOM; then, without their second bytes: CRLF, [Startup], 0CmdLine=vlkctl-start.cmd, 0Parameters=, each with CRLF. */
const SCRIPTS_INI = `fffe${[
  '0d 0a ',
  '5b 53 74 61 72 74 75 70 5d 0d 0a ',
  '30 43 6d 64 4c 69 6e 65 3d 76 6c 6b 63 74 6c 2d 73 74 61 72 74 2e 63 6d 64 0d 0a ',
  '30 50 61 72 61 6d 65 74 65 72 73 3d 0d 0a ',
].join('')}`;
const PUBLIC = ['vlkctl-start.cmd', 'vlkctl-start.vbs', 'bundle.txt', 'hosts.txt'];

it('has its files where they belong', () => {
  expect(FILES.map(({ path }) => path)).toEqual([
    'README.txt',
    ...PUBLIC.map((name) => `public/${name}`),
    'private/set-rights.cmd',
    'private/keys/GATE-07.key',
    'gpo/gpt.ini',
    'gpo/Machine/Scripts/scripts.ini',
    ...PUBLIC.map((name) => `gpo/Machine/Scripts/Startup/${name}`),
    'scripts/ChangeVLKeySP1.vbs',
  ]);
});

it('has no policy and no key files without them', () => {
  const files = makeBundle(bundlePlan({ gpo: false, keys: [] }), { ...SCRIPTS, standAlone: new Map() });
  expect(files.map(({ path }) => path.split('/')[0])).toEqual(['README.txt', ...PUBLIC.map(() => 'public'), 'private']);
});

describe('its bytes', () => {
  it('bundle.txt: UTF-16LE, BOM, CRLF', () => {
    expect(textOf(FILES, 'public/bundle.txt', 'utf16le')).toBe(
      [
        '\uFEFFvlkctl-bundle 1',
        'id=r20261123071500-3f9a',
        'made=20261123071500.000000+000',
        'expires=20270221071500.000000+000',
        String.raw`keys=\\fs1\vlk-keys$`,
        String.raw`receipts=\\fs1\vlk$\receipts`,
        'end=ok',
        '',
      ].join('\r\n'),
    );
    expect([...(FILES.find(({ path }) => path === 'public/bundle.txt')?.bytes.subarray(0, 4) ?? [])]).toEqual([
      0xff,
      0xfe,
      'v'.charCodeAt(0),
      0,
    ]);
  });

  it('hosts.txt: tabs, sorted, whole', () => {
    const hosts = [
      bundleHost({ computerName: 'SCADA-1', os: 'windows-server-2003-sp2', edition: 'standard', strategy: 'sp1' }),
      bundleHost(),
      bundleHost({ computerName: 'A', os: 'windows-xp-sp3', strategy: 'sp1', languages: [], keyFile: 'xp.key' }),
    ].map(({ productId, ...rest }) =>
      rest.computerName === 'GATE-07' ? { ...rest, productId: productId ?? '' } : rest,
    );
    expect(textOf(makeBundle(bundlePlan({ hosts }), SCRIPTS), 'public/hosts.txt', 'utf16le')).toBe(
      [
        '\uFEFFvlkctl-hosts 1',
        'A\t5.1.2600\t3\t1\tprofessional\t-\tsp1\t67899\t-\txp.key',
        'GATE-07\t5.1.2600\t0\t1\tprofessional\t1030,1033\tpre-sp1\t67899\t062-2338230\tGATE-07.key',
        'SCADA-1\t5.2.3790\t2\t3\tstandard\t1030,1033\tsp1\t67899\t-\tGATE-07.key',
        'end=ok',
        '',
      ].join('\r\n'),
    );
  });

  it('a key file: what it is, and the key without hyphens', () => {
    expect(textOf(FILES, 'private/keys/GATE-07.key')).toBe(`vlkctl-key 1\r\n${OTHER_KEY.replaceAll('-', '')}\r\n`);
  });

  it('scripts.ini and gpt.ini as Windows writes them', () => {
    const bytes = FILES.find(({ path }) => path === 'gpo/Machine/Scripts/scripts.ini')?.bytes ?? new Uint8Array();
    expect(
      Buffer.from(bytes)
        .toString('hex')
        .replaceAll(/(..)00/g, '$1 '),
    ).toBe(SCRIPTS_INI);
    expect(textOf(FILES, 'gpo/gpt.ini')).toBe('[General]\r\nVersion=1\r\n');
  });

  it('command files end lines as Windows does', () => {
    expect(textOf(FILES, 'public/vlkctl-start.cmd')).toBe('@echo off\r\nexit /b 0\r\n');
    expect(textOf(FILES, 'private/set-rights.cmd')).not.toMatch(/[^\r]\n/);
  });

  it('README.txt for people: ASCII where it can be, else UTF-8 with a BOM', () => {
    const danish = makeBundle(bundlePlan({ keyPath: String.raw`\\fs1\nøgler$` }), SCRIPTS);
    expect(textOf(FILES, 'README.txt')).toMatch(/^vlkctl bundle r20261123071500-3f9a: 1 host, stops at 2027-02-21\r\n/);
    expect(Buffer.from(textOf(danish, 'README.txt'), 'latin1').toString()).toMatch(/^\uFEFFvlkctl .*nøgler\$/s);
    expect(textOf(danish, 'public/bundle.txt', 'utf16le')).toContain(String.raw`keys=\\fs1\nøgler$`);
  });
});

describe('README.txt', () => {
  it('has key files of an older bundle removed: copying over them leaves those of hosts that are gone', () => {
    expect(textOf(FILES, 'README.txt')).toMatch(/delete\s+the\s+old\s+files\s+in\s+"keys"\s+first/i);
  });

  it('tells what the directory has to know of the policy', () => {
    const text = textOf(FILES, 'README.txt');
    expect(text).toContain('[{42B5FAAE-6536-11D2-AE5A-0000F87571E3}{40B6664F-4972-11D1-A7CA-0000F87571E3}]');
    expect(text).toMatch(/versionNumber\r\n\s+1\r\n/);
    expect(text).toContain('Always wait for the network');
  });

  it.each([
    ['a share with its policy', bundlePlan()],
    ['a share', bundlePlan({ gpo: false })],
    ['a stick', stick()],
    ['no keys', bundlePlan({ keys: [] })],
  ])('for %s has lines that fit a window', (_what, plan) => {
    const lines = textOf(makeBundle(plan, SCRIPTS), 'README.txt').split('\r\n');
    expect(lines.filter((line) => line.length > 80 && !line.includes('{42B5FAAE'))).toEqual([]);
  });

  it('for a stick speaks of no domain', () => {
    const text = textOf(makeBundle(stick(), SCRIPTS), 'README.txt');
    expect(text).toContain('Who has the stick has the keys');
    expect(text).not.toMatch(/SYSVOL\\|versionNumber/);
  });
});

describe('names of key files', () => {
  it('are those of hosts or labels', () => {
    expect([...keyFileNames(['GATE-07', 'xp-da.v2']).values()]).toEqual(['GATE-07.key', 'xp-da.v2.key']);
  });

  it('differ for Windows too, and are no devices', () => {
    const names = [...keyFileNames(['xp', 'XP', 'xp-2', 'aux', 'com1.x', 'common']).values()];
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(6);
    expect(names.filter((name) => /^(?:aux|com1)\./i.test(name))).toEqual([]);
  });
});

it('a key of the bundle stands in its key file only', () => {
  const plain = productKey().reveal();
  const holding = FILES.filter(({ bytes }) =>
    (['latin1', 'utf16le'] as const).some((encoding) => Buffer.from(bytes).toString(encoding).includes(plain)),
  );
  expect(holding.map(({ path }) => path)).toEqual(['private/keys/GATE-07.key']);
});

function stick(): ReturnType<typeof bundlePlan> {
  const { domain: _domain, ...plan } = bundlePlan({ gpo: false });
  return plan;
}
