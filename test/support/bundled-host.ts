import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BundleHost, BundlePlan } from '../../src/bundle/bundle.ts';
import { composeScript } from '../../src/bundle/compose-script.ts';
import { makeBundle } from '../../src/bundle/make-bundle.ts';
import { parseProductKey } from '../../src/keys/product-key.ts';
import type { OsLevel as DeclaredLevel } from '../../src/model/os-level.ts';
import { parseReceipt, type Receipt } from '../../src/receipts/parse-receipt.ts';
import { chooseStrategy } from '../../src/strategies/choose-strategy.ts';
import type { Channel, OsLevel } from '../wine/host.ts';
import { DESIRED, type Rig } from './wine-rig.ts';

const PAYLOAD = join(import.meta.dirname, '../../src/payload');
/** Where the bundle lies on the host: a space and Danish letters, as on a share of a Danish plant. */
const FOLDER = 'Måle station Ø';
export const KEY_FILE = 'GATE-07 æ.key';
const DAY_MS = 24 * 60 * 60 * 1000;

/** One start of a host: how its script ended, and the receipt it left in its folder. */
export interface Start {
  readonly exitCode: number;
  readonly receipt: Receipt | undefined;
}

/** A Windows host that has a bundle: the files, its starts, and its receipts. */
export class BundledHost {
  readonly #rig: Rig;

  constructor(rig: Rig) {
    this.#rig = rig;
  }

  /** A fresh host at that level with a fresh bundle that declares it so, but for what the test says. */
  async reset(
    level: OsLevel,
    controls: Readonly<Record<string, number | string>> = {},
    channel: Channel = 'volume',
  ): Promise<void> {
    await this.#rig.reset(level, controls, channel);
    await rm(this.path(), { recursive: true, force: true });
    await this.write(level);
  }

  /** Writes the bundle for the host at that level; receipts and what else lies there stay. */
  async write(level: OsLevel, plan: Partial<BundlePlan> = {}, host: Partial<BundleHost> = {}): Promise<void> {
    const now = Date.now();
    const files = makeBundle(
      {
        id: 'r20261123071500dbe9',
        madeAt: now - DAY_MS,
        expiresAt: now + DAY_MS,
        hosts: [{ ...hostAt(level), ...host }],
        keys: [{ file: KEY_FILE, key: desiredKey() }],
        keyPath: String.raw`..\private\keys`,
        receiptPath: String.raw`..\kvitteringer fra målere`,
        gpo: false,
        ...plan,
      },
      await scripts(),
    );
    for (const { path, bytes } of files) {
      await mkdir(dirname(this.path(path)), { recursive: true });
      await writeFile(this.path(path), bytes);
    }
  }

  /** A file of the bundle's folder, as this machine names it. */
  path(...names: readonly string[]): string {
    return join(this.#rig.host.files(), FOLDER, ...names);
  }

  keyFile(): string {
    return this.path('private', 'keys', KEY_FILE);
  }

  /** Starts the script as the batch file does. */
  async start(): Promise<Start> {
    const script = `C:\\${FOLDER}\\public\\vlkctl-start.vbs`;
    return await this.#run(['cscript', '//B', '//Nologo', script]);
  }

  /** Starts the batch file, as Windows does at its start. */
  async startUp(): Promise<Start> {
    return await this.#run(['cmd', '/c', `C:\\${FOLDER}\\public\\vlkctl-start.cmd`]);
  }

  /** The receipts in the folder of this host, first to last; each has to be whole. */
  async receipts(): Promise<readonly Receipt[]> {
    const names = await this.receiptNames().catch(() => []);
    return await Promise.all(names.map((name) => this.#read(name)));
  }

  /** The names of all files where receipts lie. */
  async receiptNames(): Promise<readonly string[]> {
    return (await readdir(this.#receiptFolder())).toSorted();
  }

  /** Leaves receipts of other installations beside its own, each a day older than the next; gives their names. */
  async leaveOldReceipts(count: number): Promise<readonly string[]> {
    const text = await this.ownReceipt();
    const names = Array.from({ length: count }, (_, index) => `receipt-00000001-elsewhere${index}.txt`);
    for (const [index, name] of names.entries()) {
      const file = join(this.#receiptFolder(), name);
      const time = Date.now() / 1000 - (1 + count - index) * 86_400;
      await writeFile(file, text);
      await utimes(file, time, time);
    }
    return names;
  }

  /** The receipt that stays on the host. */
  async ownReceipt(): Promise<string> {
    return await readFile(join(this.#rig.host.files(), 'windows', 'vlkctl', 'receipt.txt'), 'latin1');
  }

  #receiptFolder(): string {
    return this.path('kvitteringer fra målere', 'GATE-07');
  }

  async #run(command: readonly string[]): Promise<Start> {
    // Wine finds files with Danish letters in a locale that has them only.
    const { exitCode } = await this.#rig.host.run(command, { env: { LC_ALL: 'C.UTF-8' } });
    return { exitCode, receipt: (await this.receipts()).at(-1) };
  }

  async #read(name: string): Promise<Receipt> {
    const read = parseReceipt(await readFile(join(this.#receiptFolder(), name)));
    if (!read.ok) throw new Error(`${name}: ${read.error.message}`);
    return read.value;
  }

  /** Makes the batch file wait for some seconds instead of minutes. */
  async waitSeconds(seconds: number): Promise<void> {
    const file = this.path('public', 'vlkctl-start.cmd');
    const text = await readFile(file, 'latin1');
    if (!text.includes('(1,1,480)')) throw new Error('The batch file waits in another way.');
    await writeFile(file, text.replace('(1,1,480)', `(1,1,${seconds})`), 'latin1');
  }

  /** Another folder of the host that nobody can write a file into: a file lies in its place. */
  async blockReceipts(): Promise<void> {
    await rm(this.path('kvitteringer fra målere'), { recursive: true, force: true });
    await writeFile(this.path('kvitteringer fra målere'), 'not a folder');
  }
}

function hostAt(level: OsLevel): BundleHost {
  const os: DeclaredLevel = `windows-${level}`;
  return {
    computerName: 'GATE-07',
    os,
    edition: level.startsWith('server') ? 'standard' : 'professional',
    languages: [1030, 1033],
    strategy: chooseStrategy(os).name,
    lastFive: DESIRED.lastFive,
    productId: '062-2338230',
    keyFile: KEY_FILE,
  };
}

function desiredKey(): BundlePlan['keys'][number]['key'] {
  const key = parseProductKey(DESIRED.key);
  if (!key.ok) throw new Error('The test key is none.');
  return key.value;
}

async function scripts(): Promise<Parameters<typeof makeBundle>[1]> {
  const [payload = '', part = '', startCommand = ''] = await Promise.all(
    ['vlk-host.vbs', 'start.vbs', 'vlkctl-start.cmd'].map((name) => readFile(join(PAYLOAD, name), 'latin1')),
  );
  return { start: composeScript(payload, part, {}), startCommand, standAlone: new Map() };
}
