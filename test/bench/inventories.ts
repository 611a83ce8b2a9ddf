import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { receiptFile, receiptText } from '../support/receipts.ts';
import { addressOf, FARM_ACCOUNT } from './farm-hosts.ts';
import { ROOT } from './places.ts';

/** A key of the rehearsal's letters, made up like those in inventories/rehearsal-keys. */
const KEY_FILE = join(ROOT, 'inventories/rehearsal-keys/xp-da.key');

/** Writes an inventory of real hosts that are each named, with nothing else said. */
export function writeNames(file: string, hosts: number): void {
  writeFileSync(file, `${head('ssh')}hosts:\n${lines(hosts, (name) => `  ${name}:\n`)}`);
}

/** Writes an inventory of real hosts with a setting for each. */
export function writeSettings(file: string, hosts: number): void {
  writeFileSync(file, `${head('ssh')}hosts:\n${lines(hosts, withSetting)}`);
}

/** Writes an inventory of simulated hosts, all of which carry another key than declared. */
export function writeFleet(file: string, hosts: number): void {
  const range = `[00001:${String(hosts).padStart(5, '0')}]`;
  writeFileSync(
    file,
    `simulation: true\nrollout: { maxUnplannedChanges: 100% }\n${head('simulated, starts: other-key')}hosts:\n  hmi-${range}.a.example:\n`,
  );
}

/** Writes an inventory of the hosts of a farm, all of which carry another key than declared. */
export function writeFarm(file: string, hosts: number, port: number): void {
  const password = `${file}.password`;
  writeFileSync(password, FARM_ACCOUNT.password, { mode: 0o600 });
  const access = `winrm, port: ${port}, username: '${FARM_ACCOUNT.user}', password: { file: ${JSON.stringify(password)} }`;
  writeFileSync(file, `${head(access)}hosts:\n${Array.from({ length: hosts }, farmHost).join('')}`);
}

/** What one range may stand for. */
const MOST_IN_RANGE = 10_000;

/** Writes an inventory of so many times 10,000 hosts that report themselves, and a receipt of each. */
export function writeReceipts(file: string, receipts: string, hosts: number): void {
  const access = `startup-script, receipts: ${JSON.stringify(receipts)}, maxAge: 3650d`;
  const ranges = Array.from({ length: hosts / MOST_IN_RANGE }, (_, index) => `  h-${index}[0000:9999].a.example:\n`);
  writeFileSync(file, `${head(access)}hosts:\n${ranges.join('')}`);
  for (let number = 0; number < hosts; number += 1) {
    const computer = `H-${String(number).padStart(5, '0')}`;
    mkdirSync(join(receipts, computer), { recursive: true });
    writeFileSync(join(receipts, computer, receiptFile()), receiptText({ 'os.csname': computer }));
  }
}

function farmHost(_: unknown, index: number): string {
  return `  ${addressOf(index + 1)}: { computerName: H-${index + 1} }\n`;
}

function withSetting(name: string, index: number): string {
  return `  ${name}: { os: windows-xp-sp${1 + (index % 3)} }\n`;
}

function head(access: string): string {
  return `version: 1
keys:
  xp-da:
    product: windows-xp-professional
    secret: { file: ${JSON.stringify(KEY_FILE)} }
    identity: { lastFive: "67899" }
access:
  plant: { kind: ${access} }
defaults: { key: xp-da, os: windows-xp-sp3, access: plant }
`;
}

function lines(hosts: number, line: (name: string, index: number) => string): string {
  const each = (_: unknown, index: number): string =>
    line(`hmi-${String(index + 1).padStart(6, '0')}.a.example`, index);
  return Array.from({ length: hosts }, each).join('');
}
