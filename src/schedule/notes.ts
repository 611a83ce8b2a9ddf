import type { AccessKind } from '../model/host.ts';
import { isPipeline, type ScheduleKind, type ScheduleRequest } from './schedule.ts';
import { secretNeeds } from './secret-needs.ts';
import { importLine, LEAST_ACCOUNT, systemAccount } from './windows-task.ts';

/** What whoever installs the files should know beside what stands in them, in sentences. */
export function scheduleNotes(kind: ScheduleKind, request: ScheduleRequest, platform: string): readonly string[] {
  return [
    ...noteMachine(kind, platform),
    ...(kind === 'systemd' ? [...noteTemporary(request), ...noteRoot(request)] : []),
    ...(kind === 'windows' ? noteTask(request) : []),
    ...noteSsh(request),
  ];
}

function noteMachine(kind: ScheduleKind, platform: string): readonly string[] {
  const isThere = isPipeline(kind) || (kind === 'windows') === (platform === 'win32');
  return isThere ? [] : ['The paths are those of this machine. Run this on the machine that is to run vlkctl.'];
}

function noteTemporary({ program, inventory, state = '' }: ScheduleRequest): readonly string[] {
  const path = [...program, ...inventory, state].find((each) => /^(?:\/var)?\/tmp\//.test(each));
  return path === undefined ? [] : [`${path} is in a folder for temporary files: the service sees an empty one.`];
}

function noteRoot({ account }: ScheduleRequest): readonly string[] {
  return account === 'root' ? ['It would run as root. Give --as with the account that uses vlkctl by hand.'] : [];
}

function noteTask(request: ScheduleRequest): readonly string[] {
  const { account = LEAST_ACCOUNT, hosts, run } = request;
  const kinds = new Set<AccessKind>(hosts.map(({ access }) => access.kind));
  const asAccount = (['ssh', 'wmi', 'local'] as const).filter((each) => kinds.has(each));
  return [
    `Take it in as an administrator: ${importLine(request, `vlkctl-${run}.xml`)}`,
    ...(systemAccount(account) === systemAccount(LEAST_ACCOUNT) && asAccount.length > 0
      ? [
          `Over ${asAccount.join(' and ')} hosts are reached as the account of the task, and ${account} has no rights there: give --as.`,
        ]
      : []),
    ...(secretNeeds(hosts, run).hasAge
      ? ['Say machine-wide where the file for age is: setx /M VLKCTL_AGE_IDENTITY_FILE PATH']
      : []),
  ];
}

function noteSsh({ hosts }: ScheduleRequest): readonly string[] {
  if (!hosts.some(({ access }) => access.kind === 'ssh')) return [];
  return ['Nobody types a passphrase for ssh: the account needs a key without one, and the hosts in its known_hosts.'];
}
