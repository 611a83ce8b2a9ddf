import { describe, expect, it } from 'vitest';
import { parseReceipt } from '../../../src/receipts/parse-receipt.ts';
import { OTHER_KEY } from '../../support/builders.ts';
import { type ReceiptLines, receiptText } from '../../support/receipts.ts';

describe('a receipt', () => {
  it('is read whole', () => {
    expect(parse(receiptText())).toMatchObject({
      ok: true,
      value: {
        facts: {
          installation: '3k9x2m7q',
          counter: 12,
          bundle: 'r20261101071500dbe9',
          result: 'in-order',
          before: { state: 'present', lastFive: '67899', productId: '640-0000356' },
        },
        observation: {
          os: { csName: 'GATE-07', version: '5.1.2600', servicePack: 3, productType: 1 },
          key: { state: 'present', value: { state: 'present', lastFive: '67899', channel: 'volume' } },
          undoSlots: [],
          hostTime: '2026-11-22T08:00:00+01:00',
        },
      },
    });
  });

  it.each<[what: string, changed: ReceiptLines, facts: object]>([
    [
      'without a bundle',
      { 'receipt.bundle': '-', 'receipt.result': 'bundle-unreadable' },
      { result: 'bundle-unreadable' },
    ],
    ['of a host with a wrong clock', { 'receipt.clock': 'before-bundle' }, { isClockBehind: true }],
    ['with a detail', { 'receipt.detail': 'com-error 80041001' }, { detail: 'com-error 80041001' }],
    ['that settled something', { 'receipt.settled': 'b20261122-1 restored' }, { settled: 'b20261122-1 restored' }],
    [
      'of a host whose key was withheld',
      { 'receipt.before': 'withheld - 640-0000356' },
      { before: { state: 'withheld' } },
    ],
  ])('%s is read', (_what, changed, facts) => {
    expect(parse(receiptText(changed))).toMatchObject({ ok: true, value: { facts } });
  });

  it('that ends its lines with a line feed alone, as a stick may bring it, is read', () => {
    expect(parse(receiptText().replaceAll('\r\n', '\n'))).toMatchObject({ ok: true });
  });

  it('never keeps a key that somebody wrote into its detail', () => {
    const read = parse(receiptText({ 'receipt.detail': `the key ${OTHER_KEY} was refused` }));
    expect(read).toMatchObject({ ok: true });
    expect(JSON.stringify(read)).not.toContain(OTHER_KEY);
  });

  it.each(['os.version', 'key.productid', 'slot.1.intent', 'slot.1.csname', 'slot.1.old', 'slot.1.new.productid'])(
    'never keeps a key that somebody wrote into its %s',
    (name) => {
      const slot = { ...SLOT, slots: '1' };
      for (const key of [OTHER_KEY, OTHER_KEY.replaceAll('-', '')]) {
        expect(JSON.stringify(parse(receiptText({ ...slot, [name]: `present ${key}` })))).not.toContain(key);
      }
    },
  );
});

const SLOT: ReceiptLines = {
  'slot.1.intent': 'b20261122080000-abcdefgh',
  'slot.1.complete': '1',
  'slot.1.savedat': '20261122080000.500000+060',
  'slot.1.csname': 'GATE-07',
  'slot.1.version': '5.1.2600',
  'slot.1.servicepack': '0',
  'slot.1.producttype': '1',
  'slot.1.old': 'present KKKKK 640-0000356',
  'slot.1.new.lastfive': '67899',
  'slot.1.new.productid': '640-0000356',
  'slot.1.activation.required': '0',
  'slot.1.oobetimer': 'gone',
};

const HOSTILE: readonly (readonly [what: string, text: string, code: string])[] = [
  ['of no byte', '', 'receipt-torn'],
  ['of one byte', 'v', 'receipt-malformed'],
  ['without its last line', receiptText().replace('end=ok\r\n', ''), 'receipt-torn'],
  ['cut in its last line', receiptText().slice(0, -4), 'receipt-torn'],
  ['cut in the middle', receiptText().slice(0, 300), 'receipt-torn'],
  [
    'with its end in the middle',
    receiptText()
      .replace('key=present', 'end=ok\r\nkey=present')
      .replace(/end=ok\r\n$/, ''),
    'receipt-torn',
  ],
  ['with two ends', `${receiptText()}end=ok\r\n`, 'receipt-malformed'],
  ['without its header', receiptText().replace('vlkctl-receipt 1\r\n', ''), 'receipt-malformed'],
  ['of version 2', receiptText().replace('vlkctl-receipt 1', 'vlkctl-receipt 2'), 'receipt-malformed'],
  ['that is a bundle', 'vlkctl-bundle 1\r\nid=x\r\nend=ok\r\n', 'receipt-malformed'],
  ['that is a program', `MZ\u0000\u0001${receiptText()}`, 'receipt-malformed'],
  ['with a zero byte', receiptText({ 'receipt.detail': 'a\u0000b' }), 'receipt-malformed'],
  ['with an escape sequence', receiptText({ 'receipt.detail': '\u001B[2J' }), 'receipt-malformed'],
  ['with a bell in the name', receiptText({ 'os.csname': 'GATE\u0007' }), 'receipt-malformed'],
  ['with Danish letters', receiptText({ 'receipt.detail': 'nøgle' }), 'receipt-malformed'],
  ['in UTF-16', Buffer.from(`\uFEFF${receiptText()}`, 'utf16le').toString('latin1'), 'receipt-malformed'],
  ['that says a line twice', receiptText().replace('busy=0', 'busy=0\r\nbusy=1'), 'receipt-malformed'],
  ['with a line that says nothing', receiptText().replace('busy=0', 'busy=0\r\nhello'), 'receipt-malformed'],
  ['with a name of its own', receiptText({ 'receipt.run': 'calc.exe' }), 'receipt-malformed'],
  [
    'of a host whose WMI is broken',
    receiptText().replace(/os\.csname[^]*/, 'error=provider 80041014\r\n'),
    'receipt-blind',
  ],
  ['with an error nobody knows', receiptText().replace(/os\.csname[^]*/, 'error=calc.exe\r\n'), 'receipt-malformed'],
  ['with an error of the payload', receiptText({ error: 'connect 80070005' }), 'receipt-malformed'],
  ['without its installation', receiptText({ 'receipt.installation': undefined }), 'receipt-malformed'],
  ['with a path for an installation', receiptText({ 'receipt.installation': '../../x' }), 'receipt-malformed'],
  ['with an installation of Object', receiptText({ 'receipt.installation': '__proto__' }), 'receipt-malformed'],
  ['with an installation of 17 letters', receiptText({ 'receipt.installation': 'a'.repeat(17) }), 'receipt-malformed'],
  ['with counter 0', receiptText({ 'receipt.counter': '0' }), 'receipt-malformed'],
  ['with counter -1', receiptText({ 'receipt.counter': '-1' }), 'receipt-malformed'],
  ['with counter 1e3', receiptText({ 'receipt.counter': '1e3' }), 'receipt-malformed'],
  ['with a counter beyond its name', receiptText({ 'receipt.counter': '100000000' }), 'receipt-malformed'],
  ['with a counter of 30 digits', receiptText({ 'receipt.counter': '9'.repeat(30) }), 'receipt-malformed'],
  ['with a result nobody knows', receiptText({ 'receipt.result': 'fine' }), 'receipt-malformed'],
  ['with a clock nobody knows', receiptText({ 'receipt.clock': 'yes' }), 'receipt-malformed'],
  ['with a path for a bundle', receiptText({ 'receipt.bundle': '..\\..\\bundle' }), 'receipt-malformed'],
  ['with a path for an intent', receiptText({ 'receipt.intent': '..\\..\\Run' }), 'receipt-malformed'],
  ['with a path for a computer', receiptText({ 'os.csname': '..\\..\\GATE' }), 'receipt-malformed'],
  ['without a computer', receiptText({ 'os.csname': '' }), 'receipt-malformed'],
  ['with a computer name of 16 letters', receiptText({ 'os.csname': 'A'.repeat(16) }), 'receipt-malformed'],
  ['of month 13', receiptText({ 'os.localtime': '20261322080000.000000+060' }), 'receipt-malformed'],
  ['of day 32', receiptText({ 'os.localtime': '20261132080000.000000+060' }), 'receipt-malformed'],
  ['of hour 25', receiptText({ 'os.localtime': '20261122250000.000000+060' }), 'receipt-malformed'],
  ['of a time in words', receiptText({ 'os.localtime': 'yesterday' }), 'receipt-malformed'],
  ['with a service pack in words', receiptText({ 'os.servicepack': 'three' }), 'receipt-malformed'],
  ['with a key that cannot be one', receiptText({ 'key.lastfive': 'AEIOU' }), 'receipt-malformed'],
  ['with a whole key for the last five', receiptText({ 'key.lastfive': OTHER_KEY }), 'receipt-malformed'],
  ['with a state of the key nobody knows', receiptText({ key: 'maybe' }), 'receipt-malformed'],
  ['with 65 undo slots', receiptText({ slots: '65' }), 'receipt-malformed'],
  ['with a slot that is not there', receiptText({ slots: '1' }), 'receipt-malformed'],
  [
    'of 5,000 lines',
    receiptText(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`x${i}`, ''])) as ReceiptLines),
    'receipt-malformed',
  ],
];

describe('a hostile receipt', () => {
  it.each(HOSTILE)('%s is refused', (_what, text, code) => {
    const read = parse(text);
    expect(read).toMatchObject({ ok: false, error: { code } });
    if (read.ok) return;
    expect(read.error.help).not.toBe('');
    expect(read.error.message).not.toContain(OTHER_KEY);
  });
});

function parse(text: string): ReturnType<typeof parseReceipt> {
  return parseReceipt(Buffer.from(text, 'latin1'));
}
