import { columns, needLines, originOf, remarks } from './describe.ts';
import { nameOf, type ScheduleFile, type ScheduleRequest } from './schedule.ts';
import { type SecretNeeds, secretNeeds } from './secret-needs.ts';
import { crontabLine, runWords, shLine, shWord } from './words.ts';

/** A line for the crontab of an account. cron mails whatever is printed, so nothing is unless the run went wrong. */
export function crontabFiles(request: ScheduleRequest): readonly ScheduleFile[] {
  const needs = secretNeeds(request.hosts, request.run);
  const text = `${remarks(head(request, needs))}${commandLine(request, needs)}\n`;
  return [{ name: `${nameOf(request)}.cron`, text }];
}

/** The line itself, with its five fields. */
export function commandLine(request: ScheduleRequest, needs: SecretNeeds): string {
  const run = shLine([...request.program, ...runWords(request)]);
  const isFine = request.toleratesDrift ? '[ "$code" -eq 2 ] || ' : '';
  const tell = String.raw`printf '%s\nexit code %s\n' "$out" "$code"`;
  const steps = [
    'PATH=/usr/local/bin:/usr/bin:/bin',
    'export PATH',
    ...secretSteps(request, needs),
    `out=$(${run} 2>&1) || { code=$?; ${isFine}${tell}; }`,
  ];
  return `${request.cron} ${crontabLine(steps.join('; '))}`;
}

function head(request: ScheduleRequest, needs: SecretNeeds): readonly string[] {
  const { variables, programs } = needs;
  const file = secretsFile(request);
  const takes = [
    `${file}, of this account and mode 600, has to hold NAME='value' for`,
    ...columns(variables).map((line) => `  ${line}`),
  ];
  return [
    originOf('cron', request),
    'Add the line with `crontab -e`, as the account whose home and state folder it uses.',
    'It says nothing unless the run went wrong; set MAILTO to get that.',
    ...(variables.length === 0 ? [] : takes),
    ...needLines(needs),
    ...(programs.length === 0 ? [] : ['These programs get the environment of cron only.']),
  ];
}

function secretsFile(request: ScheduleRequest): string {
  return `/etc/vlkctl/${nameOf(request)}.env`;
}

function secretSteps(request: ScheduleRequest, { variables, hasAge }: SecretNeeds): readonly string[] {
  const { by, file = `/etc/vlkctl/age-${by}` } = request.age;
  return [
    ...(variables.length === 0 ? [] : ['set -a', `. ${secretsFile(request)}`, 'set +a']),
    ...(hasAge ? [`export VLKCTL_AGE_${by.toUpperCase()}_FILE=${shWord(file)}`] : []),
  ];
}
