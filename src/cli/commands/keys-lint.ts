import { type Command, Option } from 'commander';
import type { LintFlags } from '../actions/keys-lint.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';

/** Adds `keys lint`; it needs no inventory. */
export function addKeysLint(keys: Command, { io, done }: Pick<Cli, 'io' | 'done'>): void {
  keys
    .command('lint')
    .description('find product keys in clear in this git repository: exit code 2 if there are any')
    .addOption(new Option('--staged', 'only what the next commit takes').conflicts(['history', 'installHook']))
    .addOption(
      new Option('--history', 'all that git keeps: every version, also of what was deleted').conflicts('installHook'),
    )
    .option('--install-hook', 'have git refuse commits with a key in clear (a pre-commit hook)')
    .option('--allow <file>', 'last fives of keys that may stay (default .vlkctl-allowed-keys)')
    .addOption(new Option('--output <form>', 'form of the document').choices(['text', 'json']).default('text'))
    .option('--quiet', 'no progress and no warnings; errors stay')
    .addHelpText('after', `${examples(EXAMPLES)}\n${NOTES}`)
    .action(async (flags: LintFlags) => {
      const { keysLint } = await import('../actions/keys-lint.ts');
      done(await keysLint(flags, io));
    });
}

const EXAMPLES: Readonly<Record<string, string>> = {
  'vlkctl keys lint': 'files here, but for ignored ones',
  'vlkctl keys lint --history': 'which commit brought a key in',
  'vlkctl keys lint --install-hook': 'once in each clone',
  'vlkctl keys lint --history --output json': 'for a script',
};

const NOTES = `
Found are keys with hyphens or without, in UTF-8 and UTF-16 files, and within
DigitalProductId of registry exports. Not found are mistyped keys, and keys in
archives, in base64 or in submodules. Placeholders and the KMS client setup keys
that Microsoft publishes do not count.

A key that may stay (blocked, or made up for a test) goes into the file
.vlkctl-allowed-keys at the root of the repository, one a line: its last five
characters as they are printed, a space, and why.`;
