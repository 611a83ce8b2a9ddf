import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { diskAt } from '../../src/engine/disk.ts';
import { readWholeJournal } from '../../src/engine/read-journal.ts';
import { pickNumber, type Random, seededRandom } from '../../src/lab/seeded-random.ts';
import { TYPED_KEY } from '../support/fake-spec.ts';
import { numberFrom } from '../support/number-from.ts';
import { type SimulatedWindows, simulatedWindows } from '../support/simulated-windows.ts';
import { startWsman, type WsmanSimulator } from '../support/wsman-simulator.ts';

/** How often the controller is killed; more by hand: VLK_KILLS=500. What fails says at which number. */
const KILLS = numberFrom('VLK_KILLS', 20);
vi.setConfig({ testTimeout: 60_000 + KILLS * 20_000 });

const MAIN = join(import.meta.dirname, '../../dist/program/vlkctl.js');
/** Made up, as is the key that takes its place. */
const OLD_KEY = 'BBBBB-CCCCC-DDDDD-FFFFF-KKKKK';
const ACCOUNT = { user: 'PLANT\\svc-vlk', password: 'correct horse' };
const ADDRESSES = ['127.0.3.1', '127.0.3.2', '127.0.3.3', '127.0.3.4'];

let folder: string;
let service: WsmanSimulator;
const hosts = new Map<string, SimulatedWindows>();

/** One service for all addresses, which outlives every controller. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-killed-'));
  const windowsAt = (address: string): SimulatedWindows => hosts.get(address) ?? simulatedWindows(OLD_KEY);
  service = await startWsman(simulatedWindows(OLD_KEY), { ...ACCOUNT, address: '0.0.0.0', windowsAt });
  await writeFile(join(folder, 'plant.yaml'), inventoryText(service.port));
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('a controller that is killed at any moment of an apply over winrm', () => {
  it(`leaves every host as before or changed once recover has run, ${KILLS} times`, async () => {
    const before = resetHosts();
    const requests = await countRequests(() => vlkctl('apply', '--yes', '--state', 'whole'));
    const changed = shown();
    expect(ADDRESSES.filter((address) => changed.get(address) === before.get(address))).toEqual([]);
    let killed = 0;
    for (let number = 1; number <= KILLS; number += 1) {
      const state = `state-${number}`;
      resetHosts();
      const code = await killedApply(seededRandom(number), requests, state);
      if (code === null) killed += 1;
      anHourLater();
      const recovered = await vlkctl('recover', '--state', state);
      const open = (await openIntents(state)).map(({ host }) => host);
      const odd = [...shown()].filter(([address, now]) => now !== before.get(address) && now !== changed.get(address));
      expect({ number, ...recovered, open, odd }).toMatchObject({ number, code: 0, open: [], odd: [] });
    }
    // Some are through before they are killed.
    expect(killed).toBeGreaterThan(KILLS / 2);
  });
});

/** Kills an apply at one of its requests, before or a little after it is carried out; null is what a killed process answers. */
async function killedApply(random: Random, requests: number, state: string): Promise<number | null> {
  const child = start('apply', '--yes', '--state', state);
  const delayMs = random() < 0.5 ? 0 : random() * 20;
  let left = pickNumber(random, requests);
  service.mischief = {
    hangUpBefore: () => {
      if (left === 0) setTimeout(() => child.kill('SIGKILL'), delayMs);
      left -= 1;
      return false;
    },
  };
  const code = await ended(child);
  service.mischief = {};
  return code;
}

async function countRequests(work: () => Promise<unknown>): Promise<number> {
  const { requests } = service.counts;
  await work();
  return service.counts.requests - requests;
}

function start(...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...words, '-i', 'plant.yaml'], {
    cwd: folder,
    env: { ...process.env, VLK_WINRM_PASSWORD: ACCOUNT.password, VLK_KEY_XP: TYPED_KEY },
  });
}

async function ended(child: ChildProcess): Promise<number | null> {
  await once(child, 'close');
  return child.exitCode;
}

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

async function vlkctl(...words: readonly string[]): Promise<Ended> {
  const child = start(...words);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (said += text.toString()));
  return { code: await ended(child), said };
}

/** Hosts as they were, and what they show. */
function resetHosts(): ReadonlyMap<string, string> {
  for (const [index, address] of ADDRESSES.entries()) {
    hosts.set(address, simulatedWindows(OLD_KEY, { CSName: `HOST-${index + 1}`, ...LEVELS[index % LEVELS.length] }));
  }
  return shown();
}

const LEVELS = [{ ServicePackMajorVersion: 3 }, { ServicePackMajorVersion: 2 }];

/** The whole registry, but for the mark of a change that nobody is at any more: its time is over. */
function shown(): ReadonlyMap<string, string> {
  return new Map([...hosts].map(([address, { registry }]) => [address, valuesOf(registry).join('\n')]));
}

function valuesOf(registry: SimulatedWindows['registry']): readonly string[] {
  const lines = [...registry].flatMap(([path, values]) =>
    path.startsWith(String.raw`software\vlkctl\busy`)
      ? []
      : [...values].map(([name, value]) => `${path} ${name} ${JSON.stringify(value)}`),
  );
  return lines.toSorted();
}

/** The mark of a change that was under way is of no more account then. */
function anHourLater(): void {
  for (const windows of hosts.values()) windows.os = { ...windows.os, LocalDateTime: '2026-11-22T17:15:30+00:00' };
}

async function openIntents(state: string): Promise<readonly { readonly id: string; readonly host: string }[]> {
  const open = new Map<string, string>();
  for (const entry of await readWholeJournal(diskAt(join(folder, state)))) {
    if (entry.type === 'intent') open.set(entry.intent.id, entry.intent.host);
    if (entry.type === 'closed') open.delete(entry.intent);
  }
  return [...open].map(([id, host]) => ({ id, host }));
}

function inventoryText(port: number): string {
  const lines = ADDRESSES.map(
    (address, index) => `  ${address}: { os: windows-xp-sp${3 - (index % 2)}, computerName: HOST-${index + 1} }\n`,
  );
  return `version: 1
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_KEY_XP }, identity: { lastFive: "67899" } }
access:
  winrm: { kind: winrm, port: ${port}, username: '${ACCOUNT.user}', password: { env: VLK_WINRM_PASSWORD } }
defaults: { key: xp, access: winrm }
rollout: { concurrency: 2 }
hosts:
${lines.join('')}`;
}
