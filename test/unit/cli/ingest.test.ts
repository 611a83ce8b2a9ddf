import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, commandLine } from '../../support/command-line.ts';
import { type ReceiptLines, receiptFile, receiptText } from '../../support/receipts.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-ingest-'));
  await writeFile(join(folder, 'plant.yaml'), PLANT);
  await mkdir(join(folder, 'receipts'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const PLANT = `version: 1
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: '67899' } }
access:
  pull: { kind: startup-script, receipts: receipts, maxAge: 3650d }
defaults: { key: xp, os: windows-xp-sp3, access: pull }
hosts:
  gate-07.b.example:
  gate-08.b.example:
`;

describe('ingest', () => {
  it('takes in a receipt, once, and drift then knows the host', async () => {
    await leave('GATE-07', {});
    expect(await run('ingest')).toMatchObject({ code: 0, out: '1 report taken in, 0 unchanged, 0 refused\n' });
    const store = await readFile(join(folder, '.vlkctl', 'reported.ndjson'), 'utf8');
    expect(await run('ingest')).toMatchObject({ code: 0, out: '0 reports taken in, 1 unchanged, 0 refused\n' });
    expect(await readFile(join(folder, '.vlkctl', 'reported.ndjson'), 'utf8')).toBe(store);
    const drift = await run('drift', '--output', 'json');
    expect(drift.code).toBe(5);
    expect(JSON.parse(drift.out)).toMatchObject({
      hosts: [
        { host: 'gate-07.b.example', status: 'in-order', actual: { lastFive: '67899' } },
        { host: 'gate-08.b.example', status: 'unknown', code: 'no-receipt' },
      ],
    });
  });

  it('believes the last written of a host that forgets its installation at every start', async () => {
    for (let day = 10; day < 30; day += 1) {
      const said = { 'receipt.installation': `forgot${day}`, 'receipt.counter': '1' };
      await leave('GATE-07', {
        ...said,
        'receipt.result': day === 29 ? 'keeps-reverting' : 'changed',
        'os.localtime': '',
      });
      const at = new Date(Date.UTC(2026, 10, day - 8));
      await utimes(join(folder, 'receipts', 'GATE-07', receiptFile(said)), at, at);
    }
    expect((await run('ingest')).code).toBe(0);
    expect(JSON.parse((await run('drift', '--output', 'json')).out)).toMatchObject({
      hosts: [{ reported: { result: 'keeps-reverting', observedAt: '2026-11-21T00:00:00.000Z' } }, {}],
    });
    expect((await run('ingest')).out).toBe('0 reports taken in, 16 unchanged, 0 refused\n');
  });
});

async function leave(computer: string, changed: ReceiptLines): Promise<void> {
  const into = join(folder, 'receipts', computer);
  await mkdir(into, { recursive: true });
  const said = { 'os.csname': computer, ...changed };
  await writeFile(join(into, receiptFile(said)), receiptText(said));
}

function run(...words: string[]): Promise<Answer> {
  return commandLine([...words, '-i', join(folder, 'plant.yaml')], { folder });
}
