import { sameIdentity } from '../keys/evidence.ts';
import type { Intent } from '../model/intent.ts';
import type {
  CarriedOver,
  Changes,
  HostEnd,
  HostStanding,
  JournalEntry,
  JournalState,
  PastApply,
  Person,
  Standing,
} from '../model/journal-entry.ts';
import type { KeyIdentity } from '../model/key.ts';
import { NO_LINE } from './journal-lines.ts';

/** The state of a journal while its lines are read or written. */
export class GrowingState implements JournalState {
  head: string = NO_LINE;
  /** How many full journals there were before this one. */
  segment = 0;
  isBeingWritten?: boolean;
  readonly knownIntents: Set<string> = new Set();
  readonly lastVerified: Map<string, KeyIdentity> = new Map();
  readonly standing: Map<string, Standing> = new Map();
  readonly changes: Map<string, Changes> = new Map();
  readonly #open = new Map<string, Intent>();
  #by: Person | undefined;
  #apply: (PastApply & { readonly done: Map<string, HostEnd> }) | undefined;
  #begun: { readonly run: string; readonly isApply: boolean } | undefined;

  get openIntents(): readonly Intent[] {
    return [...this.#open.values()];
  }

  get lastApply(): PastApply | undefined {
    return this.#apply;
  }

  /** Takes in one line; `head` is its hash. */
  // oxlint-disable-next-line complexity -- one case a type, and the compiler sees that none is missing
  add(entry: JournalEntry, head: string): void {
    this.head = head;
    switch (entry.type) {
      case 'run-started':
        this.#by = entry.by;
        this.#begun = { run: entry.run, isApply: entry.command === 'apply' };
        return;
      case 'planned':
        if (this.#begun?.isApply === true) this.#apply = { run: this.#begun.run, work: entry.work, done: new Map() };
        return;
      case 'intent':
        this.#open.set(entry.intent.id, entry.intent);
        this.knownIntents.add(entry.intent.id);
        return;
      case 'closed':
        return this.#close(entry);
      case 'verified':
        return void this.lastVerified.set(entry.host, entry.identity);
      case 'retired':
        for (const host of entry.hosts) this.#forget(host);
        return;
      case 'stands':
        for (const [host, standing] of Object.entries(entry.hosts)) this.#stand(host, standing, entry.at);
        return;
      case 'carried-over':
        return this.#carryOver(entry);
      case 'run-ended':
        return this.#endRun();
      case 'settling':
    }
  }

  #close({ intent: id, host, result, at }: Extract<JournalEntry, { type: 'closed' }>): void {
    const intent = this.#open.get(id);
    this.#open.delete(id);
    if (result !== 'not-begun') this.#apply?.done.set(host, result === 'changed' ? 'changed' : 'failed');
    if (intent === undefined || result !== 'changed') return;
    const before = this.changes.get(host);
    const times = before !== undefined && sameIdentity(before.identity, intent.new) ? before.times + 1 : 1;
    this.changes.set(host, { identity: intent.new, times, at, ...(this.#by !== undefined && { by: this.#by }) });
  }

  /** Later runs may see the hosts otherwise, and change nothing about what this apply has left. */
  #endRun(): void {
    if (this.#apply === undefined || this.#apply.run !== this.#begun?.run) return;
    const left = [...this.standing].filter(([, { status }]) => status !== 'in-order');
    this.#apply = { ...this.#apply, ended: new Map(left.map(([host, { status }]) => [host, status])) };
  }

  /** A host that cannot be read may fail today in this way and tomorrow in that one: it is unknown since the first. */
  #stand(host: string, standing: HostStanding, at: string): void {
    const before = this.standing.get(host);
    const isStillUnknown = before?.status === 'unknown' && standing.status === 'unknown';
    this.standing.set(host, { ...standing, since: isStillUnknown ? before.since : at });
  }

  #forget(host: string): void {
    this.lastVerified.delete(host);
    this.standing.delete(host);
    this.changes.delete(host);
  }

  #carryOver(from: CarriedOver): void {
    this.segment = from.segment;
    for (const intent of from.openIntents) this.#open.set(intent.id, intent);
    for (const id of from.knownIntents) this.knownIntents.add(id);
    for (const [host, identity] of Object.entries(from.lastVerified)) this.lastVerified.set(host, identity);
    for (const [host, standing] of Object.entries(from.standing)) this.standing.set(host, standing);
    for (const [host, changes] of Object.entries(from.changes)) this.changes.set(host, changes);
    const { lastApply } = from;
    if (lastApply === undefined) return;
    const { run, work, done, ended } = lastApply;
    this.#apply = {
      run,
      work,
      done: new Map(Object.entries(done)),
      ...(ended !== undefined && { ended: new Map(Object.entries(ended)) }),
    };
  }

  /** What the next journal begins with once this one is full. */
  carriedOver(): CarriedOver {
    return {
      segment: this.segment + 1,
      openIntents: this.openIntents,
      knownIntents: [...this.knownIntents].slice(-MOST_KNOWN),
      lastVerified: Object.fromEntries(this.lastVerified),
      standing: Object.fromEntries(this.standing),
      changes: Object.fromEntries(this.changes),
      ...(this.#apply !== undefined && { lastApply: toPlain(this.#apply) }),
    };
  }
}

function toPlain({ run, work, done, ended }: PastApply): NonNullable<CarriedOver['lastApply']> {
  return {
    run,
    work,
    done: Object.fromEntries(done),
    ...(ended !== undefined && { ended: Object.fromEntries(ended) }),
  };
}

/** A slot whose intent is closed is left on a host only when it could not be dropped; older ones are settled by age. */
const MOST_KNOWN = 20_000;
