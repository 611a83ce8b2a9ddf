import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { searchPath, sshdMissing, wineMissing } from '../wine/available.ts';
import { type Channel, type OsLevel, WineHost } from '../wine/host.ts';
import { type Finished, runToEnd } from '../wine/run-to-end.ts';

/** The built command line: tests here run what users run. */
const MAIN: string = join(import.meta.dirname, '../../dist/program/vlkctl.js');

// Placeholders, none of them a product key. The first is what a seeded host of the class double carries.
export const FIRST = {
  key: 'FFFFF-GGGGG-HHHHH-JJJJJ-KKKKK',
  lastFive: 'KKKKK',
  bytes: '6ffa9545fc75b552bbefb117dacd00',
};
export const DESIRED = {
  key: 'BCDFG-HJKMP-QRTVW-XY234-67899',
  lastFive: '67899',
  bytes: 'bf61d6f5c4d95e7c0f788dbdfb0200',
};
export const OTHER = {
  key: '98888-88888-88888-88888-88888',
  lastFive: '88888',
  bytes: 'a637bde94d6f7ad39b2f58c6562706',
};
/** The OOBETimer of a seeded host. */
export const OOBE_TIMER = 'ffd571d68b6a8d6fd53393fd';
export const HOST = 'gate-07.b.example';
/** The host as Wine reaches it over WMI: it knows no other machine than itself. */
const BY_WMI = 'localhost';

const REACHES_HOSTS: ReadonlySet<string> = new Set(['drift', 'plan', 'apply', 'recover']);

export type Via = 'local' | 'ssh' | 'wmi';

/** Why no host can be played here; undefined when one can. */
export function missingFor(via: Via): string | undefined {
  return wineMissing() ?? (via === 'ssh' ? sshdMissing() : undefined);
}

/** One host of the class double, an inventory that declares it, and the command line aimed at both. */
export class Rig implements AsyncDisposable {
  readonly host: WineHost;
  readonly folder: string;
  readonly #via: Via;
  readonly #sshConfig: string | undefined;
  /** Folders put before PATH: the `cscript` of the host, and spies. */
  readonly path: string[];
  /** The command line under test. */
  main: string = MAIN;
  /** TMPDIR of the command line, when a test wants to look into it. */
  temporary: string | undefined;

  private constructor(host: WineHost, folder: string, via: Via, sshConfig: string | undefined) {
    this.host = host;
    this.folder = folder;
    this.#via = via;
    this.#sshConfig = sshConfig;
    this.path = via === 'ssh' ? [] : [host.cscriptBin()];
  }

  static async create(via: Via, level: OsLevel = 'xp-rtm'): Promise<Rig> {
    const host = await WineHost.create({ level });
    const folder = await mkdtemp(join(tmpdir(), 'vlk-rig-'));
    const sshConfig = via === 'ssh' ? (await host.startSshd()).configFile : undefined;
    const rig = new Rig(host, folder, via, sshConfig);
    await rig.reset(level);
    return rig;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A seeded host at that level, its inventory, no journal. XP RTM refuses SetProductKey until OOBETimer is gone. */
  async reset(
    level: OsLevel,
    controls: Readonly<Record<string, number | string>> = {},
    channel: Channel = 'volume',
  ): Promise<void> {
    await this.host.setOs(level);
    await this.host.seed(channel);
    const refusal = level === 'xp-rtm' ? { OobeTimerError: 0x8004_1001 } : {};
    await this.host.importReg(String.raw`[-HKEY_LOCAL_MACHINE\SOFTWARE\vlkctl]`);
    await this.host.controls({ ComputerName: 'GATE-07', ...refusal, ...controls });
    await rm(join(this.folder, 'state'), { recursive: true, force: true });
    // A run whose connection broke leaves its folder to the next one; a fresh host has none.
    await rm(join(this.host.files(), 'windows', 'vlkctl'), { recursive: true, force: true });
    await this.declare(`windows-${level}`);
  }

  /** Writes the inventory: one host at that OS level, wanting the desired key. */
  async declare(
    os: string,
    host: string = this.#via === 'wmi' ? BY_WMI : HOST,
    wanted: { key: string; lastFive: string } = DESIRED,
  ): Promise<void> {
    const product = os.includes('server') ? 'windows-server-2003-standard' : 'windows-xp-professional';
    const access = this.#via === 'ssh' ? `{ kind: ssh, config: '${this.#sshConfig}' }` : `{ kind: ${this.#via} }`;
    await writeFile(join(this.folder, 'plant.key'), `${wanted.key}\n`, { mode: 0o600 });
    await writeFile(
      join(this.folder, 'plant.yaml'),
      `version: 1
keys:
  plant: { product: ${product}, secret: { file: plant.key }, identity: { lastFive: '${wanted.lastFive}' } }
access:
  lan: ${access}
defaults: { key: plant, os: ${os}, access: lan }
hosts:
  ${host}:${host === BY_WMI ? ' { computerName: GATE-07 }' : ''}
`,
    );
  }

  /** Runs a command to its end. */
  async run(command: string, ...flags: readonly string[]): Promise<Finished> {
    return await runToEnd(process.execPath, this.#words(command, flags), { env: this.#env(), timeoutMs: 90_000 });
  }

  /** The one host of the report a command gives, and its exit code. */
  async report(
    command: string,
    ...flags: readonly string[]
  ): Promise<{ exitCode: number; status: string; code?: string; cause?: string }> {
    const { stdout, stderr, exitCode } = await this.run(command, '--output', 'json', ...flags);
    if (stdout === '') throw new Error(`${command} ended with ${exitCode} and said: ${stderr}`);
    // oxlint-disable-next-line no-unsafe-type-assertion -- what is missing fails the test
    const { hosts } = JSON.parse(stdout) as { hosts: { status: string; code?: string; cause?: string }[] };
    const host = hosts[0];
    if (host === undefined) throw new Error(`${command} reported no host`);
    return { exitCode, ...host };
  }

  /** Starts a command without waiting for it. */
  start(command: string, ...flags: readonly string[]): ChildProcess {
    const env = { PATH: searchPath(), HOME: process.env['HOME'] ?? '/', ...this.#env() };
    return spawn(process.execPath, this.#words(command, flags), { env, stdio: 'ignore' });
  }

  /** The key bytes the host has stored. */
  async storedKey(): Promise<string | undefined> {
    return (await this.host.digitalProductId())?.slice(104, 134);
  }

  /** Overwrites the stored key with zeros, as embedded images have it. */
  async withholdKey(): Promise<void> {
    const all = (await this.host.digitalProductId()) ?? '';
    const bytes = `${all.slice(0, 104)}${'0'.repeat(30)}${all.slice(134)}`.match(/../g)?.join(',');
    const key = String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion`;
    await this.host.importReg(`[${key}]\n"DigitalProductId"=hex:${bytes}`);
  }

  /** What the journal says of hosts; not when runs began and ended. */
  async journal(): Promise<readonly { type: string; result?: string }[]> {
    const text = await readFile(join(this.folder, 'state', 'journal.jsonl'), 'utf8').catch(() => '');
    return (
      text
        .split('\n')
        .filter(Boolean)
        // oxlint-disable-next-line no-unsafe-type-assertion -- what is missing fails the test
        .map((line) => JSON.parse(line) as { type: string })
        .filter(({ type }) => !['run-started', 'planned', 'stands', 'run-ended'].includes(type))
    );
  }

  #words(command: string, flags: readonly string[]): readonly string[] {
    const state = REACHES_HOSTS.has(command) ? ['--state', join(this.folder, 'state')] : [];
    const always = ['-i', join(this.folder, 'plant.yaml'), ...state];
    return [this.main, ...command.split(' '), ...always, ...flags];
  }

  #env(): Record<string, string> {
    return {
      PATH: [...this.path, searchPath()].join(delimiter),
      ...(this.temporary !== undefined && { TMPDIR: this.temporary }),
    };
  }
}
