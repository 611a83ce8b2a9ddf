import { type CronTimes, isEvery } from './cron-times.ts';
import { needLines, originOf } from './describe.ts';
import { nameOf, type ScheduleFile, type ScheduleRequest } from './schedule.ts';
import { secretNeeds } from './secret-needs.ts';
import { runWords, windowsLine } from './words.ts';

/** Accounts of the system itself by the names that people call them; they have no password. */
const SYSTEM_ACCOUNTS: Readonly<Record<string, string>> = {
  system: 'S-1-5-18',
  localservice: 'S-1-5-19',
  networkservice: 'S-1-5-20',
};

/** What a task runs as unless told otherwise: the least that Windows has. */
export const LEAST_ACCOUNT = 'LocalService';

/** A task for `schtasks /Create /XML`, which reads UTF-16. No password stands in it. */
export function windowsFiles(request: ScheduleRequest): readonly ScheduleFile[] {
  return [{ name: `${nameOf(request)}.xml`, text: `\uFEFF${task(request)}`, encoding: 'utf16le' }];
}

/** How the task is taken in; somebody's account asks for its password, a group managed one has none. */
export function importLine(request: ScheduleRequest, file: string): string {
  const { account = LEAST_ACCOUNT } = request;
  const create = `schtasks /Create /TN ${nameOf(request)} /XML ${file}`;
  if (systemAccount(account) !== undefined) return create;
  return `${create} /RU ${account} /RP ${account.endsWith('$') ? '""' : '*'}`;
}

/** `NT AUTHORITY\Local Service` -> `S-1-5-19`; undefined for somebody's account. */
export function systemAccount(account: string): string | undefined {
  const name = account
    .replace(/^NT AUTHORITY\\/i, '')
    .replaceAll(/[\s-]/g, '')
    .toLowerCase();
  return Object.hasOwn(SYSTEM_ACCOUNTS, name) ? SYSTEM_ACCOUNTS[name] : undefined;
}

/** A task has one trigger for each time of day. */
export function triggerCount({ minutes, hours }: CronTimes): number {
  return minutes.length * hours.length;
}

/** No encoding is named: the byte order mark does that, and what is printed on a screen has another one. */
function task(request: ScheduleRequest): string {
  const { program, run, times } = request;
  const description = [originOf('windows', request), ...needLines(secretNeeds(request.hosts, run))].join('\n');
  return lines(`<?xml version="1.0"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>${xml(description)}</Description>
  </RegistrationInfo>
  <Triggers>
${triggers(times)}
  </Triggers>
  <Principals>
    <Principal id="Author">
${principal(request)}
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>${run === 'drift'}</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <Enabled>true</Enabled>
    <ExecutionTimeLimit>${run === 'drift' ? 'PT6H' : 'PT0S'}</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xml(program[0])}</Command>
      <Arguments>${xml(windowsLine([program[1], ...runWords(request)]))}</Arguments>
    </Exec>
  </Actions>
</Task>
`);
}

/** Whoever reads a host that is this machine has to be one of its administrators. */
function principal({ account = LEAST_ACCOUNT, hosts }: ScheduleRequest): string {
  const sid = systemAccount(account);
  const level = hosts.some(({ access }) => access.kind === 'local') ? 'HighestAvailable' : 'LeastPrivilege';
  const logon = sid === undefined ? ['<LogonType>Password</LogonType>'] : [];
  return [`<UserId>${xml(sid ?? account)}</UserId>`, ...logon, `<RunLevel>${level}</RunLevel>`]
    .map((line) => `      ${line}`)
    .join('\n');
}

function triggers(times: CronTimes): string {
  return times.hours
    .flatMap((hour) => times.minutes.map((minute) => `${twoDigits(hour)}:${twoDigits(minute)}:00`))
    .map((time) => trigger(time, times))
    .join('\n');
}

/** The order of these elements is the schema's. The day is any that has been: the same request gives the same file. */
function trigger(time: string, times: CronTimes): string {
  return `    <CalendarTrigger>
      <StartBoundary>2026-01-01T${time}</StartBoundary>
      <RandomDelay>PT5M</RandomDelay>
${days(times)}
    </CalendarTrigger>`;
}

function days(times: CronTimes): string {
  if (!isEvery(times, 'weekdays'))
    return `      <ScheduleByWeek>
        <WeeksInterval>1</WeeksInterval>
        <DaysOfWeek>${times.weekdays.map((day) => `<${WEEKDAY_NAMES[day]} />`).join('')}</DaysOfWeek>
      </ScheduleByWeek>`;
  if (isEvery(times, 'days') && isEvery(times, 'months'))
    return `      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>`;
  return `      <ScheduleByMonth>
        <DaysOfMonth>${times.days.map((day) => `<Day>${day}</Day>`).join('')}</DaysOfMonth>
        <Months>${times.months.map((month) => `<${MONTH_NAMES[month - 1]} />`).join('')}</Months>
      </ScheduleByMonth>`;
}

/** As elements are called, from 0. */
const WEEKDAY_NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
/** From January. */
const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** Windows ends lines like this. */
function lines(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
