import { randomBytes, randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { checkState } from './engine/check-state.ts';
import type { Doctor } from './engine/diagnose.ts';
import { diskAt } from './engine/disk.ts';
import { type IngestContext, ingest } from './engine/ingest.ts';
import { readReported } from './engine/reported-store.ts';
import type { RunContext } from './engine/run-context.ts';
import { lockState } from './engine/state-lock.ts';
import { openWindows } from './inventory/window-calendar.ts';
import { identityOf } from './keys/evidence.ts';
import { type Check, passed } from './model/check.ts';
import type { Clock } from './model/clock.ts';
import type { Emit } from './model/event.ts';
import type { ForceName } from './model/guard.ts';
import type { HostSpec, KeySpec } from './model/host.ts';
import type { IngestReport } from './model/ingest.ts';
import type { Inventory } from './model/inventory.ts';
import type { KeyIdentity } from './model/key.ts';
import type { OsLevel } from './model/os-level.ts';
import { runNameAt } from './model/run-name.ts';
import type { StrategyName } from './model/strategy.ts';
import { type IntentId, isIntentId } from './model/undo-slot.ts';
import { compactTime } from './model/zone-time.ts';
import { sumUp } from './reporters/sum-up.ts';
import { findCommit } from './repository/find-commit.ts';
import { makeSecrets, type Secrets } from './secrets/make-secrets.ts';
import { passwordReader } from './secrets/read-password.ts';
import { readKey, revealKey } from './secrets/reveal-key.ts';
import type { SecretSurroundings } from './secrets/secret-source.ts';
import { toolEnvironment } from './secrets/tool-environment.ts';
import { chooseStrategy, explainStrategy } from './strategies/choose-strategy.ts';
import { childEnvironment } from './transports/child-environment.ts';
import { checkController } from './transports/doctor/check-controller.ts';
import { hostProber } from './transports/doctor/probes.ts';
import { listPlaces, type ReceiptPlace } from './transports/list-places.ts';
import { PAYLOAD } from './transports/payload-file.ts';
import { placeReader } from './transports/read-places.ts';
import { runProcess } from './transports/run-process.ts';
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
  /** Who runs this, on which machine: for the journal and the lock. */
  readonly user: string;
  readonly machine: string;
  /** Differs after each start of the machine; '' where that is not known. */
  readonly bootId: string;
  readonly isProcessAlive: (pid: number) => boolean;
}

/** What a caller chooses for one run. */
export interface RunOptions {
  /** Folder of the journal and the lock; a rehearsal uses a folder of its own inside it. Default `.vlkctl`. */
  readonly state?: string;
  readonly concurrency?: number;
  readonly timeoutMs?: number;
  /** How often a reading is tried again after trouble that may pass. */
  readonly retries?: number;
  /** How long to wait for another run to end; 0 when not told. */
  readonly lockTimeoutMs?: number;
  /** Guards that are overridden by name. */
  readonly forced?: readonly ForceName[];
  readonly remark?: (text: string) => void;
  /** Whether `apply` waits for the windows of its hosts. */
  readonly waitsForWindows?: boolean;
  readonly signal?: AbortSignal;
  readonly emit?: Emit;
}

const DEFAULT_CONCURRENCY = 16;
const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_RETRIES = 1;
/** Long enough for somebody to type a PIN or touch a token. */
const SECRET_LIMIT_MS = 60_000;

/** The composition root: joins inventory, strategies, transports and secrets to what the engine runs on. */
export function makeRunContext(
  inventory: Inventory,
  hosts: readonly HostSpec[],
  options: RunOptions,
  surroundings: Surroundings,
): RunContext {
  const stateFolder = stateFolderOf(inventory, options, surroundings);
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const signal = options.signal ?? new AbortController().signal;
  const secrets = secretSurroundings(inventory, surroundings, signal);
  return {
    inventory,
    hosts,
    transportFor: transports(transportSettings({ inventory, stateFolder, timeoutMs, signal }, surroundings)),
    strategyFor: chooseStrategy,
    revealKey: (key) => revealKey(key, secrets),
    state: diskAt(stateFolder),
    lockOwner: surroundings,
    ...(options.lockTimeoutMs !== undefined && { lockTimeoutMs: options.lockTimeoutMs }),
    clock: CLOCK,
    runName: newRunName(),
    findCommit: () => findCommit(inventory.files, { env: surroundings.env, signal }),
    sumUp: (command, facts) => sumUp(command, facts, { inventory, generatedAt: now(), interrupted: signal.aborted }),
    ...(options.forced !== undefined && { forced: options.forced }),
    ...(options.remark !== undefined && { remark: options.remark }),
    openWindows: () => openWindows(inventory.windows),
    ...(options.waitsForWindows !== undefined && { waitsForWindows: options.waitsForWindows }),
    newIntentId,
    concurrency: options.concurrency ?? inventory.rollout.concurrency ?? DEFAULT_CONCURRENCY,
    timeoutMs,
    retries: options.retries ?? DEFAULT_RETRIES,
    chance: Math.random,
    signal,
    emit: options.emit ?? (() => undefined),
  };
}

/** What looks at the way to one host of a run. */
export function makeDoctor(context: RunContext, tell: Doctor['tell'], surroundings: Surroundings): Doctor {
  const settings = settingsOf(context, surroundings);
  return { context, probe: hostProber(settings), tell, canWmi: surroundings.platform === 'win32' };
}

/** What this machine has to have for the hosts of a run: programs, passwords, a state folder. Reaches no host. */
export async function examineController(context: RunContext, surroundings: Surroundings): Promise<readonly Check[]> {
  const settings = settingsOf(context, surroundings);
  return [
    passed('node', process.version),
    ...(await checkController(context.hosts, settings, context.signal)),
    ...(await checkState(context.state, context.lockOwner)),
  ];
}

/** Reads a key's secret and says what may be written into the inventory in its place. Throws RunRefused. */
export async function identifyKey(
  key: KeySpec,
  inventory: Inventory,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<KeyIdentity> {
  return identityOf(await readKey(key, secretSurroundings(inventory, surroundings, signal)), key.product);
}

/** Opens what `keys encrypt`, `decrypt` and `rekey` work on. Nothing is read yet. */
export function openSecrets(inventory: Inventory, surroundings: Surroundings, signal: AbortSignal): Secrets {
  return makeSecrets(secretSurroundings(inventory, surroundings, signal));
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

/** Takes the lock of a state folder for something else than a run. Throws RunRefused when a run has it. */
export function takeLock(stateFolder: string, surroundings: Surroundings): Promise<AsyncDisposable> {
  return lockState({ disk: diskAt(stateFolder), self: surroundings, clock: CLOCK });
}

/** Takes in what hosts and persons have left, for every host of the inventory. Throws RunRefused. */
export function ingestReports(
  inventory: Inventory,
  options: Pick<RunOptions, 'state'> & Pick<IngestContext<ReceiptPlace>, 'paths' | Chosen>,
  surroundings: Surroundings,
): Promise<IngestReport> {
  const state = diskAt(stateFolderOf(inventory, options, surroundings));
  const files = { list: listPlaces, read: placeReader() };
  return ingest({ ...options, ...files, hosts: inventory.hosts, state, lockOwner: surroundings, clock: CLOCK });
}

type Chosen = 'concurrency' | 'lockTimeoutMs' | 'signal' | 'tell';

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

function settingsOf(context: RunContext, surroundings: Surroundings): TransportSettings {
  return transportSettings({ ...context, stateFolder: context.state.folder }, surroundings);
}

type Reaching = Pick<RunContext, 'inventory' | 'timeoutMs' | 'signal'> & { readonly stateFolder: string };

function transportSettings(
  { inventory, stateFolder, timeoutMs, signal }: Reaching,
  surroundings: Surroundings,
): TransportSettings {
  const { env, platform, temporaryFolder } = surroundings;
  const isWindows = platform === 'win32';
  return {
    childEnvironment: { ...childEnvironment(env), LC_ALL: 'C' },
    payload: PAYLOAD,
    // Windows looks into the current folder before PATH, so there the path is spelled out.
    scriptHost: isWindows ? join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'cscript.exe') : 'cscript',
    temporaryFolder,
    canShareConnections: !isWindows,
    now,
    runName: newRunName(),
    stateFolder,
    timeoutMs,
    readPassword: passwordReader(inventory.hosts, secretSurroundings(inventory, surroundings, signal)),
    readReported: () => readReported(diskAt(stateFolder)),
    drawBytes: randomBytes,
    newUuid: randomUUID,
    simulationFolder: stateFolder,
  };
}

/** The Node that runs this, for whoever is to run it again. */
export function nodeProgram(): string {
  return process.execPath;
}

/** What the sources of secrets get of the process. */
function secretSurroundings(
  { keys, access, simulation }: Pick<Inventory, 'keys' | 'access' | 'simulation'>,
  surroundings: Surroundings,
  signal: AbortSignal,
): SecretSurroundings {
  const { env, folder, platform } = surroundings;
  const passwords = [...access.values()].map((each) => ('password' in each ? each.password : undefined));
  const secrets = [...[...keys.values()].map(({ secret }) => secret), ...passwords];
  const declared = new Set(secrets.flatMap((ref) => (ref !== undefined && 'env' in ref ? [ref.env] : [])));
  return {
    env,
    folder,
    toolEnvironment: toolEnvironment(env, childEnvironment(env), declared),
    run: runProcess,
    limitMs: SECRET_LIMIT_MS,
    checksPermissions: platform !== 'win32' && !simulation,
    signal,
  };
}

/** The day in UTC, `YYYY-MM-DD`. */
export function today(): string {
  return now().slice(0, 10);
}

function now(): string {
  return new Date().toISOString();
}

/** The clock of this machine. */
export const CLOCK: Clock = {
  now,
  after: (ms, callBack) => {
    const timer = setTimeout(callBack, ms);
    return () => clearTimeout(timer);
  },
};

/** Sorts by time and is legal as a registry key: `i20261122161530-4f9c1b2e`. */
function newIntentId(): IntentId {
  const id = `i${compactTime(now())}-${randomBytes(4).toString('hex')}`;
  if (!isIntentId(id)) throw new Error(`Not an intent: ${id}`);
  return id;
}

function newRunName(): string {
  return runNameAt(now(), randomBytes(2).toString('hex'));
}
