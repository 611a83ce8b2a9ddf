import type { HostSpec } from '../model/host.ts';
import type { CronTimes } from './cron-times.ts';

/** What starts runs that nobody attends. */
export const SCHEDULE_KINDS = ['systemd', 'cron', 'windows', 'github', 'gitlab'] as const;

export type ScheduleKind = (typeof SCHEDULE_KINDS)[number];

export const SCHEDULED_RUNS = ['drift', 'apply'] as const;

export type ScheduledRun = (typeof SCHEDULED_RUNS)[number];

/** What is to be run, when and as whom. */
export interface ScheduleRequest {
  readonly run: ScheduledRun;
  /** Five fields of cron, one blank between them. */
  readonly cron: string;
  readonly times: CronTimes;
  /** Node and the script of vlkctl, absolute. Pipelines find `vlkctl` by its name. */
  readonly program: readonly [node: string, script: string];
  /** Absolute; in a pipeline as they are from the root of the repository. */
  readonly inventory: readonly string[];
  /** The root of the repository here: what is below it, a pipeline finds in its checkout. */
  readonly root?: string;
  readonly on?: string;
  /** Folder of the journal, absolute; a pipeline may have none. */
  readonly state?: string;
  /** Whom it runs as; cron and pipelines have that elsewhere. */
  readonly account?: string;
  /** Whether exit code 2 is no failure. */
  readonly toleratesDrift: boolean;
  /** The selected ones. */
  readonly hosts: readonly HostSpec[];
  /** What opens secrets that are encrypted with age, and the absolute path of its file where that is known. */
  readonly age: { readonly by: 'identity' | 'passphrase'; readonly file?: string };
}

export interface ScheduleFile {
  readonly name: string;
  readonly text: string;
  /** UTF-8 without it; this one begins with its byte order mark. */
  readonly encoding?: 'utf16le';
}

/** The name of a run for its scheduler: of the unit, the task, the job. */
export function nameOf({ run }: Pick<ScheduleRequest, 'run'>): string {
  return `vlkctl-${run}`;
}

/** Whether it runs in a checkout of the repository rather than on a machine of its own. */
export function isPipeline(kind: ScheduleKind): boolean {
  return kind === 'github' || kind === 'gitlab';
}
