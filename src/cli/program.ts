import { Command } from 'commander';
import type { Cli } from './cli.ts';
import { addAdopt } from './commands/adopt.ts';
import { addApply } from './commands/apply.ts';
import { addBundle } from './commands/bundle.ts';
import { addCompletion } from './commands/completion.ts';
import { addDoctor } from './commands/doctor.ts';
import { addDrift } from './commands/drift.ts';
import { addExplain } from './commands/explain.ts';
import { addForceUnlock } from './commands/force-unlock.ts';
import { addHelp } from './commands/help.ts';
import { addHosts } from './commands/hosts.ts';
import { addIngest } from './commands/ingest.ts';
import { addKeys } from './commands/keys.ts';
import { addLab } from './commands/lab.ts';
import { addPlan } from './commands/plan.ts';
import { addRecover } from './commands/recover.ts';
import { addRehearse } from './commands/rehearse.ts';
import { addRunbook } from './commands/runbook.ts';
import { addRuns } from './commands/runs.ts';
import { addSchedule } from './commands/schedule.ts';
import { addValidate } from './commands/validate.ts';
import { addWhy } from './commands/why.ts';
import { addWindows } from './commands/windows.ts';
import { examples } from './examples.ts';
import { HELP } from './help.ts';
import type { Io } from './io.ts';
import { everyCommand, renderUsageError } from './usage-errors.ts';

type AddCommand = (cli: Cli) => void;

/** In the order in which somebody meets them. Each adds its flags and help; what it does is loaded when it is called. */
const COMMANDS: Readonly<Record<string, readonly AddCommand[]>> = {
  'To learn:': [addRehearse, addLab, addExplain],
  'The inventory:': [addValidate, addHosts, addWhy, addWindows, addKeys, addAdopt],
  'The hosts:': [
    addDrift,
    addPlan,
    addApply,
    addRecover,
    addForceUnlock,
    addBundle,
    addIngest,
    addRunbook,
    addDoctor,
    addRuns,
    addSchedule,
  ],
  'Besides:': [addCompletion, addHelp],
};

/** The commander program; what a command answers goes to `done` as the exit code. */
export function makeProgram(io: Io, version: string, done: (code: number) => void): Command {
  const program = new Command('vlkctl')
    .description(
      'Windows volume licence keys as code: declare in YAML which machine carries which key, see drift, apply safely.',
    )
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .configureHelp(HELP)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .addHelpText('after', `${examples(EXAMPLES)}\n${EXIT_CODES}`);
  for (const [heading, commands] of Object.entries(COMMANDS)) {
    program.commandsGroup(heading);
    for (const add of commands) add({ program, io, done });
  }
  for (const command of everyCommand(program)) {
    // Theirs would be one more line in lists of two or three; `vlkctl help keys` is there anyway.
    if (command !== program) command.helpCommand(false);
    command.configureOutput({ outputError: (text, write) => write(renderUsageError(text, command)) });
  }
  return program;
}

const EXAMPLES: Readonly<Record<string, string>> = {
  'vlkctl rehearse': 'see it work without a single machine',
  'vlkctl validate': 'the inventory in ./inventories',
  "vlkctl drift --on '@plant-a'": 'one group',
  'vlkctl apply --on hmi-07.a.example': 'one host, after a question',
  'vlkctl recover': 'after anything was interrupted',
  'vlkctl explain os-level-mismatch': 'what a code means and what to do',
};

const EXIT_CODES = `
Exit codes (\`vlkctl explain 5\` tells more):
  0 in order    1 could not run    2 drift    3 refused as too dangerous
  4 a write failed or was undone   5 blocked, stale or unknown hosts
  64 usage      130 interrupted`;
