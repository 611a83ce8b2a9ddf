import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BundledHost, type Start } from '../support/bundled-host.ts';
import { DESIRED, FIRST, missingFor, OOBE_TIMER, OTHER, Rig } from '../support/wine-rig.ts';
import type { OsLevel } from '../wine/host.ts';
import { registryChanges } from '../wine/registry-export.ts';

const LATER_LEVELS: readonly OsLevel[] = ['xp-sp1', 'xp-sp2', 'xp-sp3', 'server-2003-rtm'];
const PRODUCT = String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\vlkctl`;
const WPA_EVENTS = String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WPAEvents`;
const INTENT = 'b20260101000000-leftover';
const DAY_MS = 24 * 60 * 60 * 1000;
const REFUSED = 0x8004_1001;

/** A slot that a change from the first key to the desired one would have left. */
const SLOT: Readonly<Record<string, string>> = {
  CSName: '"GATE-07"',
  Version: '"5.1.2600"',
  ServicePack: 'dword:00000000',
  ProductType: 'dword:00000001',
  SavedAt: '"20260101000000.000000+000"',
  OldKey: '"present KKKKK 583-7284392"',
  NewLastFive: `"${DESIRED.lastFive}"`,
  NewProductId: '"-"',
  ActivationRequired: 'dword:00000000',
  OOBETimer: `hex:${OOBE_TIMER.match(/../g)?.join(',')}`,
  Complete: 'dword:00000001',
};

const reason = missingFor('local');

describe('a host that runs its bundle at each start, on the class double', () => {
  let rig: Rig;
  let bundle: BundledHost;

  beforeAll(async () => {
    if (reason !== undefined) return;
    rig = await Rig.create('local');
    bundle = new BundledHost(rig);
  });
  afterAll(async () => {
    if (reason === undefined) await rig[Symbol.asyncDispose]();
  });
  beforeEach((context) => context.skip(reason !== undefined, reason));

  describe('gets its key', () => {
    it('on XP without a service pack, through the batch file; the next start changes nothing', async () => {
      await bundle.reset('xp-rtm');
      expect(said(await bundle.startUp())).toEqual({ exitCode: 0, result: 'changed' });
      expect(await rig.storedKey()).toBe(DESIRED.bytes);
      expect(await rig.host.oobeTimerDeletes()).toBe(1);
      expect(await rig.host.undoSlots()).toEqual({});
      const before = await rig.host.registryDigest();
      expect(said(await bundle.start())).toEqual({ exitCode: 0, result: 'in-order' });
      const changes = registryChanges(before, await rig.host.registryDigest());
      expect(changes).toEqual([expect.stringContaining('"Counter"="1"'), expect.stringContaining('"Counter"="2"')]);
      expect(await rig.host.calls()).toBe(1);
      await expectNoKeyLeft();
    });

    it.each(LATER_LEVELS)('on %s, with OOBETimer left alone; the next start changes nothing', async (level) => {
      await bundle.reset(level);
      expect(said(await bundle.start())).toEqual({ exitCode: 0, result: 'changed' });
      expect(await rig.storedKey()).toBe(DESIRED.bytes);
      expect(said(await bundle.start())).toEqual({ exitCode: 0, result: 'in-order' });
      expect(await rig.host.calls()).toBe(1);
      expect(await rig.host.oobeTimerDeletes()).toBe(0);
    });

    it('from a file written by hand, and by a clock that is long before the bundle was made, which it says', async () => {
      await bundle.reset('xp-sp3');
      await bundle.write('xp-sp3', { madeAt: Date.now() + DAY_MS, expiresAt: Date.now() + 2 * DAY_MS });
      await writeFile(bundle.keyFile(), `vlkctl-key 1\r\n${DESIRED.key.toLowerCase()} \r\n`);
      expect(said(await bundle.start())).toEqual({ exitCode: 0, result: 'changed', isClockBehind: true });
    });

    it('twice for one bundle and not again, when something keeps putting the old key back', async () => {
      await bundle.reset('xp-sp2');
      for (let changes = 1; changes <= 2; changes += 1) {
        expect(said(await bundle.start())).toEqual({ exitCode: 0, result: 'changed' });
        await rig.host.setKey(FIRST.key);
      }
      expect(said(await bundle.start())).toEqual({ exitCode: 1, result: 'keeps-reverting' });
      expect(await rig.host.calls()).toBe(2);
      await bundle.write('xp-sp2', { id: 'r20261124071500dbe9' });
      expect(said(await bundle.start())).toEqual({ exitCode: 0, result: 'changed' });
      expect((await bundle.receiptNames()).map((name) => name.slice(0, 16))).toEqual([
        'receipt-00000002',
        'receipt-00000003',
        'receipt-00000004',
      ]);
    });

    it('twice and not again behind a write filter too, which forgets what the registry counts', async () => {
      await bundle.reset('xp-sp2');
      for (let changes = 1; changes <= 2; changes += 1) {
        expect((await bundle.start()).exitCode).toBe(0);
        await rig.host.setKey(FIRST.key);
        await rig.host.importReg(`[-${PRODUCT}]`);
      }
      const changed = await bundle.receiptNames();
      expect((await bundle.start()).exitCode).toBe(1);
      expect(await bundle.ownReceipt()).toContain('receipt.result=keeps-reverting\r\n');
      expect(await rig.host.calls()).toBe(2);
      const [oldest = '', ...others] = await bundle.leaveOldReceipts(9);
      await bundle.start();
      const left = await bundle.receiptNames();
      expect(left).toEqual(expect.arrayContaining([...changed, ...others]));
      expect(left).not.toContain(oldest);
    });
  });

  describe('that is refused, or cut short', () => {
    it('has its OOBETimer again, byte for byte', async () => {
      await bundle.reset('xp-rtm', { SetKeyError: REFUSED, OobeTimerError: 0 });
      const end = { exitCode: 1, result: 'undone', detail: 'com-error 80041001' };
      expect(said(await bundle.start())).toEqual(end);
      await expectHost(FIRST.bytes, OOBE_TIMER, []);
      expect(await rig.host.oobeTimerDeletes()).toBe(1);
      await expectNoKeyLeft();
    });

    it('inside SetProductKey, before the key was taken, is settled by the next start, and changed', async () => {
      await bundle.reset('xp-rtm', { ExitInSetKey: 1 });
      expect(await bundle.startUp()).toEqual({ exitCode: 1, receipt: undefined });
      const [slot = ''] = Object.keys(await rig.host.undoSlots());
      await expectHost(FIRST.bytes, undefined, [slot]);
      await rig.host.uncontrol('ExitInSetKey');
      expect(said(await bundle.start())).toEqual({ exitCode: 0, result: 'changed', settled: `${slot} restored` });
      await expectHost(DESIRED.bytes, undefined, []);
    });

    it('inside SetProductKey, after the key was taken, is settled by the next start, and in order', async () => {
      await bundle.reset('xp-rtm', { ExitInSetKey: 2 });
      expect((await bundle.start()).receipt).toBeUndefined();
      const [slot = ''] = Object.keys(await rig.host.undoSlots());
      await rig.host.uncontrol('ExitInSetKey');
      expect(said(await bundle.start())).toEqual({ exitCode: 0, result: 'in-order', settled: `${slot} changed` });
      await expectHost(DESIRED.bytes, undefined, []);
    });

    it('is settled when the bundle has expired, has another host, or is torn', async () => {
      await bundle.reset('xp-rtm');
      const settled = `${INTENT} restored`;
      await bundle.write('xp-rtm', { expiresAt: Date.now() - 1000 });
      await leaveSlot();
      expect(said(await bundle.start())).toEqual({ exitCode: 1, result: 'expired', settled });
      await bundle.write('xp-rtm', {}, { computerName: 'GATE-08' });
      await leaveSlot();
      expect(said(await bundle.start())).toEqual({ exitCode: 1, result: 'not-in-table', settled });
      await bundle.write('xp-rtm');
      await tear('hosts.txt');
      await leaveSlot();
      const torn = { exitCode: 1, result: 'bundle-unreadable', settled };
      expect(said(await bundle.start())).toEqual({ ...torn, detail: 'hosts.txt' });
      await tear('bundle.txt');
      await leaveSlot();
      await bundle.start();
      expect(await bundle.ownReceipt()).toContain(
        `receipt.result=bundle-unreadable\r\nreceipt.detail=bundle.txt\r\nreceipt.before=present KKKKK 583-7284392\r\nreceipt.intent=-\r\nreceipt.settled=${settled}\r\n`,
      );
      await expectHost(FIRST.bytes, OOBE_TIMER, []);
      expect(await rig.host.calls()).toBe(0);
    });

    it('leaves the slot of another host alone, as on a disk that was copied, and changes nothing', async () => {
      await bundle.reset('xp-rtm');
      await leaveSlot({ CSName: '"GATE-08"' });
      const left = { exitCode: 1, result: 'unsettled', detail: 'slot', settled: `${INTENT} unsettled` };
      expect(said(await bundle.start())).toEqual(left);
      await expectHost(FIRST.bytes, undefined, [INTENT]);
      expect(await rig.host.calls()).toBe(0);
    });

    it('keeps its slot while Windows demands activation of the new key', async () => {
      await bundle.reset('xp-rtm', { ActivationAfterSet: 1 });
      expect(said(await bundle.start())).toEqual({ exitCode: 1, result: 'activation-pending' });
      expect(said(await bundle.start())).toMatchObject({ exitCode: 1, result: 'activation-pending' });
      await rig.host.uncontrol('ActivationRequired');
      expect(said(await bundle.start())).toMatchObject({ exitCode: 0, result: 'in-order' });
      await expectHost(DESIRED.bytes, undefined, []);
    });
  });

  describe('changes nothing', () => {
    it('on a host at another OS level, of another edition or language, or without the class', async () => {
      await bundle.reset('xp-rtm');
      const before = await rig.host.registryDigest();
      await bundle.write('xp-sp1');
      expect(said(await bundle.start())).toEqual(blocked('os-level-mismatch'));
      await bundle.write('xp-rtm', {}, { strategy: 'sp1' });
      expect(said(await bundle.start())).toEqual(blocked('os-level-mismatch'));
      await bundle.write('xp-rtm', {}, { edition: 'home' });
      expect(said(await bundle.start())).toEqual(blocked('edition-mismatch'));
      await bundle.write('xp-rtm', {}, { languages: [1030, 10_330] });
      expect(said(await bundle.start())).toEqual(blocked('language-mismatch'));
      const own = registryChanges(before, await rig.host.registryDigest());
      expect(own.filter((line) => !line.includes('[vlkctl'))).toEqual([]);
      await bundle.write('xp-rtm');
      await rig.host.control('ClassError', 0x8004_1010);
      expect(said(await bundle.start())).toEqual(blocked('class-missing 80041010'));
      await rig.host.uncontrol('ClassError');
      await rig.withholdKey();
      expect(said(await bundle.start())).toEqual(blocked('key-withheld'));
      expect(await rig.host.calls()).toBe(0);
    });

    it('on media of another channel', async () => {
      await bundle.reset('xp-sp3', {}, 'oem');
      expect(said(await bundle.start())).toEqual(blocked('wrong-channel'));
      expect(await rig.host.calls()).toBe(0);
    });

    it('without its key file, with a torn one or that of another key, and tells which', async () => {
      await bundle.reset('xp-rtm');
      await writeFile(bundle.keyFile(), 'vlkctl-key 1\r\nBCDFGHJKM');
      expect(said(await bundle.start())).toEqual(noKey('key-file torn'));
      await writeFile(bundle.keyFile(), `vlkctl-key 1\r\n${OTHER.key.replaceAll('-', '')}\r\n`);
      expect(said(await bundle.start())).toEqual(noKey('key-file other-key'));
      await rm(bundle.keyFile());
      expect(said(await bundle.start())).toEqual(noKey('key-file 35'));
      await rm(bundle.path('private'), { recursive: true });
      expect(said(await bundle.start())).toEqual(noKey('key-file 4C'));
      await expectHost(FIRST.bytes, OOBE_TIMER, []);
      expect(await rig.host.calls()).toBe(0);
      await expectNoKeyLeft(OTHER.key);
    });

    it('twice, when two starts come at once', async () => {
      await bundle.reset('xp-rtm', { DelayMs: 1500 });
      const both = await Promise.all([bundle.start(), bundle.start()]);
      expect(both.reduce((sum, { exitCode }) => sum + exitCode, 0)).toBe(1);
      const receipts = await bundle.receipts();
      expect(receipts.map(({ facts }) => facts.result).toSorted()).toEqual(['busy', 'changed']);
      expect(receipts.map(({ facts }) => facts.counter)).toEqual([1, 2]);
      expect(await rig.host.calls()).toBe(1);
      expect(await rig.host.undoSlots()).toEqual({});
    });
  });

  it('is in order for drift, by its own word, from vlkctl bundle over its start to vlkctl ingest', async () => {
    await bundle.reset('xp-rtm');
    await rm(bundle.path(), { recursive: true });
    await declareStartUp();
    expect(await rig.report('drift')).toMatchObject({ status: 'unknown', code: 'no-receipt' });
    expect(await rig.run('bundle', '--stick', '--out', bundle.path())).toMatchObject({ exitCode: 0 });
    expect(await bundle.startUp()).toMatchObject({ exitCode: 0 });
    const state = join(rig.folder, 'state');
    expect(await rig.run('ingest', bundle.path('receipts'), '--state', state)).toMatchObject({ exitCode: 0 });
    expect(await rig.report('drift')).toMatchObject({ exitCode: 0, status: 'in-order' });
    expect(await rig.storedKey()).toBe(DESIRED.bytes);
  });

  it('ends in time when a call into Windows does not, and the call is left to end', async () => {
    await bundle.reset('xp-rtm', { DelayMs: 4000 });
    await bundle.waitSeconds(1);
    expect(await bundle.startUp()).toEqual({ exitCode: 1, receipt: undefined });
    await expect.poll(async () => (await bundle.receipts()).length, { timeout: 20_000, interval: 300 }).toBe(1);
    expect((await bundle.receipts())[0]?.facts).toMatchObject({ result: 'changed', counter: 1 });
    const left = await readdir(join(rig.host.files(), 'windows', 'vlkctl'));
    expect(left).toEqual(['receipt.txt']);
  });

  it('keeps its receipt and says so by its exit code when there is nowhere to leave it', async () => {
    await bundle.reset('xp-sp3');
    await bundle.blockReceipts();
    expect(await bundle.startUp()).toEqual({ exitCode: 1, receipt: undefined });
    expect(await bundle.ownReceipt()).toMatch(/^vlkctl-receipt 1\r\n[^]*receipt\.result=changed\r\n[^]*end=ok\r\n$/);
    expect(await rig.storedKey()).toBe(DESIRED.bytes);
  });

  it('begins to count anew under another name, and finds itself in the table under its first label', async () => {
    await bundle.reset('xp-sp3', { ComputerName: 'gate-07' });
    const first = await bundle.start();
    await rig.host.control('ComputerName', 'GATE-09');
    await bundle.write('xp-sp3', {}, { computerName: 'gate-09.b.example' });
    expect(await bundle.start()).toMatchObject({ exitCode: 0 });
    const own = await bundle.ownReceipt();
    expect(own).toContain('receipt.counter=1\r\n');
    expect(own).not.toContain(first.receipt?.facts.installation ?? 'receipt.installation');
  });

  it('says what is wrong with WMI, in the last line of its receipt', async () => {
    await bundle.reset('xp-sp3');
    const winmgmts = String.raw`HKEY_LOCAL_MACHINE\Software\Classes\winmgmts`;
    await rig.host.importReg(`[-${winmgmts}]`);
    try {
      expect(await bundle.start()).toEqual({ exitCode: 1, receipt: undefined });
      expect(await bundle.ownReceipt()).toMatch(
        /\r\nreceipt\.result=blocked\r\nreceipt\.detail=(provider [0-9A-F]+)\r\n[^]*receipt\.settled=-\r\nerror=\1\r\n$/,
      );
    } finally {
      await rig.host.run(['regsvr32', '/s', 'wlwpa.dll']);
    }
  });

  /** Declares the host as one that nobody reaches. */
  async function declareStartUp(): Promise<void> {
    const file = join(rig.folder, 'plant.yaml');
    const receipts = String.raw`'\\fs1\vlk$\receipts'`;
    const text = (await readFile(file, 'utf8')).replace(
      '{ kind: local }',
      `{ kind: startup-script, receipts: ${receipts}, maxAge: 7d }`,
    );
    await writeFile(file, text);
  }

  /** Leaves what a start that was cut short would, OOBETimer gone; a value can be replaced. */
  async function leaveSlot(values: Readonly<Record<string, string>> = {}): Promise<void> {
    const lines = Object.entries({ ...SLOT, ...values }).map(([name, data]) => `"${name}"=${data}`);
    const slot = `[${PRODUCT}]\n\n[${PRODUCT}\\Undo]\n\n[${PRODUCT}\\Undo\\${INTENT}]\n${lines.join('\n')}`;
    await rig.host.importReg(`${slot}\n\n[${WPA_EVENTS}]\n"OOBETimer"=-`);
  }

  async function tear(name: string): Promise<void> {
    const file = bundle.path('public', name);
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length - 10));
  }

  async function expectHost(bytes: string, oobeTimer: string | undefined, slots: readonly string[]): Promise<void> {
    expect(await rig.storedKey()).toBe(bytes);
    expect(await rig.host.oobeTimer()).toBe(oobeTimer);
    expect(Object.keys(await rig.host.undoSlots())).toEqual(slots);
  }

  /** Nothing that stays on the host or in the receipts holds the key. */
  async function expectNoKeyLeft(key: string = DESIRED.key): Promise<void> {
    const texts = [await rig.host.registryDigest(), await bundle.ownReceipt(), JSON.stringify(await bundle.receipts())];
    for (const text of texts) {
      expect(text).not.toContain(key);
      expect(text).not.toContain(key.replaceAll('-', ''));
    }
  }
});

/** What a start came to, without what is the same for all. */
function said({ exitCode, receipt }: Start): object {
  if (receipt === undefined) throw new Error(`The start ended with ${exitCode} and left no receipt.`);
  const { result, detail, settled, isClockBehind } = receipt.facts;
  return {
    exitCode,
    result,
    ...(detail !== undefined && { detail }),
    ...(settled !== undefined && { settled }),
    ...(isClockBehind !== undefined && { isClockBehind }),
  };
}

function blocked(detail: string): object {
  return { exitCode: 1, result: 'blocked', detail };
}

function noKey(detail: string): object {
  return { exitCode: 1, result: 'no-key', detail };
}
