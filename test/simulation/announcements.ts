import type { JournalEntry } from '../../src/model/journal-entry.ts';
import type { Change } from '../../src/model/transport.ts';

/** What the flushed part of a journal announces. */
export class Announcements {
  readonly #said = new Map<string, Set<string>>();
  #parsed = 0;

  /** Takes in what was flushed of a file. */
  take(name: string, durable: string, isNew: boolean): void {
    if (name !== 'journal.jsonl') return;
    if (isNew || durable.length < this.#parsed) this.#parsed = 0;
    const end = durable.lastIndexOf('\n') + 1;
    for (const line of durable.slice(this.#parsed, end).split('\n').slice(0, -1)) this.#add(JSON.parse(line));
    this.#parsed = end;
  }

  #add(entry: JournalEntry): void {
    if (entry.type === 'intent') this.#say(entry.intent.id, 'intent');
    else if (entry.type === 'settling') this.#say(entry.intent, entry.action);
    else if (entry.type === 'closed') this.#said.delete(entry.intent);
  }

  #say(intent: string, what: string): void {
    this.#said.set(intent, (this.#said.get(intent) ?? new Set()).add(what));
  }

  /** Why a change may not be sent, if it may not: nothing on disk says that it is under way. */
  whyNot({ intent, calls }: Change): string | undefined {
    const kinds = new Set(calls.map(({ kind }) => kind));
    const needed = kinds.has('set-product-key') ? 'intent' : kinds.has('restore-oobe-timer') ? 'restore' : 'drop';
    if (this.#said.get(intent.id)?.has(needed) === true) return undefined;
    return `no flushed line announces ${needed} of ${intent.id}`;
  }
}
