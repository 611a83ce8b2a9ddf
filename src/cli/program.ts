import { Command } from 'commander';
import type { Cli } from './cli.ts';
import { addApply } from './commands/apply.ts';
import { addDrift } from './commands/drift.ts';
import { addKeys } from './commands/keys.ts';
import { addPlan } from './commands/plan.ts';
import { addRecover } from './commands/recover.ts';
import { addRehearse } from './commands/rehearse.ts';
import { addValidate } from './commands/validate.ts';
import type { Io } from './io.ts';

/** In the order in which somebody meets them. Each adds its flags and help; what it does is loaded when it is called. */
const COMMANDS: readonly ((cli: Cli) => void)[] = [
  addRehearse,
  addValidate,
  addDrift,
  addPlan,
  addApply,
  addRecover,
  addKeys,
];

/** The commander program; what a command answers goes to `done` as the exit code. */
export function makeProgram(io: Io, version: string, done: (code: number) => void): Command {
  const program = new Command('vlkctl')
    .description(
      'Windows volume licence keys as code: declare in YAML which machine carries which key, see drift, apply safely.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showSuggestionAfterError()
    .showHelpAfterError('Run `vlkctl --help` to see what there is.')
    .addHelpText('after', EXAMPLES);
  for (const add of COMMANDS) add({ program, io, done });
  return program;
}

const EXAMPLES = `
Examples:
  vlkctl rehearse                       see it work without a single machine
  vlkctl validate                       the inventory in ./inventories
  vlkctl drift --on '@plant-a'          one group
  vlkctl plan --output json             for a script
  vlkctl apply --on hmi-07.a.example    one host, after a question
  vlkctl recover                        after anything was interrupted

Exit codes: 0 in order, 1 could not run, 2 drift, 4 a write failed or was undone,
            5 blocked, stale or unknown hosts, 64 usage, 130 interrupted.`;
