import type { Intent } from '../model/intent.ts';
import type { JournalEntry } from '../model/journal-entry.ts';
import type { LastChange, PastEvent, PastRun } from '../model/past-run.ts';

/** The runs that a journal tells of, oldest first. What stands before the first beginning belongs to none. */
export function pastRuns(entries: readonly JournalEntry[]): readonly PastRun[] {
  const runs: Growing[] = [];
  for (const entry of entries) {
    if (entry.type === 'run-started') {
      const { prev: _prev, type: _type, ...start } = entry;
      runs.push({ ...start, events: [] });
    } else addTo(runs.at(-1), entry);
  }
  return runs;
}

type Growing = { -readonly [P in keyof PastRun]: PastRun[P] } & { readonly events: PastEvent[] };

function addTo(run: Growing | undefined, entry: JournalEntry): void {
  if (run === undefined) return;
  if (entry.type === 'planned') run.plan = entry.plan;
  if (entry.type === 'run-ended') run.end = { at: entry.at, exitCode: entry.exitCode, counts: entry.counts };
  for (const event of eventsOf(entry)) run.events.push(event);
}

function eventsOf(entry: JournalEntry): readonly PastEvent[] {
  const { at } = entry;
  switch (entry.type) {
    case 'intent':
      return [announced(entry.intent, at)];
    case 'settling':
      return [{ at, host: entry.host, what: 'settling', intent: entry.intent, action: entry.action }];
    case 'closed':
      return [{ at, host: entry.host, what: 'closed', intent: entry.intent, result: entry.result }];
    case 'verified': {
      const { host, keyLabel, identity } = entry;
      return [{ at, host, what: 'verified', keyLabel, lastFive: identity.lastFive }];
    }
    case 'retired':
      return entry.hosts.map((host) => ({ at, host, what: 'retired' }));
    case 'stands':
      return Object.entries(entry.hosts).map(([host, standing]) => ({ at, host, what: 'stands', ...standing }));
    case 'run-started':
    case 'planned':
    case 'run-ended':
    case 'carried-over':
      return [];
  }
}

function announced({ id, host, keyLabel, old, new: wanted, cause }: Intent, at: string): PastEvent {
  return {
    at,
    host,
    what: 'announced',
    intent: id,
    keyLabel,
    ...(old.state === 'present' && { oldLastFive: old.lastFive }),
    newLastFive: wanted.lastFive,
    ...(cause !== undefined && { cause }),
  };
}

/** The runs that did something to a host or found it otherwise than before, with nothing else in them. */
export function runsOfHost(runs: readonly PastRun[], host: string): readonly PastRun[] {
  return runs
    .map((run) => ({ ...run, events: run.events.filter((event) => event.host === host) }))
    .filter(({ events }) => events.length > 0);
}

/** Who gave the host its key the last time, with what was read back. */
export function lastChangeOf(runs: readonly PastRun[], host: string): LastChange | undefined {
  let last: LastChange | undefined;
  for (const { run, by, events } of runs) {
    for (const event of events) {
      if (event.host === host && event.what === 'closed' && event.result === 'changed')
        last = { at: event.at, run, by };
    }
  }
  return last;
}

/** Every head that the journal has had, oldest first: a line names the one before it. `head` is that of the last line. */
export function headsOf(entries: readonly JournalEntry[], head: string): readonly string[] {
  return [...new Set([...entries.map(({ prev }) => prev), head])];
}
