import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../inventory/duration.ts';
import { FORCE_NAMES, type ForceName } from '../model/guard.ts';
import { type Io, UsageError } from './io.ts';
import type { OutputForm, SheetForm } from './output-form.ts';
import { findSaveProblem } from './save-document.ts';

/** Forms of the document of a command that reaches hosts. */
const RUN_FORMS: readonly OutputForm[] = ['text', 'json', 'ndjson', 'markdown'];

/** Adds what every command that reads an inventory takes; `forms` are the ones its document has, the first by default. */
export function withInventory(
  command: Command,
  { surroundings: { env } }: Io,
  forms: readonly (OutputForm | SheetForm)[] = ['text', 'json'],
): Command {
  const otherwise = [env['VLKCTL_INVENTORY'] ?? 'inventories'];
  // Not `<path...>`: that would swallow the argument of `keys identify -i FILE LABEL`.
  const inventory = new Option('-i, --inventory <path>', 'file or folder, can be repeated (VLKCTL_INVENTORY)')
    .default(otherwise, otherwise[0])
    .argParser((path: string, before: readonly string[]) => (before === otherwise ? [path] : [...before, path]));
  const output = new Option('--output <form>', 'form of the document').choices(forms).default(forms[0]);
  return command
    .addOption(inventory)
    .addOption(output)
    .option('--no-color', 'no colour on a terminal either (NO_COLOR)')
    .option('--quiet', 'no progress and no warnings; errors stay');
}

/** Adds what every command that reaches hosts takes, the inventory included. */
export function withRun(command: Command, io: Io, forms: readonly OutputForm[] = RUN_FORMS): Command {
  return withTimeout(
    withState(withSelector(withInventory(command, io, forms)), io)
      .option('--verbose', 'every host with what is known of it, and no list cut')
      .option('--concurrency <n>', 'hosts at the same time (default: rollout.concurrency, or 16)', positive)
      .option('--retries <n>', 'read a host again when it falls silent or is busy (default 1)', fewTimes),
  );
}

/** Adds `--timeout`. */
export function withTimeout(command: Command): Command {
  return command.option('--timeout <seconds>', 'for one answer of a host (default 60)', seconds);
}

/** Adds `--on`. */
export function withSelector(command: Command): Command {
  return command.option('--on <selector>', "hosts, such as '@plant-a,gate-*,!hmi-07*'; @ names a group or tag");
}

/** Adds `--state`. */
export function withState(command: Command, { surroundings: { env } }: Io): Command {
  return command.option(
    '--state <folder>',
    'folder of the journal (VLKCTL_STATE; default .vlkctl)',
    env['VLKCTL_STATE'],
  );
}

/** Adds `--out`: the document goes into a file. What can be known to fail is known before the first host is reached. */
export function withOut(command: Command, io: Io): Command {
  return command
    .addOption(
      new Option('--out <file>', 'write the document there instead of to stdout').argParser((path: string) => {
        const problem = findSaveProblem(resolve(io.surroundings.folder, path));
        if (problem !== undefined) throw new InvalidArgumentError(`It cannot be written: ${problem}.`);
        return path;
      }),
    )
    .hook('preAction', (_command, action) => refuseStreamInFile(action.opts()));
}

/** A file that appears when all is over is the opposite of a stream. */
function refuseStreamInFile({ out, output }: { out?: string; output?: string }): void {
  if (out === undefined || output !== 'ndjson') return;
  throw new UsageError(
    '--output ndjson is a stream and goes to stdout as it happens',
    'Redirect stdout instead: > FILE',
  );
}

/** A whole number from 1. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}

/** Pauses grow to half a minute: ten of them are three minutes for each host that is not there. */
function fewTimes(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 10) throw new InvalidArgumentError('It must be a whole number from 0 to 10.');
  return value;
}

/** A day is more than any host takes, and less than what a timer can hold. */
function seconds(text: string): number {
  const value = positive(text);
  if (value > 86_400) throw new InvalidArgumentError('It must be at most a day: 86400.');
  return value;
}

/** Adds `--lock-timeout`. */
export function withLockTimeout(command: Command): Command {
  return command.option('--lock-timeout <duration>', 'wait so long for another run to end, such as 10m', duration);
}

/** Milliseconds. */
export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError('Write it like 30m, 2h or 1h30m.');
  return ms;
}

/** Adds `--force`. */
export function withForce(command: Command): Command {
  return command.option('--force <names>', `override by name: ${FORCE_NAMES.join(', ')}`, forceNames);
}

function forceNames(text: string): readonly ForceName[] {
  return text.split(',').map((word) => {
    const name = FORCE_NAMES.find((known) => known === word.trim());
    if (name === undefined) throw new InvalidArgumentError(`There are ${FORCE_NAMES.join(', ')}.`);
    return name;
  });
}

/** Adds the flags of what writes into the inventory. */
export function withWriting(command: Command): Command {
  return command.option('--dry-run', 'show the change, write nothing and do not ask').option('--yes', 'do not ask');
}
