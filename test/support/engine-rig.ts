import { appendFileSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskAt } from '../../src/engine/disk.ts';
import { readJournal } from '../../src/engine/read-journal.ts';
import type { Forced } from '../../src/engine/recover.ts';
import { type ApplyRun, apply, type RecoverRun, recover } from '../../src/engine/run.ts';
import type { RunContext } from '../../src/engine/run-context.ts';
import { openWindows } from '../../src/inventory/window-calendar.ts';
import { parseProductKey } from '../../src/keys/product-key.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { HostSpec } from '../../src/model/host.ts';
import type { JournalEntry, JournalState } from '../../src/model/journal-entry.ts';
import type { HostOutcome } from '../../src/model/outcome.ts';
import type { StateDisk } from '../../src/model/state-disk.ts';
import type { Transport } from '../../src/model/transport.ts';
import { chooseStrategy } from '../../src/strategies/choose-strategy.ts';
import { intentId, inventory, NEW_KEY } from './builders.ts';
import { afterRealTime, owner, runSurroundings } from './run-surroundings.ts';
import { SimulatedHost } from './simulated-host.ts';
import { type Fate, Killed, World } from './world.ts';

const GONE_PROCESS = 4_000_001;

/** Simulated hosts, a state folder in a temporary place, and runs over both. */
export class Rig implements AsyncDisposable {
  readonly world: World = new World();
  readonly folder: string;
  readonly hosts: ReadonlyMap<string, SimulatedHost>;
  readonly events: RunEvent[] = [];
  readonly revealed: string[] = [];
  /** Writes on hosts that no flushed line of the journal announces. Must stay empty. */
  readonly unannounced: string[] = [];
  /** What the journal held when it was last flushed. */
  flushed = '';
  /** Stands between the journal and its disk; a test may let it fail. */
  append: (line: string) => Promise<void> = async (line) => this.write(line);
  readonly #specs: readonly HostSpec[];
  #intents = 0;
  #runs = 0;
  #clock = 0;

  private constructor(folder: string, specs: readonly HostSpec[]) {
    this.folder = folder;
    this.#specs = specs;
    this.hosts = new Map(specs.map((spec) => [spec.name, this.#makeHost(spec)]));
  }

  static async create(specs: readonly HostSpec[]): Promise<Rig> {
    const folder = await mkdtemp(join(tmpdir(), 'vlk-rig-'));
    const rig = new Rig(
      folder,
      specs.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    );
    return rig;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  host(name: string): SimulatedHost {
    const found = this.hosts.get(name);
    if (found === undefined) throw new Error(`No host ${name}`);
    return found;
  }

  /** The only host of a rig with one. */
  get only(): SimulatedHost {
    return this.host(this.#specs[0]?.name ?? '');
  }

  context(overrides: Partial<RunContext> = {}): RunContext {
    return {
      inventory: inventory(this.#specs),
      hosts: this.#specs,
      transportFor: () => this.#transport(),
      strategyFor: chooseStrategy,
      revealKey: async ({ label }) => {
        this.revealed.push(label);
        const parsed = parseProductKey(NEW_KEY);
        if (!parsed.ok) throw new Error(parsed.error.message);
        return parsed.value;
      },
      ...runSurroundings(this.folder, inventory(this.#specs), NOW),
      runName: `r20261122161530-${String((this.#runs += 1)).padStart(4, '0')}`,
      state: this.#disk(),
      lockOwner: owner(process.pid, (pid) => pid !== GONE_PROCESS),
      clock: { now: () => this.#now(), after: afterRealTime },
      openWindows: () => openWindows((overrides.inventory ?? inventory(this.#specs)).windows),
      newIntentId: () => intentId(`i2026112216153${(this.#intents += 1)}-0a1b2c3d`),
      concurrency: 1,
      timeoutMs: 60_000,
      signal: new AbortController().signal,
      emit: (event) => void this.events.push(event),
      ...overrides,
    };
  }

  apply(overrides: Partial<RunContext> = {}): Promise<ApplyRun> {
    return apply(this.context(overrides), async () => true);
  }

  /** What `apply` made of every host, by name. */
  async outcomes(overrides: Partial<RunContext> = {}): Promise<readonly HostOutcome[]> {
    const run = await this.apply(overrides);
    if (run.outcomes === undefined) throw new Error('The plan was not confirmed');
    return run.outcomes;
  }

  /** The statuses alone. */
  async statuses(overrides: Partial<RunContext> = {}): Promise<readonly string[]> {
    return (await this.outcomes(overrides)).map((outcome) => outcome.status);
  }

  recover(forced?: Forced, overrides: Partial<RunContext> = {}): Promise<RecoverRun> {
    return recover(this.context(overrides), forced);
  }

  /** An apply that dies at the first moment that ends with these words, and the restart after it. */
  async crashAt(moment: string, fate: Fate = 'all-die'): Promise<void> {
    this.world.decide = ({ label }) => (label.endsWith(moment) ? fate : 'go');
    await this.apply().catch(() => undefined);
    if (!this.world.isDead) throw new Error(`Nothing died: there was no "${moment}"`);
    await this.restart();
  }

  journal(): Promise<JournalState> {
    return readJournal(diskAt(this.folder));
  }

  /** What the journal says of hosts; not when runs began and ended. */
  entries(): readonly JournalEntry[] {
    return toEntries(this.journalText()).filter(({ type }) => !OF_RUNS.has(type));
  }

  journalText(): string {
    return readFileSync(join(this.folder, 'journal.jsonl'), 'utf8');
  }

  /** How often any host was written to. */
  get writes(): number {
    return [...this.hosts.values()].reduce((sum, { writes }) => sum + writes, 0);
  }

  /** A new process after a crash: it finds the lock of the dead one, and a payload that still ran has ended. */
  async restart(): Promise<void> {
    if (this.world.isDead) await this.#leaveLock();
    this.world.revive();
    for (const one of this.hosts.values()) one.finish();
  }

  async #leaveLock(): Promise<void> {
    await writeFile(join(this.folder, 'lock'), JSON.stringify({ pid: GONE_PROCESS, machine: hostname() }));
  }

  #makeHost(spec: HostSpec): SimulatedHost {
    const made = new SimulatedHost(spec, this.world);
    made.onWrite = (intent, what) => {
      if (!isAnnounced(toEntries(this.flushed), intent, what)) this.unannounced.push(`${spec.name}: ${what}`);
    };
    return made;
  }

  #transport(): Transport {
    const session: Transport['openWrite'] = async ({ name }, signal) => this.host(name).open(signal);
    return { kind: 'ssh', openRead: session, openWrite: session };
  }

  /** Flushing for real takes half the time of all these tests and shows nothing: nobody pulls the plug. */
  write(line: string): void {
    appendFileSync(join(this.folder, 'journal.jsonl'), line);
    this.flushed = this.journalText();
  }

  /** A process that is dead writes no line that was still waiting to be written; one that dies writing leaves half of it. */
  #disk(): StateDisk {
    const disk = diskAt(this.folder);
    return {
      ...disk,
      openLog: async (name) => ({
        ...(await disk.openLog(name)),
        append: async (line) => {
          const fate = this.world.at('journal', `${toEntries(line)[0]?.type} journal`);
          if (fate === 'dies-writing') appendFileSync(join(this.folder, name), line.slice(0, 40));
          if (this.world.isDead) throw new Killed('journal');
          await this.append(line);
        },
      }),
    };
  }

  /** A second for each look at the clock. */
  #now(): string {
    this.#clock += 1;
    return new Date(Date.parse(NOW) + 1000 * this.#clock).toISOString();
  }
}

const OF_RUNS: ReadonlySet<JournalEntry['type']> = new Set(['run-started', 'planned', 'stands', 'run-ended']);
const NOW = '2026-11-22T16:15:00.000Z';

function toEntries(text: string): readonly JournalEntry[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line): JournalEntry => JSON.parse(line));
}

/** Whether the last word on an intent allows this write: new keys need their intent, putting back may be settling. */
function isAnnounced(entries: readonly JournalEntry[], intent: string, what: string): boolean {
  const last = entries.findLast((entry) => isOfIntent(entry) && intentOf(entry) === intent);
  if (last?.type === 'intent') return true;
  return last?.type === 'settling' && ['restore OOBETimer', 'drop the slot'].includes(what);
}

type OfIntent = Extract<JournalEntry, { type: 'intent' | 'settling' | 'closed' }>;

function isOfIntent(entry: JournalEntry): entry is OfIntent {
  return entry.type === 'intent' || entry.type === 'settling' || entry.type === 'closed';
}

function intentOf(entry: OfIntent): string {
  return entry.type === 'intent' ? entry.intent.id : entry.intent;
}
