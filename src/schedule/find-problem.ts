import { isEvery } from './cron-times.ts';
import type { ScheduleProblem } from './problem.ts';
import { isPipeline, type ScheduleKind, type ScheduleRequest } from './schedule.ts';
import { secretNeeds } from './secret-needs.ts';
import { triggerCount } from './windows-task.ts';

/** Task Scheduler takes no more of them. */
const MOST_TRIGGERS = 48;

/** What this kind of schedule cannot do of what is asked, or undefined. */
export function findProblem(kind: ScheduleKind, request: ScheduleRequest): ScheduleProblem | undefined {
  return findOddWord(kind, request) ?? findKindProblem(kind, request);
}

function findKindProblem(kind: ScheduleKind, request: ScheduleRequest): ScheduleProblem | undefined {
  if (isPipeline(kind)) return findPipelineProblem(request);
  if (kind === 'systemd' && request.account === undefined) return NO_ACCOUNT;
  return kind === 'windows' ? findWindowsProblem(request) : undefined;
}

/** A line of a file ends where it ends, and some replace what others would quote. */
function findOddWord(kind: ScheduleKind, request: ScheduleRequest): ScheduleProblem | undefined {
  const { program, inventory, on, state, account, age } = request;
  const words = [...program, ...inventory, on, state, account, age.file].filter((word) => word !== undefined);
  const odd = words.find((word) => isOdd(kind, word));
  if (odd === undefined) return undefined;
  return {
    message: `${JSON.stringify(odd)} cannot be written in such a file.`,
    help: `Use paths and names without line breaks${REPLACED[kind] === undefined ? '' : `, ${REPLACED[kind].what}`}.`,
  };
}

const REPLACED: Partial<Record<ScheduleKind, { readonly sign: RegExp; readonly what: string }>> = {
  windows: { sign: /%.*%|\$\(/, what: '%NAME% and $(' },
  github: { sign: /\$\{\{/, what: '${{' },
};

function isOdd(kind: ScheduleKind, word: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f]/.test(word) || REPLACED[kind]?.sign.test(word) === true;
}

function findPipelineProblem({ run, state }: ScheduleRequest): ScheduleProblem | undefined {
  if (run === 'drift' || state !== undefined) return undefined;
  return {
    message: 'apply needs a state folder that outlives the checkout.',
    help: 'Give --state FOLDER with a folder of the runner.',
  };
}

function findWindowsProblem({ run, hosts, times, toleratesDrift }: ScheduleRequest): ScheduleProblem | undefined {
  const [variable] = secretNeeds(hosts, run).variables;
  if (variable !== undefined)
    return {
      message: `A task cannot be given the environment variable ${variable.name} (${variable.what}) unseen by others.`,
      help: 'Declare it in the inventory as `file`, `command`, `age` or `sops` (docs/secrets.md).',
    };
  if (toleratesDrift)
    return { message: 'To Task Scheduler no exit code is a failure.', help: 'Leave out --tolerate-drift.' };
  if (!isEvery(times, 'weekdays') && !isEvery(times, 'months'))
    return {
      message: 'Task Scheduler has no weekdays of some months.',
      help: 'Write `*` for the month or the weekday.',
    };
  const count = triggerCount(times);
  if (count <= MOST_TRIGGERS) return undefined;
  return { message: `Task Scheduler takes ${MOST_TRIGGERS} times a day, not ${count}.`, help: 'Run less often.' };
}

const NO_ACCOUNT: ScheduleProblem = {
  message: 'Nothing says whom the service runs as.',
  help: 'Give --as ACCOUNT.',
};
