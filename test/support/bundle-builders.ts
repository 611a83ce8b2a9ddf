import type { BundleFile, BundleHost, BundlePlan, BundleScripts } from '../../src/bundle/bundle.ts';
import { parseProductKey } from '../../src/keys/product-key.ts';
import type { ProductKey } from '../../src/model/product-key.ts';
import { OTHER_KEY } from './builders.ts';

/** A key of all tests. */
export function productKey(text: string = OTHER_KEY): ProductKey {
  const parsed = parseProductKey(text);
  if (!parsed.ok) throw new Error('not a key');
  return parsed.value;
}

export function bundleHost(overrides: Partial<BundleHost> = {}): BundleHost {
  return {
    computerName: 'GATE-07',
    os: 'windows-xp-rtm',
    edition: 'professional',
    languages: [1030, 1033],
    strategy: 'pre-sp1',
    lastFive: '67899',
    productId: '062-2338230',
    keyFile: 'GATE-07.key',
    ...overrides,
  };
}

/** One host in the domain PLANT. */
export function bundlePlan(overrides: Partial<BundlePlan> = {}): BundlePlan {
  return {
    id: 'r20261123071500-3f9a',
    madeAt: Date.UTC(2026, 10, 23, 7, 15),
    expiresAt: Date.UTC(2027, 1, 21, 7, 15),
    hosts: [bundleHost()],
    keys: [{ file: 'GATE-07.key', key: productKey() }],
    keyPath: String.raw`\\fs1\vlk-keys$`,
    receiptPath: String.raw`\\fs1\vlk$\receipts`,
    domain: 'PLANT',
    gpo: true,
    ...overrides,
  };
}

/** Scripts that say nothing but their names. */
export const SCRIPTS: BundleScripts = {
  start: "' start\r\n",
  startCommand: '@echo off\nexit /b 0\n',
  standAlone: new Map([['ChangeVLKeySP1.vbs', "' by hand\r\n"]]),
};

/** The text of one file, by the encoding it should have. */
export function textOf(files: readonly BundleFile[], path: string, encoding: 'latin1' | 'utf16le' = 'latin1'): string {
  const file = files.find((each) => each.path === path);
  if (file === undefined) throw new Error(`no ${path} in ${files.map((each) => each.path).join(', ')}`);
  return Buffer.from(file.bytes).toString(encoding);
}
