import type { BundlePlan } from './bundle.ts';
import { encodeForHost } from './encode-text.ts';

/** `bundle.txt`: what holds for all hosts. `end=ok` tells a whole file from a torn one. */
export function encodeSettings({ id, madeAt, expiresAt, keyPath, receiptPath }: BundlePlan): Uint8Array {
  return encodeForHost([
    SETTINGS_HEADER,
    `id=${id}`,
    `made=${toCimTime(madeAt)}`,
    `expires=${toCimTime(expiresAt)}`,
    `keys=${keyPath}`,
    `receipts=${receiptPath}`,
    'end=ok',
  ]);
}

/** The first line of `bundle.txt`. */
const SETTINGS_HEADER = 'vlkctl-bundle 1';

/** Whether these are the bytes of a `bundle.txt`, of whatever age. */
export function isSettings(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).toString('utf16le').startsWith(`\uFEFF${SETTINGS_HEADER}\r\n`);
}

/** `20261123071500.000000+000`: a time in UTC as WMI writes it (CIM_DATETIME). */
function toCimTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}.000000+000`;
}
