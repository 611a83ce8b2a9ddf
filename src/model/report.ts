import type { WriteCall } from './call.ts';
import type { DriftCause } from './drift.ts';
import type { RunCommand } from './event.ts';
import type { GuardRefusal } from './guard.ts';
import type { KeyEvidence, KeyIdentity } from './key.ts';
import type { OsLevel } from './os-level.ts';
import type { Settled } from './outcome.ts';
import type { SelfReport } from './reported.ts';
import type { HostWindow, WaivedDrift } from './rollout.ts';
import type { StrategyName } from './strategy.ts';

/** How a host stands at the end of a run; the words of the text report and of the JSON. */
export const HOST_STATUSES = [
  'in-order',
  'drifted',
  'interrupted',
  'change',
  'verified',
  'settled',
  'nothing-to-settle',
  'undone',
  'activation-lost',
  'activation-pending',
  'unsettled',
  'plan-stale',
  'delegated',
  'blocked',
  'waived',
  'unknown',
  'held',
] as const;

export type HostStatus = (typeof HOST_STATUSES)[number];

/** Codes of a host that are neither a fault nor a block: how this or an earlier change of it ended. Codes are API. */
export const OUTCOME_CODES = [
  'interrupted-change',
  'delegated',
  'undone',
  'activation-lost',
  'activation-pending',
  'unsettled',
  'plan-stale',
  'held',
  'outside-window',
] as const;

export type OutcomeCode = (typeof OUTCOME_CODES)[number];

/**
 * One host of a report. `code`, `message` and `help` are there whenever somebody has to look at it; `code` is a fault
 * code, a block code or an outcome code.
 */
export interface HostReport {
  readonly host: string;
  readonly status: HostStatus;
  readonly os: OsLevel;
  readonly key: string;
  readonly code?: string;
  readonly message?: string;
  readonly help?: string;
  /** The number behind a fault, where Windows gave one. */
  readonly hresult?: number;
  /** Of an unknown host: ISO 8601, the end of the first run in the journal that could not read it, and none has since. */
  readonly since?: string;
  readonly cause?: DriftCause;
  readonly desired?: KeyIdentity;
  /** What the host carried when it was last read. */
  readonly actual?: KeyEvidence;
  /** What it carried before this run changed it. */
  readonly before?: KeyEvidence;
  readonly strategy?: StrategyName;
  readonly calls?: readonly WriteCall['kind'][];
  readonly settled?: readonly Settled[];
  /** Set when all this is what the host or a person said, and nothing that was read from here. */
  readonly reported?: SelfReport;
  /** Who accepted its drift, why and until when; a host that is waived has one. */
  readonly waiver?: WaivedDrift;
  /** Of a host to be changed that has one, as it was when the plan was made; of a held one the window that holds it. */
  readonly window?: HostWindow;
}

/** The document of a run, and the JSON contract. Never holds a key. */
export interface Report {
  readonly formatVersion: 1;
  readonly command: RunCommand;
  readonly simulated: boolean;
  readonly generatedAt: string;
  readonly inventoryDigest: string;
  /** How many hosts have each status; statuses without a host are left out. */
  readonly summary: Readonly<Partial<Record<HostStatus, number>>>;
  readonly hosts: readonly HostReport[];
  /** Open intents of hosts that are no longer declared. */
  readonly undeclared: readonly { readonly host: string; readonly intent: string }[];
  /** Why the plan as a whole is not carried out, or would not be; left out when nothing speaks against it. */
  readonly refusals?: readonly GuardRefusal[];
  /** How many unknown hosts the inventory puts up with; left out where it does not say: none. */
  readonly unknownAllowed?: number;
  /** How a plan is dealt out to the declared waves; left out where none is declared. */
  readonly waves?: readonly WaveSize[];
  /** Set when the run was interrupted: hosts not begun are `held`. */
  readonly interrupted: boolean;
  /**
   * Hash of the last line of the journal, hexadecimal; left out while there is none. Every line holds the hash of the one
   * before, so whoever keeps a report can tell later whether what stood in the journal then was changed.
   */
  readonly journalHead?: string;
}

export interface WaveSize {
  readonly name: string;
  readonly hosts: number;
}
