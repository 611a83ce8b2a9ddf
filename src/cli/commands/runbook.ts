import { type Command, Option } from 'commander';
import { RUNBOOK_LANGUAGES } from '../../runbook/runbook.ts';
import type { RunbookFlags } from '../actions/runbook.ts';
import type { RunbookDoneFlags } from '../actions/runbook-done.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory, withOut, withState } from '../flags.ts';
import { UsageError } from '../io.ts';
import { SHEET_FORMS } from '../output-form.ts';

/** Adds `runbook`. */
export function addRunbook({ program, io, done }: Cli): void {
  const command = withOut(withState(withInventory(program.command('runbook'), io, SHEET_FORMS), io), io);
  withAnswers(command)
    .argument('<host>', 'name of a host; its first part or beginning will do')
    .description('how a person changes the key of a host by hand; --done: what they saw')
    .addOption(new Option('--language <language>', 'of the checklist').choices(RUNBOOK_LANGUAGES).default('en'))
    .option('--with-key', 'show the key below the checklist, on a terminal only')
    .addHelpText('after', `${examples(EXAMPLES)}\n${NOTES}`)
    .action(async (host: string, flags: RunbookFlags & RunbookDoneFlags) => {
      if (flags.done === true) {
        refuse(command, OF_THE_SHEET, '--done takes down what was seen and prints no checklist');
        const { runbookDone } = await import('../actions/runbook-done.ts');
        return done(await runbookDone(host, flags, io));
      }
      refuse(command, OF_THE_ANSWERS, 'these flags are answers, and go with --done');
      const { runbookCommand } = await import('../actions/runbook.ts');
      return done(await runbookCommand(host, { ...flags, output: formOf(command, flags) }, io));
    });
}

function withAnswers(command: Command): Command {
  return command
    .option('--done', 'record what the person saw; asks for what these flags do not say')
    .option('--product-id <id>', 'as the System page shows it, such as 55274-640-0000356-23123')
    .option('--last-five <characters>', 'the last five of the key that was typed')
    .addOption(
      new Option('--activated <answer>', 'whether Windows says it is already activated').choices(['yes', 'no']),
    )
    .option('--sp <number>', 'service pack that the System page shows, 0 for none')
    .option('--by <name>', 'who saw it (default: who runs this)')
    .option('--yes', 'do not ask');
}

const OF_THE_SHEET = ['output', 'out', 'language', 'withKey'];
const OF_THE_ANSWERS = ['productId', 'lastFive', 'activated', 'sp', 'by', 'yes'];

/** A flag that would be ignored is a mistake. */
function refuse(command: Command, names: readonly string[], why: string): void {
  const given = command.options.find(
    (option) =>
      names.includes(option.attributeName()) && command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given !== undefined) throw new UsageError(`${given.long}: ${why}`, 'Leave one of the two out.');
}

/** The ending of a file says what it should hold, unless `--output` does. */
function formOf(command: Command, { output, out = '' }: RunbookFlags): RunbookFlags['output'] {
  if (command.getOptionValueSource('output') === 'cli') return output;
  return FORM_OF_ENDING[/\.(?<ending>\w+)$/.exec(out)?.groups?.['ending']?.toLowerCase() ?? ''] ?? output;
}

const FORM_OF_ENDING: Readonly<Partial<Record<string, RunbookFlags['output']>>> = {
  html: 'html',
  htm: 'html',
  md: 'markdown',
  json: 'json',
};

const EXAMPLES: Readonly<Record<string, string>> = {
  'vlkctl runbook gate-07 --out gate-07.html': 'a page to print',
  'vlkctl runbook gate-07 --language da': 'in Danish, on the terminal',
  'vlkctl runbook gate-07 --with-key': 'for whoever stands there now',
  'vlkctl runbook --done gate-07': 'asks what the person saw',
};

const NOTES = `
The sheet holds no key: hand that over separately. What --done records
is shown as self-reported, and counts for hosts that nobody reaches only.`;
