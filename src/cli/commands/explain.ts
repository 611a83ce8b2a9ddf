import { Option } from 'commander';
import type { ExplainFlags } from '../actions/explain.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';

/** Adds `explain`. */
export function addExplain({ program, io, done }: Cli): void {
  program
    .command('explain')
    .description('what a code means and what to do; without one, all codes')
    .argument('[code]', 'code of a problem, host, fault or refusal, or an exit code')
    .addOption(new Option('--output <form>', 'form of the document').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      examples({
        'vlkctl explain os-level-mismatch': 'a code from a report or from validate',
        'vlkctl explain 5': 'an exit code',
        'vlkctl explain': 'all codes with their titles',
        'vlkctl explain --output json': 'the same for a wiki or a script',
      }),
    )
    .action(async (code: string | undefined, flags: ExplainFlags) => {
      const { explainCommand } = await import('../actions/explain.ts');
      done(explainCommand(code, flags, io));
    });
}
