import type { HostDrift } from './drift.ts';
import type { HostOutcome } from './outcome.ts';
import type { HostWindow } from './rollout.ts';

/** What happens during a run, as it happens. Progress and the ndjson output are readings of this stream. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly command: RunCommand;
      readonly simulated: boolean;
      /** How many hosts are selected. */
      readonly hosts: number;
    }
  /** A host was read, or could not be; `drift`, `plan` and the planning of `apply`. Each host once. */
  | { readonly type: 'host-observed'; readonly host: string; readonly drift: HostDrift }
  /** `apply` begins to carry out its plan: these hosts would be written to. */
  | { readonly type: 'changes-started'; readonly hosts: readonly string[] }
  /** A wave of `apply` begins, `number` of so many that have hosts. */
  | {
      readonly type: 'wave-started';
      readonly wave: string;
      readonly number: number;
      readonly of: number;
      readonly hosts: number;
    }
  /** `apply` and `recover` are through with a host, or will not begin it any more. Each host once. */
  | { readonly type: 'host-finished'; readonly host: string; readonly outcome: HostOutcome }
  /** `apply --wait` waits for the next window; told again now and then until it opens. */
  | { readonly type: 'waiting'; readonly hosts: number; readonly window: HostWindow; readonly until: string }
  /** No further host is begun, because of how this one ended. */
  | { readonly type: 'run-stopped'; readonly host: string; readonly why: HostOutcome['status'] };

/** Commands that reach hosts. */
export const RUN_COMMANDS = ['drift', 'plan', 'apply', 'recover'] as const;

export type RunCommand = (typeof RUN_COMMANDS)[number];
export type Emit = (event: RunEvent) => void;
