import type { Command } from 'commander';
import type { KeysDecryptFlags } from '../actions/keys-decrypt.ts';
import type { KeysEncryptFlags } from '../actions/keys-encrypt.ts';
import type { KeyWritingFlags } from '../actions/keys-write.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory, withWriting } from '../flags.ts';

/** Adds what keeps keys in the inventory, encrypted with age, to `keys`. */
export function addKeysAge(keys: Command, { io, done }: Pick<Cli, 'io' | 'done'>): void {
  withWriting(withInventory(keys.command('encrypt'), io, ['text']))
    .description('encrypt a key with age for the `recipients`, and write it into the inventory')
    .argument('[label]', 'name of the key; without it the encrypted text goes to stdout')
    .option('--stdin', 'take the key from stdin; it is taken from there anyhow where nobody sits at a terminal')
    .addHelpText('after', ENCRYPT_HELP)
    .action(async (label: string | undefined, flags: KeysEncryptFlags) => {
      const { keysEncrypt } = await import('../actions/keys-encrypt.ts');
      done(await keysEncrypt(label, flags, io));
    });
  withInventory(keys.command('decrypt'), io, ['text'])
    .description('print a key that is encrypted with age, in clear')
    .argument('<label>', 'name of the key in the inventory')
    .option('--show', 'print it although stdout is no screen')
    .addHelpText('after', DECRYPT_HELP)
    .action(async (label: string, flags: KeysDecryptFlags) => {
      const { keysDecrypt } = await import('../actions/keys-decrypt.ts');
      done(await keysDecrypt(label, flags, io));
    });
  withWriting(withInventory(keys.command('rekey'), io, ['text']))
    .description('encrypt everything that is encrypted with age again, for the `recipients` of today')
    .addHelpText('after', REKEY_HELP)
    .action(async (flags: KeyWritingFlags) => {
      const { keysRekey } = await import('../actions/keys-rekey.ts');
      done(await keysRekey(flags, io));
    });
}

const ENCRYPT_HELP = `
The key is typed and not shown, or comes from stdin; never from the command
line, which others can see. Comments and layout of the file stay.
${examples({
  'vlkctl keys encrypt xp-da': 'type it, see the change, say yes',
  'pass xp-da | vlkctl keys encrypt xp-da --yes': 'for a script',
  'vlkctl keys encrypt --stdin': 'any line, to stdout',
})}`;

const DECRYPT_HELP = `
VLKCTL_AGE_IDENTITY_FILE names the file with your identity.
${examples({
  'vlkctl keys decrypt xp-da': 'on a screen that nobody else sees',
  'vlkctl keys decrypt xp-da --show | qrencode -t ansi': 'through a pipe',
})}`;

const REKEY_HELP = `
Run it after \`recipients\` was changed. Every text has to be opened for that,
so VLKCTL_AGE_IDENTITY_FILE names the file with your identity. Who could open
a text before still can, in the history of the repository: after somebody has
left, that takes new keys and passwords.
${examples({ 'vlkctl keys rekey --dry-run': 'what would change', 'vlkctl keys rekey': 'after a question' })}`;
