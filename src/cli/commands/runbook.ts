import { Option } from 'commander';
import { RUNBOOK_LANGUAGES } from '../../runbook/runbook.ts';
import type { RunbookFlags } from '../actions/runbook.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory, withState } from '../flags.ts';

/** Adds `runbook`. */
export function addRunbook({ program, io, done }: Cli): void {
  withState(withInventory(program.command('runbook'), io, ['text']), io)
    .argument('<host>', 'name of a host; its first part or beginning will do')
    .description('the checklist for changing the key of one host by hand')
    .addOption(
      new Option('--language <language>', 'of the checklist').choices(RUNBOOK_LANGUAGES).default(RUNBOOK_LANGUAGES[0]),
    )
    .addHelpText('after', examples(EXAMPLES))
    .action(async (host: string, flags: RunbookFlags) => {
      const { runbookCommand } = await import('../actions/runbook.ts');
      done(await runbookCommand(host, flags, io));
    });
}

const EXAMPLES: Readonly<Record<string, string>> = {
  'vlkctl runbook gate-07': 'on the terminal, in English',
  'vlkctl runbook gate-07 --language da': 'the same in Danish',
};
