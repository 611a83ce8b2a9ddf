import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from './io.ts';

/** Adds what every command that reads an inventory takes. */
export function withInventory(command: Command, { surroundings: { env } }: Io): Command {
  const otherwise = [env['VLKCTL_INVENTORY'] ?? 'inventories'];
  // Not `<path...>`: that would swallow the argument of `keys identify -i FILE LABEL`.
  const inventory = new Option('-i, --inventory <path>', 'file or folder, can be repeated (VLKCTL_INVENTORY)')
    .default(otherwise, otherwise[0])
    .argParser((path: string, before: readonly string[]) => (before === otherwise ? [path] : [...before, path]));
  const output = new Option('--output <form>', 'form of the document').choices(['text', 'json']).default('text');
  return command.addOption(inventory).addOption(output);
}

/** Adds what every command that reaches hosts takes, the inventory included. */
export function withRun(command: Command, io: Io): Command {
  const state = io.surroundings.env['VLKCTL_STATE'];
  return withInventory(command, io)
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
