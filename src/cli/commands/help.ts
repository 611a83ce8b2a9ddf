import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { UsageError } from '../io.ts';
import { unknownCommand } from '../usage-errors.ts';

/** Adds `help`. The one that commander brings knows no command within another, and takes any word. */
export function addHelp({ program }: Cli): void {
  program
    .helpCommand(false)
    .command('help')
    .description('show the help of a command')
    .argument('[command...]', 'the words of a command; without it the list of all')
    .addHelpText(
      'after',
      examples({ 'vlkctl help apply': 'one command', 'vlkctl help keys lint': 'one within another' }),
    )
    .action((words: readonly string[]) => words.reduce(within, program).outputHelp());
}

function within(command: Command, word: string): Command {
  const found = command.commands.find((each) => each.name() === word);
  if (found !== undefined) return found;
  const { message, help } = unknownCommand({ name: word }, command);
  throw new UsageError(message, help);
}
