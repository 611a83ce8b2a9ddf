import { stringify } from 'yaml';
import { columns, needLines, originOf, remarks } from './describe.ts';
import { nameOf, type ScheduleFile, type ScheduleRequest } from './schedule.ts';
import { type SecretNeeds, secretNeeds } from './secret-needs.ts';
import { planWords, runWords, shLine, validateWords } from './words.ts';

/** Runners beside the hosts, with vlkctl on them. */
const RUNNER = ['self-hosted', 'vlkctl'];
const CHECKOUT = { uses: 'actions/checkout@v4', with: { 'persist-credentials': false } };
/** Code of a fork must not come near a runner of ours. GitHub gives it no secrets either. */
const NO_FORKS = 'github.event.pull_request.head.repo.full_name == github.repository';
/** Keys are out of reach of other branches there. */
const KEYS_PLACE = 'vlkctl-apply';
/** In the checkout, which is swept before each run. */
const PLAN_FILE = 'vlkctl-plan.md';

/** A workflow that runs on time, and one that checks a pull request and comments its plan. */
export function githubFiles(request: ScheduleRequest): readonly ScheduleFile[] {
  return [
    { name: `${nameOf(request)}.yml`, text: scheduledWorkflow(request) },
    { name: 'vlkctl-plan.yml', text: planWorkflow(request) },
  ];
}

function scheduledWorkflow(request: ScheduleRequest): string {
  const needs = secretNeeds(request.hosts, request.run);
  const { run, cron } = request;
  const workflow = {
    name: `vlkctl ${run}`,
    on: { schedule: [{ cron }], workflow_dispatch: {} },
    permissions: { contents: 'read' },
    concurrency: { group: 'vlkctl', 'cancel-in-progress': false },
    jobs: {
      [run]: {
        'runs-on': RUNNER,
        ...(run === 'apply' && { environment: KEYS_PLACE }),
        'timeout-minutes': run === 'apply' ? 4320 : 360,
        steps: [CHECKOUT, { name: run, shell: 'bash', ...environment(needs, request), run: scheduledScript(request) }],
      },
    },
  };
  const time = 'The time is in UTC, and GitHub may be late. Only the file on the default branch counts.';
  return `${remarks([...head(request, { file: `${nameOf(request)}.yml`, what: run, needs }), time])}\n${render(workflow)}`;
}

/** The report is in the summary of the job; its exit code is that of the run. */
function scheduledScript(request: ScheduleRequest): string {
  const line = `${shLine(['vlkctl', ...runWords(request), '--output', 'markdown'])} >> "$GITHUB_STEP_SUMMARY"`;
  return request.toleratesDrift ? `${line} || {\n  code=$?\n  [ "$code" -eq 2 ] || exit "$code"\n}\n` : `${line}\n`;
}

function planWorkflow(request: ScheduleRequest): string {
  const needs = secretNeeds(request.hosts, 'drift');
  const workflow = {
    name: 'vlkctl plan',
    on: { pull_request: {} },
    permissions: {},
    jobs: {
      validate: {
        if: NO_FORKS,
        'runs-on': RUNNER,
        permissions: { contents: 'read' },
        steps: [
          CHECKOUT,
          { name: 'validate', shell: 'bash', run: `${shLine(['vlkctl', ...validateWords(request)])}\n` },
        ],
      },
      plan: {
        if: NO_FORKS,
        needs: 'validate',
        'runs-on': RUNNER,
        'timeout-minutes': 360,
        permissions: { contents: 'read', 'pull-requests': 'write' },
        steps: [CHECKOUT, planStep(request, needs), COMMENT],
      },
    },
  };
  const forks = 'Pull requests from forks are left out: their code must not run beside the hosts.';
  const trust = 'Whoever may push a branch can change what runs here. Keep the repository private.';
  return `${remarks([...head(request, { file: 'vlkctl-plan.yml', what: 'plan', needs }), forks, trust])}\n${render(workflow)}`;
}

/** Blocked hosts (5) and a refusal (3) fail it, and their plan is commented all the same. */
function planStep(request: ScheduleRequest, needs: SecretNeeds): object {
  const run = `${shLine(['vlkctl', ...planWords(request)])} > ${PLAN_FILE}\n`;
  return { name: 'plan', shell: 'bash', ...environment(needs, request), run };
}

/** One comment for each pull request, written anew by each push. */
const COMMENT = {
  name: 'comment',
  if: '!cancelled()',
  uses: 'actions/github-script@v7',
  with: {
    script: `const fs = require('fs');
const plan = fs.existsSync('${PLAN_FILE}') ? fs.readFileSync('${PLAN_FILE}', 'utf8') : '';
if (plan.trim() === '') return;
const mark = '<!-- vlkctl plan -->';
const body = \`\${mark}\\n\${plan.slice(0, 65000)}\`;
const at = { owner: context.repo.owner, repo: context.repo.repo };
const issue_number = context.issue.number;
const comments = await github.paginate(github.rest.issues.listComments, { ...at, issue_number });
const own = comments.find((comment) => comment.user.type === 'Bot' && comment.body.startsWith(mark));
if (own) await github.rest.issues.updateComment({ ...at, comment_id: own.id, body });
else await github.rest.issues.createComment({ ...at, issue_number, body });
`,
  },
};

interface Workflow {
  readonly file: string;
  /** What vlkctl does in it. */
  readonly what: string;
  readonly needs: SecretNeeds;
}

function head(request: ScheduleRequest, { file, what, needs }: Workflow): readonly string[] {
  const secrets = [...needs.variables, ...ageVariables(request, needs)];
  const place = what === 'apply' ? `the environment ${KEYS_PLACE}, for the default branch only` : 'the repository';
  return [
    originOf('github', request, what),
    `Goes to .github/workflows/${file}. The runner has vlkctl in its PATH, and reaches the hosts.`,
    ...(secrets.length === 0 ? ['It needs no secret.'] : [`Secrets of ${place}:`]),
    ...columns(secrets).map((line) => `  ${line}`),
    ...needLines(needs, request.root),
  ];
}

function environment(needs: SecretNeeds, request: ScheduleRequest): { env?: Readonly<Record<string, string>> } {
  const names = [...needs.variables, ...ageVariables(request, needs)].map(({ name }) => name);
  if (names.length === 0) return {};
  return { env: Object.fromEntries(names.map((name) => [name, `\${{ secrets.${name} }}`])) };
}

/** A pipeline has no file of its own for what opens age. */
export function ageVariables({ age }: ScheduleRequest, { hasAge }: SecretNeeds): SecretNeeds['variables'] {
  const name = `VLKCTL_AGE_${age.by.toUpperCase()}`;
  return hasAge ? [{ name, what: 'opens what is encrypted with age' }] : [];
}

export function render(document: object): string {
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}
