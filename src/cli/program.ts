import { Command, InvalidArgumentError, Option } from 'commander';
import { type ApplyFlags, applyCommand } from './commands/apply.ts';
import { driftCommand } from './commands/drift.ts';
import { keysIdentify } from './commands/keys-identify.ts';
import { type PlanFlags, planCommand } from './commands/plan.ts';
import { type RecoverFlags, recoverCommand } from './commands/recover.ts';
import { rehearse } from './commands/rehearse.ts';
import { validate } from './commands/validate.ts';
import type { Io } from './io.ts';
import type { InventoryOptions, RunFlags } from './options.ts';

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
  const inventoryCommand = (parent: Command, name: string, description: string): Command =>
    withInventory(parent.command(name).description(description), io);
  const runCommand = (name: string, description: string): Command =>
    withRun(inventoryCommand(program, name, description), io);

  inventoryCommand(program, 'validate', 'report every problem of the inventory; reaches no host').action(
    async (options: InventoryOptions) => done(await validate(options, io)),
  );
  runCommand('drift', 'observe the hosts and compare; changes nothing, needs no key').action(async (flags: RunFlags) =>
    done(await driftCommand(flags, io)),
  );
  runCommand('plan', 'drift and what apply would do; changes nothing, needs no key')
    .option('--detailed-exitcode', 'exit code 2 when there is something to do')
    .action(async (flags: PlanFlags) => done(await planCommand(flags, io)));
  runCommand('apply', 'plan, ask, change, read back; puts a host back when the change does not take')
    .option('--yes', 'do not ask')
    .action(async (flags: ApplyFlags) => done(await applyCommand(flags, io)));
  runCommand('recover', 'settle what an interrupted apply left; needs no key')
    .option('--restore <host>', 'put OOBETimer back on this host, whatever was found there')
    .option('--drop <host>', 'forget the unfinished change of this host and leave it as it is')
    .action(async (flags: RecoverFlags) => done(await recoverCommand(flags, io)));
  const keys = program.command('keys').description("the organisation's keys");
  inventoryCommand(keys, 'identify', 'print what to write into the inventory instead of a key')
    .argument('<label>', 'name of the key in the inventory')
    .action(async (label: string, options: InventoryOptions) => done(await keysIdentify(label, options, io)));
  program
    .command('rehearse')
    .description('drift, plan, apply, drift on a simulated fleet, in seconds')
    .action(async () => done(await rehearse(io)));
  return program;
}

function withInventory(command: Command, { surroundings: { env } }: Io): Command {
  const otherwise = [env['VLKCTL_INVENTORY'] ?? 'inventories'];
  // Not `<path...>`: that would swallow the argument of `keys identify -i FILE LABEL`.
  const inventory = new Option('-i, --inventory <path>', 'file or folder, can be repeated (VLKCTL_INVENTORY)')
    .default(otherwise, otherwise[0])
    .argParser((path: string, before: readonly string[]) => (before === otherwise ? [path] : [...before, path]));
  const output = new Option('--output <form>', 'form of the document').choices(['text', 'json']).default('text');
  return command.addOption(inventory).addOption(output);
}

function withRun(command: Command, { surroundings: { env } }: Io): Command {
  const state = env['VLKCTL_STATE'];
  return command
    .option('--on <selector>', "hosts, such as '@plant-a,gate-*,!hmi-07*'; @ names a group or tag")
    .option('--state <folder>', 'folder of the journal (VLKCTL_STATE; default .vlkctl)', state)
    .option('--concurrency <n>', 'hosts at the same time (default 16)', positive)
    .option('--timeout <seconds>', 'for one answer of a host (default 60)', seconds)
    .option('--quiet', 'no progress on stderr');
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}

/** A day is more than any host takes, and less than what a timer can hold. */
function seconds(text: string): number {
  const value = positive(text);
  if (value > 86_400) throw new InvalidArgumentError('It must be at most a day: 86400.');
  return value;
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
