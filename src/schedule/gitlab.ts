import { columns, needLines, originOf, remarks } from './describe.ts';
import { ageVariables, render } from './github.ts';
import { nameOf, type ScheduleFile, type ScheduleRequest } from './schedule.ts';
import { type Need, type SecretNeeds, secretNeeds } from './secret-needs.ts';
import { planWords, runWords, shLine, validateWords } from './words.ts';

const TAGS = ['vlkctl'];
const OWN_REQUEST =
  '$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID';
const NOTE_TOKEN: Need = { name: 'VLKCTL_NOTE_TOKEN', what: 'a project access token, Reporter, scope api' };
/** Variables are given to jobs of their environment only; `access` announces no deployment. */
const PLAN_PLACE = 'vlkctl/plan';

/** One file with a job that runs on time, and two that check a merge request and comment its plan. */
export function gitlabFiles(request: ScheduleRequest): readonly ScheduleFile[] {
  const name = nameOf(request);
  const jobs = {
    [name]: scheduledJob(request),
    'vlkctl-validate': validateJob(request),
    'vlkctl-plan': planJob(request),
  };
  return [{ name: '.gitlab-ci.yml', text: `${remarks(head(request))}\n${render(jobs)}` }];
}

function scheduledJob(request: ScheduleRequest): object {
  const { run, toleratesDrift } = request;
  return {
    stage: 'test',
    tags: TAGS,
    rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule"' }],
    environment: { name: placeOf(request), action: 'access' },
    resource_group: 'vlkctl',
    interruptible: false,
    timeout: run === 'apply' ? '3 days' : '6 hours',
    script: [shLine(['vlkctl', ...runWords(request)])],
    ...(toleratesDrift && { allow_failure: { exit_codes: [2] } }),
  };
}

function validateJob(request: ScheduleRequest): object {
  const script = [shLine(['vlkctl', ...validateWords(request)])];
  return { stage: 'build', tags: TAGS, rules: [{ if: OWN_REQUEST }], script };
}

/** Blocked hosts (5) and a refusal (3) fail it after its plan is commented. */
function planJob(request: ScheduleRequest): object {
  return {
    stage: 'test',
    tags: TAGS,
    rules: [{ if: OWN_REQUEST }],
    environment: { name: PLAN_PLACE, action: 'access' },
    timeout: '6 hours',
    script: [
      'code=0',
      `${shLine(['vlkctl', ...planWords(request)])} > vlkctl-plan.md || code=$?`,
      NOTE,
      'exit "$code"',
    ],
  };
}

/** The token is in no argument list: curl reads it from its input. */
const NOTE = `if [ -s vlkctl-plan.md ]; then
  printf 'header = "PRIVATE-TOKEN: %s"\\n' "$VLKCTL_NOTE_TOKEN" |
    curl --config - --fail --silent --show-error --output /dev/null \\
      --data-urlencode body@vlkctl-plan.md \\
      "$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes" || code=1
fi
`;

function placeOf({ run }: ScheduleRequest): string {
  return `vlkctl/${run}`;
}

function head(request: ScheduleRequest): readonly string[] {
  const needs = secretNeeds(request.hosts, request.run);
  const planNeeds = secretNeeds(request.hosts, 'drift');
  return [
    originOf('gitlab', request),
    'Goes to the root of the repository as .gitlab-ci.yml, or is included there.',
    'The runner has the tag vlkctl, vlkctl and curl in its PATH, and reaches the hosts.',
    'GitLab keeps the time itself: Build > Pipeline schedules > New, with the cron',
    `  ${request.cron}`,
    ...variableLines(placeOf(request), variablesOf(request, needs)),
    ...variableLines(PLAN_PLACE, [...variablesOf(request, planNeeds), NOTE_TOKEN]),
    'Variables for vlkctl/plan are not protected: branches are not.',
    ...needLines(needs, request.root),
    'Whoever may push a branch can change what runs here. Keep the project private.',
  ];
}

function variablesOf(request: ScheduleRequest, needs: SecretNeeds): readonly Need[] {
  return [...needs.variables, ...ageVariables(request, needs)];
}

function variableLines(place: string, variables: readonly Need[]): readonly string[] {
  if (variables.length === 0) return [`The environment ${place} needs no variable.`];
  return [`Masked variables with the environment scope ${place}:`, ...columns(variables).map((line) => `  ${line}`)];
}
