import type { SourceRange } from './diagnostic.ts';
import type { BlockCode } from './drift.ts';
import type { FaultCode } from './fault.ts';
import type { HostSpec } from './host.ts';
import type { PlaceCode } from './ingest.ts';
import type { RefusalCode } from './run-refused.ts';

/** The links between this controller and what it has to know of a host, in the order in which they are needed. */
export const CHECKS = [
  'controller',
  'name',
  'connection',
  'service',
  'trust',
  'logon',
  'sftp',
  'receipts',
  'answer',
  'computer-name',
  'os-level',
  'activation-class',
  'rights',
  'clock',
  'guest-logons',
] as const;

/** What this controller itself has to have before it reaches any host. */
export const CONTROLLER_CHECKS = [
  'node',
  'ssh-client',
  'script-host',
  'passwords',
  'state-folder',
  'state-lock',
] as const;

export type CheckName = (typeof CHECKS)[number] | (typeof CONTROLLER_CHECKS)[number];

/** `not-tried`: an earlier link is broken. `not-checked`: this way to the host cannot tell. */
export const CHECK_STATUSES = ['passed', 'failed', 'not-tried', 'not-checked'] as const;

export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** What only a doctor finds; everything else has the code of a fault, a block or a refusal. Codes are API. */
export const CHECK_CODES = [
  'other-service',
  'scheme-not-offered',
  'sftp-missing',
  'clock-off',
  'guest-logons',
] as const;

export type CheckCode = (typeof CHECK_CODES)[number];

/** What is wrong with a link, as faults, blocks and refusals say it. */
export interface Trouble {
  readonly code: CheckCode | FaultCode | BlockCode | RefusalCode | PlaceCode;
  readonly message: string;
  readonly help: string;
}

/** One link, looked at. Never holds a secret. */
export interface Check {
  readonly what: CheckName;
  readonly status: CheckStatus;
  /** The evidence, or why there is none. */
  readonly said: string;
  /** What a person does about it, as imperative sentences. */
  readonly remedy?: string;
  /** What `vlkctl explain` tells more about. */
  readonly code?: Trouble['code'];
}

/** A well-known port that was looked at because the declared way is closed, and who answers there. */
export interface SeenPort {
  readonly port: number;
  readonly is: 'winrm' | 'winrm-https' | 'ssh' | 'rpc' | 'other' | 'refused' | 'silent';
  readonly said: string;
}

/** What can be learnt of the way to a host before anything is asked of it. */
export interface Probe {
  readonly checks: readonly Check[];
  /** What went wrong without a link of its own to be written on. */
  readonly trouble?: Trouble;
  /** What a service said its time is before anybody had logged on, and the time here then. ISO 8601. */
  readonly clock?: { readonly host: string; readonly here: string };
  /** Looked at only where the declared way is closed. */
  readonly ports: readonly SeenPort[];
}

/** What surrounds a probe: the end of everything, and whom to tell what is being looked at. */
export interface Probing {
  readonly signal: AbortSignal;
  readonly tell: (what: CheckName) => void;
}

/** Looks at the way to a host; writes nothing there. */
export type ProbeHost = (host: HostSpec, probing: Probing) => Promise<Probe>;

/** A line of the inventory that would fit what was found. */
export interface Proposal {
  /** The name of an access, or of the host. */
  readonly of: { readonly kind: 'access' | 'host'; readonly name: string };
  readonly yaml: string;
  readonly why: string;
  /** Where the present value is set. */
  readonly at?: SourceRange;
  /** Words after `vlkctl` that write it. */
  readonly adopt?: string;
}

/** All links to one host, and what the inventory might say instead. */
export interface Diagnosis {
  readonly checks: readonly Check[];
  readonly ports: readonly SeenPort[];
  readonly proposals: readonly Proposal[];
  readonly interrupted: boolean;
}

/** A link that holds. */
export function passed(what: CheckName, said: string): Check {
  return { what, status: 'passed', said };
}

/** A link that is broken. */
export function failed(what: CheckName, { code, message, help }: Trouble): Check {
  return { what, status: 'failed', said: message, remedy: help, code };
}

/** A link that cannot be judged this way. */
export function notChecked(what: CheckName, said: string): Check {
  return { what, status: 'not-checked', said };
}
