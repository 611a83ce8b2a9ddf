import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSshd, stopSshd, writeCscript } from './front-door.ts';
import {
  parseRegistryExport,
  quoteForRegistry,
  type RegistryKeys,
  type RegistryValues,
  savedRegistryLines,
} from './registry-export.ts';
import { type Finished, insist, mustRun, type RunOptions, runToEnd } from './run-to-end.ts';
import { DOUBLE, ensureTemplate, TEMPLATE_LEVEL } from './template.ts';

const HOST = join(DOUBLE, 'host.sh');
const SET_KEY = fileURLToPath(new URL('./set-key.vbs', import.meta.url));
const CURRENT_VERSION = String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion`;
const CONTROL = String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\WineLab`;
const UNDO = String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\vlkctl\Undo`;
/** A host nobody stopped, after a crash of the tests, ends by itself. */
const IDLE_SECONDS = '900';

export type OsLevel =
  | 'xp-rtm'
  | 'xp-sp1'
  | 'xp-sp2'
  | 'xp-sp3'
  | 'server-2003-rtm'
  | 'server-2003-sp1'
  | 'server-2003-sp2';

export type Channel = 'volume' | 'oem' | 'retail';

/** One fake Windows host with the WMI double in a temporary folder; dispose of it to end and remove it. */
export class WineHost implements AsyncDisposable {
  readonly #folder: string;
  readonly #port: number | undefined;
  #scratchFiles = 0;

  private constructor(folder: string, port: number | undefined) {
    this.#folder = folder;
    this.#port = port;
  }

  /** Gives a started and seeded host; port is where its SSH server will listen, a free one by default. */
  static async create(options: { readonly level: OsLevel; readonly port?: number }): Promise<WineHost> {
    const template = await ensureTemplate();
    const folder = await mkdtemp(join(tmpdir(), 'vlk-'));
    const host = new WineHost(folder, options.port);
    try {
      await mustRun('cp', ['-a', `${template}/.`, folder]);
      await writeCscript(folder);
      await host.#manage(['start']);
      if (options.level !== TEMPLATE_LEVEL) await host.setOs(options.level);
      return host;
    } catch (error) {
      await host[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Ends the host with all its processes and removes its folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.stopSshd();
      await this.#manage(['stop']);
    } finally {
      await rm(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  }

  /** The folder that is `C:`. */
  files(): string {
    return join(this.#folder, 'prefix', 'drive_c');
  }

  /** Copies a file of this machine to a path such as `C:\x.vbs`, which it gives back. */
  async put(source: string, windowsPath: string): Promise<string> {
    await cp(source, this.#unixPath(windowsPath));
    return windowsPath;
  }

  /** The folder of a `cscript` that runs on this host, to be put before PATH. */
  cscriptBin(): string {
    return join(this.#folder, 'bin');
  }

  /** Starts an SSH server; its client configuration leads any host name here. */
  async startSshd(): Promise<{ configFile: string }> {
    return await startSshd(this.#folder, this.#port);
  }

  /** Ends the SSH server and its sessions, if there is one. */
  async stopSshd(): Promise<void> {
    await stopSshd(this.#folder);
  }

  /** Runs a Windows command such as `['cscript', '//nologo', 'C:\\x.vbs']`. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return await runToEnd(HOST, ['run', this.#folder, ...args], options);
  }

  /** Makes it another Windows. */
  async setOs(level: OsLevel): Promise<void> {
    await this.#manage(['os', level]);
  }

  /** Back to the start: no control values, no counters, OOBETimer and the first key in place. */
  async seed(channel: Channel = 'volume'): Promise<void> {
    await this.#manage(['seed', channel]);
  }

  /** Sets control values of the double: a number becomes a DWORD, a text a REG_SZ. */
  async controls(values: Readonly<Record<string, number | string>>): Promise<void> {
    const lines = Object.entries(values).map(([name, value]) => {
      const data = typeof value === 'string' ? quoteForRegistry(value) : `dword:${hex32(value)}`;
      return `${quoteForRegistry(name)}=${data}`;
    });
    await this.importReg(`[${CONTROL}]\n${lines.join('\n')}`);
  }

  /** Sets one control value. */
  async control(name: string, value: number | string): Promise<void> {
    await this.controls({ [name]: value });
  }

  /** Removes control values. */
  async uncontrol(...names: readonly string[]): Promise<void> {
    await this.importReg(`[${CONTROL}]\n${names.map((name) => `${quoteForRegistry(name)}=-`).join('\n')}`);
  }

  /** A numeric control value, or a counter the double wrote. */
  async controlValue(name: string): Promise<number | undefined> {
    const value = (await this.#values(CONTROL))[name];
    return typeof value?.data === 'number' ? value.data : undefined;
  }

  /** How often SetProductKey was called since the seed. */
  async calls(): Promise<number> {
    return (await this.controlValue('Calls')) ?? 0;
  }

  /** How often OOBETimer was really deleted since the seed. */
  async oobeTimerDeletes(): Promise<number> {
    return (await this.controlValue('OobeTimerDeletes')) ?? 0;
  }

  /** The bytes of OOBETimer as hex digits. */
  async oobeTimer(): Promise<string | undefined> {
    return textOf((await this.#values(`${CURRENT_VERSION}\\WPAEvents`))['OOBETimer']?.data);
  }

  /** The bytes of DigitalProductId as hex digits. */
  async digitalProductId(): Promise<string | undefined> {
    return textOf((await this.#values(CURRENT_VERSION))['DigitalProductId']?.data);
  }

  /** The product id. */
  async productId(): Promise<string | undefined> {
    return textOf((await this.#values(CURRENT_VERSION))['ProductId']?.data);
  }

  /** What the product keeps to undo a change: the values of each slot, by the slot's name. */
  async undoSlots(): Promise<Record<string, RegistryValues>> {
    const slots = Object.entries(await this.query(UNDO)).filter(([key]) => key.length > UNDO.length);
    return Object.fromEntries(slots.map(([key, values]) => [key.slice(UNDO.length + 1), values]));
  }

  /** A key and its subkeys by their full paths; empty when the key is missing. HKLM may stand for the root. */
  async query(keyPath: string): Promise<RegistryKeys> {
    const file = this.#scratch('reg');
    await this.run(['regedit', '/E', file, keyPath.replace(/^HKLM(?=\\)/i, 'HKEY_LOCAL_MACHINE')]);
    const text = await readFile(this.#unixPath(file), 'utf16le').catch(() => '');
    await rm(this.#unixPath(file), { force: true });
    return parseRegistryExport(text);
  }

  /** All of HKLM\SOFTWARE as sorted text, to be compared by `registryChanges`. */
  async registryDigest(): Promise<string> {
    const file = this.#scratch('hive');
    await insist(HOST, ['run', this.#folder, 'rundll32', 'wlwpa.dll,SaveSoftware', file]);
    const text = await readFile(this.#unixPath(file), 'latin1');
    await rm(this.#unixPath(file));
    return savedRegistryLines(text);
  }

  /** Imports the body of a REGEDIT4 file. */
  async importReg(body: string): Promise<void> {
    const file = this.#scratch('reg');
    await writeFile(this.#unixPath(file), `REGEDIT4\r\n\r\n${body.replaceAll(/\r?\n/g, '\r\n')}\r\n`, 'latin1');
    await insist(HOST, ['run', this.#folder, 'regedit', '/S', file]);
    await rm(this.#unixPath(file));
  }

  /** Changes the product key as somebody would by hand: no control value applies and nothing is counted. */
  async setKey(key: string): Promise<void> {
    const script = await this.put(SET_KEY, this.#scratch('vbs'));
    const { stdout } = await this.run(['cscript', '//nologo', script], { env: { VLK_DOUBLE_KEY: key } });
    await rm(this.#unixPath(script));
    if (stdout.trim() !== 'set=0 error=0x0') throw new Error(`The double refused the key: ${stdout.trim()}`);
  }

  async #values(key: string): Promise<RegistryValues> {
    return (await this.query(key))[key] ?? {};
  }

  async #manage([action, ...rest]: readonly [string, ...string[]]): Promise<void> {
    await insist(HOST, [action, this.#folder, ...rest], { env: { WL_IDLE: IDLE_SECONDS } });
  }

  /** Calls may overlap, so each has a file of its own. */
  #scratch(extension: string): string {
    this.#scratchFiles += 1;
    return `C:\\windows\\temp\\host-${this.#scratchFiles}.${extension}`;
  }

  #unixPath(windowsPath: string): string {
    return join(this.files(), ...windowsPath.split('\\').slice(1));
  }
}

function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}

function textOf(data: string | number | undefined): string | undefined {
  return typeof data === 'string' ? data : undefined;
}
