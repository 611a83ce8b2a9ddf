import { OS_LEVELS, type OsLevel } from '../model/os-level.ts';
import type { BundleHost } from './bundle.ts';
import { encodeForHost } from './encode-text.ts';

/**
 * `hosts.txt`: one line a host, sorted by computer name, fields apart by tabs. `end=ok` tells a whole table from a torn one.
 *
 * | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 |
 * |---|---|---|---|---|---|---|---|---|---|
 * | computer name | version | service pack | 1 workstation, 3 server | edition | LANGIDs or - | strategy | last five | product ID or - | key file |
 */
export function encodeTable(hosts: readonly BundleHost[]): Uint8Array {
  const rows = hosts.map(encodeHost).toSorted();
  return encodeForHost(['vlkctl-hosts 1', ...rows, 'end=ok']);
}

function encodeHost({
  computerName,
  os,
  edition,
  languages,
  strategy,
  lastFive,
  productId,
  keyFile,
}: BundleHost): string {
  const { version, servicePack, productType } = numbersOf(os);
  const media = [edition, languages.length === 0 ? '-' : languages.join(',')];
  return [
    computerName,
    version,
    servicePack,
    productType,
    ...media,
    strategy,
    lastFive,
    productId ?? '-',
    keyFile,
  ].join('\t');
}

/** A server reports 3, or 2 as a domain controller; the table says 3 for both. */
function numbersOf(os: OsLevel): { version: string; servicePack: number; productType: 1 | 3 } {
  const row = OS_LEVELS.find(({ level }) => level === os);
  if (row === undefined) throw new Error(`No such OS level: ${os}`);
  return { version: row.version, servicePack: row.servicePack, productType: row.server ? 3 : 1 };
}
