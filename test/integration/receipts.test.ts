import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ReceiptLines, receiptFile, receiptText } from '../support/receipts.ts';
import { unicodeExport } from '../support/registry-exports.ts';
import { syntheticKey } from '../support/synthetic-key.ts';

const MAIN = join(import.meta.dirname, '../../dist/program/vlkctl.js');
const KEY = syntheticKey(3);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-receipts-'));
  await writeFile(join(folder, 'plant.yaml'), PLANT);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const PLANT = `version: 1
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: ${KEY.slice(-5)} } }
access:
  pull: { kind: startup-script, receipts: receipts, maxAge: 7d }
  person: { kind: manual, maxAge: 30d }
defaults: { key: xp, os: windows-xp-sp3, access: pull }
hosts:
  gate-[01:05].b.example:
  panel-1.b.example: { access: person }
`;

describe('a folder that hosts left their receipts in', () => {
  it('is taken in, and drift, plan, apply and why tell of these hosts as self-reported', async () => {
    const ours = { 'key.lastfive': KEY.slice(-5) };
    await leave('GATE-01', { ...ours, 'receipt.result': 'changed' });
    await leave('GATE-02', { 'receipt.result': 'no-key', 'receipt.detail': 'key-file' });
    await leave('GATE-03', { ...ours, 'receipt.installation': 'longagolongago' }, 40);
    await leave('GATE-04', ours, 0, (text) => text.replace('end=ok\r\n', ''));
    await writeFile(join(folder, 'panel-1.reg'), unicodeExport({ key: KEY, computerName: undefined }));

    const first = await vlkctl('ingest', '--output', 'json');
    expect(first.code).toBe(2);
    expect(JSON.parse(first.out)).toMatchObject({
      summary: { new: 3, refused: 1 },
      refused: [{ code: 'receipt-torn' }],
    });
    expect((await vlkctl('ingest', 'panel-1.reg')).code).toBe(0);

    const drift = await vlkctl('drift', '--output', 'json');
    expect(drift.code).toBe(5);
    expect(JSON.parse(drift.out)).toMatchObject({
      hosts: [
        { host: 'gate-01.b.example', status: 'in-order', reported: { source: 'receipt', result: 'changed' } },
        { host: 'gate-02.b.example', status: 'drifted', reported: { detail: 'key-file' } },
        { host: 'gate-03.b.example', status: 'unknown', code: 'receipt-too-old' },
        { host: 'gate-04.b.example', status: 'unknown', code: 'no-receipt' },
        { host: 'gate-05.b.example', status: 'unknown', code: 'no-receipt' },
        { host: 'panel-1.b.example', status: 'in-order', reported: { source: 'registry-export' } },
      ],
    });

    const plan = await vlkctl('plan', '--detailed-exitcode', '--on', '!gate-03*');
    expect(plan).toMatchObject({ code: 2 });
    expect(plan.out).toContain('DELEGATED: left to the host itself, or to a person (3)');
    expect(plan.out).toContain('could not read the file with its key (key-file)');
    expect(plan.out).toMatch(
      /3 delegated, 2 in order, 0 unknown, 0 blocked, 0 held \(3 self-reported, up to \d+ \w+ ago\)/,
    );

    const apply = await vlkctl('apply', '--yes', '--on', '!gate-03*', '--output', 'markdown');
    expect(apply.code).toBe(2);
    expect(apply.out).toContain('3 delegated');
    expect((await vlkctl('why', 'gate-02')).out).toMatch(/Reported .*\n(?:.*\n)*.*no-key/);
    for (const { out, err } of [first, drift, plan, apply]) expect(`${out}${err}`).not.toContain(KEY.slice(0, 5));
  });

  it('is taken in whatever lies in it, and no file ends the run', async () => {
    await leave('GATE-01', {});
    const receipts = join(folder, 'receipts');
    const into = async (name: string, text: string | Buffer): Promise<string> => {
      await mkdir(join(receipts, 'GATE-02'), { recursive: true });
      await writeFile(join(receipts, 'GATE-02', name), text);
      return join(receipts, 'GATE-02', name);
    };
    await truncate(await into('receipt-00000099-aaaaaaaa.txt', ''), 3_000_000_000);
    await into('receipt-00000001-bbbbbbbb.txt', Buffer.from([0, 255, 254, 1]));
    await into('receipt-00000002-cccccccc.tmp', 'vlkctl-receipt 1\r\n');
    await into('..%2f..%2fetc%2fpasswd', 'x');
    await into('receipt-00000012-3k9x2m7q.txt', receiptText({ 'os.csname': 'GATE-01' }));
    await symlink('/etc/passwd', join(receipts, 'GATE-02', 'receipt-00000003-dddddddd.txt'));
    await symlink(receipts, join(receipts, 'GATE-03'));
    await mkdir(join(receipts, 'GATE-04', 'receipt-00000004-eeeeeeee.txt'), { recursive: true });
    await writeFile(join(receipts, 'desktop.ini'), '');
    await writeFile(join(receipts, 'GATE-01.reg'), 'REGEDIT4\r\n');
    await writeFile(join(receipts, 'GATE-05'), 'a file with the name of a computer');
    const answer = await vlkctl('ingest', '--output', 'json');
    expect(answer.code).toBe(2);
    // oxlint-disable-next-line no-unsafe-type-assertion -- what it holds is what the test compares
    const { summary, refused, remarks } = JSON.parse(answer.out) as Said;
    expect(summary).toMatchObject({ new: 1 });
    expect(refused.map(({ code }) => code).toSorted()).toEqual([
      'file-not-plain',
      'file-not-plain',
      'file-not-plain',
      'file-too-large',
      'host-mismatch',
      'host-mismatch',
      'receipt-malformed',
    ]);
    expect(remarks.map(({ code }) => code).toSorted()).toEqual([
      'file-foreign',
      'file-foreign',
      'file-foreign',
      'file-unfinished',
    ]);
    const text = await vlkctl('ingest');
    expect(text.out).toContain('0 reports taken in, 1 unchanged, 7 refused');
  });

  it('that cannot be looked into is exit code 1', async () => {
    const answer = await vlkctl('ingest');
    expect(answer.code).toBe(1);
    expect(answer.out).toContain('folder-unreadable: it cannot be looked into: there is no such file');
  });
});

interface Said {
  readonly summary: object;
  readonly refused: readonly { readonly code: string }[];
  readonly remarks: readonly { readonly code: string }[];
}

async function leave(
  computer: string,
  changed: ReceiptLines,
  daysAgo = 0,
  spoil = (text: string): string => text,
): Promise<void> {
  const into = join(folder, 'receipts', computer);
  await mkdir(into, { recursive: true });
  const at = new Date(Date.now() - daysAgo * 86_400_000);
  const clock = `${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}.000000+000`;
  const said = { 'os.csname': computer, 'os.localtime': clock, 'receipt.bundle': '20250101t0000-abcdef', ...changed };
  const file = join(into, receiptFile(said));
  await writeFile(file, spoil(receiptText(said)));
  await utimes(file, at, at);
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function vlkctl(...words: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...words, '-i', 'plant.yaml'], { cwd: folder });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
