import { randomBytes, randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkState } from './engine/check-state.ts';
import type { Doctor } from './engine/diagnose.ts';
import type { RunContext } from './engine/run-context.ts';
import { identityOf } from './keys/evidence.ts';
import { hasN, parseProductKey } from './keys/product-key.ts';
import { type Check, passed } from './model/check.ts';
import type { Emit } from './model/event.ts';
import type { HostSpec, KeySpec } from './model/host.ts';
import type { Inventory } from './model/inventory.ts';
import type { KeyIdentity } from './model/key.ts';
import type { OsLevel } from './model/os-level.ts';
import type { ProductKey } from './model/product-key.ts';
import { RunRefused } from './model/run-refused.ts';
import type { SecretRef } from './model/secret.ts';
import type { StrategyName } from './model/strategy.ts';
import { type IntentId, isIntentId } from './model/undo-slot.ts';
import { readSecret } from './secrets/read-secret.ts';
import { chooseStrategy, explainStrategy } from './strategies/choose-strategy.ts';
import { checkController } from './transports/doctor/check-controller.ts';
import { hostProber } from './transports/doctor/probes.ts';
import { type Lab, openLab } from './transports/simulated-lab.ts';
import type { TransportSettings } from './transports/transport-settings.ts';
import { transports } from './transports/transports.ts';

/** The process as a run sees it; everything that is read of it stands here. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly platform: string;
  readonly temporaryFolder: string;
  readonly processId: number;
  readonly isProcessAlive: (pid: number) => boolean;
}

/** What a caller chooses for one run. */
export interface RunOptions {
  /** Folder of the journal and the lock; a rehearsal uses a folder of its own inside it. Default `.vlkctl`. */
  readonly state?: string;
  readonly concurrency?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly emit?: Emit;
}

const DEFAULT_CONCURRENCY = 16;
const DEFAULT_TIMEOUT_MS = 60_000;

/** What children may know of this process: where programs, home and agent are. No secret of ours has such a name. */
const CHILD_ENVIRONMENT = [
  'PATH',
  'Path',
  'PATHEXT',
  'HOME',
  'USER',
  'LOGNAME',
  'SSH_AUTH_SOCK',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'SYSTEMROOT',
  'SystemDrive',
  'windir',
  'ComSpec',
  'USERNAME',
  'USERDOMAIN',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'ProgramData',
];

/** The composition root: joins inventory, strategies, transports and secrets to what the engine runs on. */
export function makeRunContext(
  inventory: Inventory,
  hosts: readonly HostSpec[],
  options: RunOptions,
  surroundings: Surroundings,
): RunContext {
  const stateFolder = stateFolderOf(inventory, options, surroundings);
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  return {
    inventory,
    hosts,
    transportFor: transports(transportSettings({ inventory, stateFolder, timeoutMs }, surroundings)),
    strategyFor: chooseStrategy,
    revealKey: (key) => revealKey(key, surroundings),
    stateFolder,
    lockOwner: surroundings,
    now,
    newIntentId,
    concurrency: options.concurrency ?? inventory.rollout.concurrency ?? DEFAULT_CONCURRENCY,
    timeoutMs,
    signal: options.signal ?? new AbortController().signal,
    emit: options.emit ?? (() => undefined),
  };
}

/** What looks at the way to one host of a run. */
export function makeDoctor(context: RunContext, tell: Doctor['tell'], surroundings: Surroundings): Doctor {
  const settings = transportSettings(context, surroundings);
  return { context, probe: hostProber(settings), tell, canWmi: surroundings.platform === 'win32' };
}

/** What this machine has to have for the hosts of a run: programs, passwords, a state folder. Reaches no host. */
export async function examineController(context: RunContext, surroundings: Surroundings): Promise<readonly Check[]> {
  const settings = transportSettings(context, surroundings);
  return [
    passed('node', process.version),
    ...(await checkController(context.hosts, settings, context.signal)),
    ...(await checkState(context.stateFolder, context.lockOwner)),
  ];
}

/** Reads a key's secret and says what may be written into the inventory in its place. Throws RunRefused. */
export async function identifyKey(key: KeySpec, surroundings: Surroundings): Promise<KeyIdentity> {
  return identityOf(await readKey(key, surroundings), key.product);
}

/** Opens the simulated fleet of an inventory beside its journal, to show it or to let something happen to it. */
export function openSimulation(
  inventory: Inventory,
  options: Pick<RunOptions, 'state'>,
  surroundings: Surroundings,
): { readonly lab: Lab; readonly stateFolder: string } {
  const stateFolder = stateFolderOf(inventory, options, surroundings);
  return { lab: openLab(stateFolder), stateFolder };
}

/** The strategy that a declared OS level has, and why in words. */
export function strategyOf(level: OsLevel): { readonly name: StrategyName; readonly reason: string } {
  return { name: chooseStrategy(level).name, reason: explainStrategy(level) };
}

/** Where the journal lies. A rehearsal never shares one with real hosts. */
export function stateFolderOf(
  inventory: Inventory,
  options: Pick<RunOptions, 'state'>,
  surroundings: Surroundings,
): string {
  const folder = resolve(surroundings.folder, options.state ?? '.vlkctl');
  return inventory.simulation ? join(folder, 'simulation') : folder;
}

function transportSettings(
  { inventory, stateFolder, timeoutMs }: Pick<RunContext, 'inventory' | 'stateFolder' | 'timeoutMs'>,
  surroundings: Surroundings,
): TransportSettings {
  const { env, platform, temporaryFolder } = surroundings;
  const isWindows = platform === 'win32';
  const known = CHILD_ENVIRONMENT.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return {
    childEnvironment: { ...Object.fromEntries(known), LC_ALL: 'C' },
    payload: fileURLToPath(new URL('../src/payload/vlk-host.vbs', import.meta.url)),
    // Windows looks into the current folder before PATH, so there the path is spelled out.
    scriptHost: isWindows ? join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'cscript.exe') : 'cscript',
    temporaryFolder,
    canShareConnections: !isWindows,
    now,
    runName: newRunName(),
    stateFolder,
    timeoutMs,
    readPassword: readOnce((ref) => readPassword(ref, inventory, env)),
    drawBytes: randomBytes,
    newUuid: randomUUID,
    simulationFolder: stateFolder,
  };
}

/** Three thousand hosts with one password ask for it once, and all get the same answer. */
function readOnce(read: (ref: SecretRef) => Promise<string>): (ref: SecretRef) => Promise<string> {
  const values = new Map<string, Promise<string>>();
  return (ref) => {
    const name = JSON.stringify(ref);
    const value = values.get(name) ?? read(ref);
    values.set(name, value);
    return value;
  };
}

async function readPassword(ref: SecretRef, { hosts }: Inventory, env: Surroundings['env']): Promise<string> {
  refuseDebugging(env);
  const isOf = ({ access }: HostSpec): boolean =>
    'password' in access && JSON.stringify(access.password) === JSON.stringify(ref);
  const label = hosts.find(isOf)?.access.label ?? 'unknown';
  return readSecret(ref, { kind: 'password', what: `the password of access ${label}` }, env);
}

/** Checked against the declared identity before any host is touched: a wrong key on 3,000 hosts is a long night. */
async function revealKey(key: KeySpec, surroundings: Surroundings): Promise<ProductKey> {
  const revealed = await readKey(key, surroundings);
  const actual = identityOf(revealed, key.product);
  const { identity } = key;
  if (identity?.lastFive === actual.lastFive && (identity.productId ?? actual.productId) === actual.productId)
    return revealed;
  throw new RunRefused(
    'identity-mismatch',
    `key ${key.label}: the secret ends in ${actual.lastFive}, the inventory declares ${identity?.lastFive ?? 'no identity'}`,
    `Mend the secret, or run \`vlkctl keys identify ${key.label}\` and paste the line it prints.`,
  );
}

async function readKey(key: KeySpec, surroundings: Surroundings): Promise<ProductKey> {
  refuseDebugging(surroundings.env);
  const text = await readSecret(key.secret, { kind: 'key', what: `key ${key.label}` }, surroundings.env);
  const parsed = parseProductKey(text);
  if (parsed.ok && !hasN(parsed.value)) return parsed.value;
  if (parsed.ok) throw newerWindows(key);
  throw new RunRefused('secret-not-a-key', `key ${key.label}: ${parsed.error.message}`, parsed.error.help);
}

/** Node itself would print the environment and the input of every child process, past every mask, and what is sent over HTTP. */
function refuseDebugging(env: Surroundings['env']): void {
  if ((env['NODE_DEBUG'] ?? '') === '') return;
  throw new RunRefused(
    'debugging-node',
    'NODE_DEBUG is set, and Node would print keys and passwords',
    'Unset NODE_DEBUG.',
  );
}

/** Every product of the inventory is older than the keys with an N. */
function newerWindows(key: KeySpec): RunRefused {
  return new RunRefused(
    'key-for-newer-windows',
    `key ${key.label}: it holds an N, which only keys for Windows 8 and later do`,
    `Use a key for ${key.product}.`,
  );
}

/** The day in UTC, `YYYY-MM-DD`. */
export function today(): string {
  return now().slice(0, 10);
}

function now(): string {
  return new Date().toISOString();
}

/** Sorts by time and is legal as a registry key: `i20261122161530-4f9c1b2e`. */
function newIntentId(): IntentId {
  const id = `i${compactTime()}-${randomBytes(4).toString('hex')}`;
  if (!isIntentId(id)) throw new Error(`Not an intent: ${id}`);
  return id;
}

/** `r20261122161530` and four characters of chance; ssh.ts recognises stale folders by it. */
function newRunName(): string {
  return `r${compactTime()}${randomBytes(2).toString('hex')}`;
}

function compactTime(): string {
  return now().slice(0, 19).replaceAll(/[-:T]/g, '');
}
