import { err, ok, type Result } from '../model/result.ts';
import { commandLine, crontabFiles } from './crontab.ts';
import { findProblem } from './find-problem.ts';
import { githubFiles } from './github.ts';
import { gitlabFiles } from './gitlab.ts';
import type { ScheduleProblem } from './problem.ts';
import type { ScheduleFile, ScheduleKind, ScheduleRequest } from './schedule.ts';
import { secretNeeds } from './secret-needs.ts';
import { systemdFiles } from './systemd.ts';
import { windowsFiles } from './windows-task.ts';

/** Longer lines are cut off or refused, depending on the cron. */
const LONGEST_LINE = 990;

const FILES: Readonly<Record<ScheduleKind, (request: ScheduleRequest) => readonly ScheduleFile[]>> = {
  systemd: systemdFiles,
  cron: crontabFiles,
  windows: windowsFiles,
  github: githubFiles,
  gitlab: gitlabFiles,
};

/** The files of a schedule, ready to be used, or why there cannot be any. */
export function makeSchedule(
  kind: ScheduleKind,
  request: ScheduleRequest,
): Result<readonly ScheduleFile[], ScheduleProblem> {
  const problem = findProblem(kind, request) ?? (kind === 'cron' ? findLongLine(request) : undefined);
  return problem === undefined ? ok(FILES[kind](request)) : err(problem);
}

function findLongLine(request: ScheduleRequest): ScheduleProblem | undefined {
  const { length } = commandLine(request, secretNeeds(request.hosts, request.run));
  if (length <= LONGEST_LINE) return undefined;
  return { message: `The line would have ${length} characters, more than cron takes.`, help: 'Use systemd.' };
}
