import type { DriftCause } from './drift.ts';
import type { RunCommand } from './event.ts';
import type { Intent } from './intent.ts';
import type { KeyIdentity } from './key.ts';
import type { HostStatus } from './report.ts';
import type { SettlementResult } from './settlement.ts';

/**
 * One line of the journal. `prev` is the SHA-256 of the line before, so a line that was changed or lost shows; the hash of
 * the last line is the head of the journal. `intent` and `settling` are on disk before the first write of the sequence
 * they announce. What stands between a `run-started` and the next one belongs to that run.
 */
export type JournalEntry = { readonly prev: string; readonly at: string } & JournalRecord;

export type JournalRecord =
  | ({ readonly type: 'run-started' } & RunStart)
  /** The run's plan, and the hosts it is about to work on, in order. */
  | { readonly type: 'planned'; readonly plan: string; readonly work: readonly string[] }
  | { readonly type: 'intent'; readonly intent: Intent }
  /** An earlier change is about to be put back or forgotten on the host. */
  | { readonly type: 'settling'; readonly intent: string; readonly host: string; readonly action: SettlingAction }
  /** The intent is over: nothing of it is left to settle. */
  | { readonly type: 'closed'; readonly intent: string; readonly host: string; readonly result: ClosingResult }
  /** The host was read back with this key by `apply`. */
  | { readonly type: 'verified'; readonly host: string; readonly keyLabel: string; readonly identity: KeyIdentity }
  /** A reviewed plan was carried out whose inventory no longer declares these hosts: nobody waits for them any more. */
  | { readonly type: 'retired'; readonly hosts: readonly string[] }
  /** Hosts that stand otherwise at the end of the run than at the end of the one before. */
  | { readonly type: 'stands'; readonly hosts: Readonly<Record<string, HostStanding>> }
  | { readonly type: 'run-ended'; readonly exitCode: number; readonly counts: HostCounts }
  /** The first line of a journal that goes on from a full one: all that has to be known of that. */
  | ({ readonly type: 'carried-over' } & CarriedOver);

/** Who changes what, and by which inventory. */
export interface RunStart {
  /** Sorts by time: `r20261122161530-4f9c`. */
  readonly run: string;
  readonly command: RunCommand;
  readonly by: Person;
  /** Digest of the inventory. */
  readonly inventory: string;
  /** Commit of the inventory's folder; left out where it is no git repository. */
  readonly commit?: Commit;
  /** Hosts that were selected. */
  readonly hosts: number;
  /** Guards that were overridden by name. */
  readonly forced?: readonly string[];
}

export interface Person {
  readonly user: string;
  readonly machine: string;
}

export interface Commit {
  /** Hexadecimal, whole. */
  readonly id: string;
  /** Whether files of the inventory's folder differ from it. */
  readonly isChanged: boolean;
}

/** How a host stood at the end of a run. */
export interface HostStanding {
  readonly status: HostStatus;
  /** Of a fault, a block or an outcome. */
  readonly code?: string;
  readonly cause?: DriftCause;
}

/** Hosts by status; those without a host are left out. */
export type HostCounts = Readonly<Partial<Record<HostStatus, number>>>;

export interface CarriedOver {
  /** Number of the full journal, from 1; its file is named by it. */
  readonly segment: number;
  readonly openIntents: readonly Intent[];
  /** Intents that may still have a slot on a host. */
  readonly knownIntents: readonly string[];
  readonly lastVerified: Readonly<Record<string, KeyIdentity>>;
  readonly standing: Readonly<Record<string, Standing>>;
  readonly changes: Readonly<Record<string, Changes>>;
  readonly lastApply?: Omit<PastApply, 'done' | 'ended'> & {
    readonly done: Readonly<Record<string, HostEnd>>;
    readonly ended?: Readonly<Record<string, HostStatus>>;
  };
}

export type SettlingAction = 'restore' | 'drop';

/** How an intent ended; `dropped` by a person, `not-begun` when the host refused before its first write. */
export type ClosingResult = SettlementResult | 'dropped' | 'not-begun';

/** A standing, and since when. */
export interface Standing extends HostStanding {
  /** ISO 8601: end of the first run that found it so. */
  readonly since: string;
}

/** How often a host was given this very key, and by whom the last time. */
export interface Changes {
  readonly identity: KeyIdentity;
  readonly times: number;
  readonly at: string;
  readonly by?: Person;
}

/** The last apply: what it set out to do, and how far it came. */
export interface PastApply {
  readonly run: string;
  readonly work: readonly string[];
  /** Hosts it was through with, with what became of them as far as the journal tells. */
  readonly done: ReadonlyMap<string, HostEnd>;
  /** How the hosts that are not in order stood at its end, by name; without it the run died before that. */
  readonly ended?: ReadonlyMap<string, HostStatus>;
}

/** What a run made of a host that it began to change; `failed` leaves it as it was. */
export type HostEnd = 'changed' | 'failed';

/** What the journal says so far. */
export interface JournalState {
  /** Hash of the last line; 64 zeros when there is none. */
  readonly head: string;
  /** Intents without a `closed`, oldest first. */
  readonly openIntents: readonly Intent[];
  /** Every intent this journal ever announced, as far as it may matter to a host. */
  readonly knownIntents: ReadonlySet<string>;
  /** Identity of the key last verified on each host that is not retired. */
  readonly lastVerified: ReadonlyMap<string, KeyIdentity>;
  readonly standing: ReadonlyMap<string, Standing>;
  readonly changes: ReadonlyMap<string, Changes>;
  readonly lastApply?: PastApply | undefined;
  /** Another run is changing hosts right now and writes this journal: what is open in it may be under way. */
  readonly isBeingWritten?: boolean;
}
