import { Argument } from 'commander';
import type { Cli } from '../cli.ts';
import { SHELLS, type Shell } from '../completion/scripts.ts';
import { examples } from '../examples.ts';

/** Adds `completion`, and the hidden command that its scripts call back. */
export function addCompletion({ program, io, done }: Cli): void {
  program
    .command('completion')
    .description('print a script that lets your shell complete words')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText('after', `${examples(INSTALL)}\n\n${NOTES}`)
    .action(async (shell: Shell) => {
      const { completionCommand } = await import('../actions/completion.ts');
      done(completionCommand(shell, io));
    });
  program
    .command('__complete', { hidden: true })
    .argument('[shell]')
    .argument('[words...]')
    .action(async (shell: string | undefined, words: readonly string[]) => {
      const { completeCommand } = await import('../actions/complete.ts');
      done(await completeCommand(program, shell ?? '', words, io));
    });
}

const INSTALL: Readonly<Record<string, string>> = {
  'eval "$(vlkctl completion bash)"': 'bash: into ~/.bashrc',
  'eval "$(vlkctl completion zsh)"': 'zsh: into ~/.zshrc, after compinit',
  'vlkctl completion fish > ~/.config/fish/completions/vlkctl.fish': 'fish: once',
  'vlkctl completion powershell | Out-String | Invoke-Expression': 'PowerShell: into $PROFILE',
};

const NOTES = `It completes commands, flags and their values, codes, and the hosts, groups,
tags and keys of the inventory. Open a new shell afterwards. In PowerShell quote
selectors: --on '@plant-a'.`;
