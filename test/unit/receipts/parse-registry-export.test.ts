import { describe, expect, it } from 'vitest';
import { parseRegistryExport } from '../../../src/receipts/parse-registry-export.ts';
import { OTHER_KEY } from '../../support/builders.ts';
import { ansiExport, type Exported, exportBody, unicodeExport } from '../../support/registry-exports.ts';

const WELL: Exported = { key: OTHER_KEY };

describe('a registry export', () => {
  it.each([
    ['in UTF-16', unicodeExport(WELL)],
    ['in ANSI', ansiExport(WELL)],
  ])('%s is reduced to evidence', (_what, bytes) => {
    const read = parseRegistryExport(bytes, 'x.reg');
    expect(read).toMatchObject({
      ok: true,
      value: {
        os: { csName: 'GATE-07', version: '5.1.2600', servicePack: 3, productType: 1 },
        key: {
          state: 'present',
          value: { state: 'present', lastFive: '67899', productId: '640-0000356', channel: 'volume' },
        },
        activation: { state: 'unknown', fault: { code: 'not-reported' } },
      },
    });
    const kept = JSON.stringify(read).toUpperCase();
    for (const group of OTHER_KEY.split('-').slice(0, 4)) expect(kept).not.toContain(group);
  });

  it.each<[what: string, exported: Exported, file: string, os: object]>([
    ['without its computer', { computerName: undefined }, 'gate-09.b.example.reg', { csName: 'GATE-09' }],
    ['without a service pack', { servicePack: undefined }, 'x.reg', { servicePack: 0 }],
    ['with the number of its service pack', { servicePack: undefined, csdVersion: 0x200 }, 'x.reg', { servicePack: 2 }],
    ['of another disk', { hive: 'OFFLINE' }, 'x.reg', { version: '5.1.2600' }],
    [
      'of a server',
      { version: '5.2', build: '3790', productType: 'ServerNT' },
      'x.reg',
      { version: '5.2.3790', productType: 3 },
    ],
    [
      'of XP x64',
      { version: '5.2', build: '3790', productType: 'WinNT' },
      'x.reg',
      { version: '5.2.3790', productType: 1 },
    ],
  ])('%s is read', (_what, exported, file, os) => {
    expect(parseRegistryExport(unicodeExport({ ...WELL, ...exported }), file)).toMatchObject({
      ok: true,
      value: { os },
    });
  });

  it('takes the values of the current control set, in whatever order they stand', () => {
    const other =
      '[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet002\\Control\\ComputerName\\ComputerName]\r\n"ComputerName"="OLD-01"\r\n';
    for (const body of [`${other}${exportBody(WELL)}`, `${exportBody(WELL)}${other}`]) {
      const read = parseRegistryExport(Buffer.from(`REGEDIT4\r\n\r\n${body}`), 'x.reg');
      expect(read).toMatchObject({ ok: true, value: { os: { csName: 'GATE-07' } } });
    }
  });

  it.each<[what: string, bytes: Buffer, file: string, code: string]>([
    ['of no byte', Buffer.alloc(0), 'x.reg', 'export-malformed'],
    ['that is a picture', Buffer.from('\u0089PNG\r\n'), 'x.reg', 'export-malformed'],
    ['of UTF-16 with the other end first', unicodeExport(WELL).swap16(), 'x.reg', 'export-malformed'],
    ['cut in its key', unicodeExport(WELL).subarray(0, 600), 'x.reg', 'export-malformed'],
    ['without its key', unicodeExport(), 'x.reg', 'export-incomplete'],
    ['without its version', unicodeExport({ ...WELL, version: undefined }), 'x.reg', 'export-incomplete'],
    ['of 5.2 without its product type', unicodeExport({ ...WELL, version: '5.2' }), 'x.reg', 'export-incomplete'],
    ['with a version in words', unicodeExport({ ...WELL, version: 'five' }), 'x.reg', 'export-incomplete'],
    [
      'of a computer with a path for a name',
      unicodeExport({ ...WELL, computerName: '..\\\\..\\\\x' }),
      'x.reg',
      'export-malformed',
    ],
    ['named after no computer', unicodeExport({ ...WELL, computerName: undefined }), '.reg', 'export-malformed'],
    [
      'of Vista',
      Buffer.from(ansiExport(WELL).toString('latin1').replace('hex:a4,00', 'hex:f8,04'), 'latin1'),
      'x.reg',
      'export-malformed',
    ],
    ['of a key beyond its range', Buffer.from(exportOfBytes('ff'), 'latin1'), 'x.reg', 'export-malformed'],
    ['of Wow6432Node', ansiExport({ ...WELL, hive: 'SOFTWARE\\Wow6432Node' }), 'x.reg', 'export-incomplete'],
  ])('%s is refused', (_what, bytes, file, code) => {
    const read = parseRegistryExport(bytes, file);
    expect(read).toMatchObject({ ok: false, error: { code } });
    expect(JSON.stringify(read)).not.toContain('BCDFG');
  });
});

/** An export whose 164 bytes all are the same but for size and version. */
function exportOfBytes(pair: string): string {
  const pairs = ['a4', '00', '00', '00', '03', '00', ...Array.from({ length: 158 }, () => pair)];
  const body = exportBody().replace('"ProductName"', `"DigitalProductId"=hex:${pairs.join(',')}\r\n"ProductName"`);
  return `REGEDIT4\r\n\r\n${body}`;
}
