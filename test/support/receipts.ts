/** What a receipt says, by name; an undefined one leaves the line out. */
export type ReceiptLines = Readonly<Record<string, string | undefined>>;

/** The start that wrote it, and then a host in order: XP SP3, Danish, with the key that ends in 67899. */
const WELL: ReceiptLines = {
  'receipt.bundle': 'r20261101071500dbe9',
  'receipt.installation': '3k9x2m7q',
  'receipt.counter': '12',
  'receipt.clock': 'ok',
  'receipt.result': 'in-order',
  'receipt.detail': '-',
  'receipt.before': 'present 67899 640-0000356',
  'receipt.intent': '-',
  'receipt.settled': '-',
  'os.csname': 'GATE-07',
  'os.version': '5.1.2600',
  'os.servicepack': '3',
  'os.producttype': '1',
  'os.suitemask': '256',
  'os.language': '1030',
  'os.localtime': '20261122080000.500000+060',
  activation: 'present',
  'activation.required': '0',
  'activation.grace': '2147483647',
  key: 'present',
  'key.lastfive': '67899',
  'key.productid': '640-0000356',
  'key.licence': '3',
  oobetimer: 'present',
  busy: '0',
  slots: '0',
};

/** A receipt with some of its lines changed. */
export function receiptText(changed: ReceiptLines = {}): string {
  const lines = Object.entries({ ...WELL, ...changed }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  return ['vlkctl-receipt 1', ...lines, 'end=ok', ''].join('\r\n');
}

/** The name a host gives it. */
export function receiptFile(changed: ReceiptLines = {}): string {
  const said = { ...WELL, ...changed };
  return `receipt-${(said['receipt.counter'] ?? '').padStart(8, '0')}-${said['receipt.installation']}.txt`;
}
