import type { SourceRange } from './diagnostic.ts';
import type { Limit } from './limit.ts';

/** One wave: so many hosts of the plan, counted from its first host (waves are cumulative), or a group or tag. */
export type Wave = Limit | { readonly kind: 'label'; readonly label: string };

/** How a change goes out, and what a plan must not exceed. What is not set here has no limit of its own. */
export interface Rollout {
  /** Hosts at the same time. */
  readonly concurrency?: number;
  readonly waves?: readonly Wave[];
  /** Of the hosts tried. */
  readonly maxFailures?: Limit;
  /** Of the hosts selected. */
  readonly maxUnknown?: Limit;
  /** Of all hosts of the inventory. */
  readonly maxUnplannedChanges?: Limit;
}

/** When changes may happen. */
export interface ChangeWindow {
  readonly label: string;
  /** Start, five fields, in the time zone. */
  readonly cron: string;
  readonly durationMs: number;
  /** IANA name, such as `Europe/Copenhagen`. */
  readonly timeZone: string;
  /** Days on which it does not open, `YYYY-MM-DD` in the time zone. */
  readonly except: readonly string[];
  readonly at: SourceRange;
}

/** Whether a window is open at a moment, and when that ends: ISO 8601, UTC, left out where no end was found. */
export type WindowState =
  | { readonly state: 'open'; readonly closesAt?: string }
  | { readonly state: 'closed'; readonly opensAt?: string };

/** Tells of a declared window whether it is open at a moment (ISO 8601, UTC). */
export type WindowStateAt = (label: string, at: string) => WindowState;

/** The window of a host at a moment. JSON-safe. */
export type HostWindow = Pick<ChangeWindow, 'label' | 'timeZone'> & WindowState;

/** A drift that is accepted until a day. */
export interface Waiver {
  /** Name of the host, as declared. */
  readonly host: string;
  readonly drift: 'key' | 'os-level';
  readonly reason: string;
  readonly owner: string;
  /** The last day it holds, `YYYY-MM-DD`, in UTC. */
  readonly until: string;
  readonly at: SourceRange;
}

/** A drift that a waiver covers, as plans and reports tell of it. JSON-safe. */
export interface WaivedDrift extends Pick<Waiver, 'drift' | 'reason' | 'owner' | 'until'> {
  /** What is not as declared, one sentence without the host's name. */
  readonly found: string;
}
