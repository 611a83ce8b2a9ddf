import { Option } from 'commander';
import type { BundleFlags } from '../actions/bundle-flags.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { duration, withInventory, withSelector } from '../flags.ts';

const DAY_MS = 86_400_000;

/** Adds `bundle`. */
export function addBundle({ program, io, done }: Cli): void {
  withSelector(withInventory(program.command('bundle'), io))
    .description('write what hosts that nobody can reach run by themselves: start-up script, key files, policy')
    .requiredOption('--out <folder>', 'new or empty folder, or one with an older bundle, which is replaced')
    .option('--domain <name>', 'domain whose computer accounts may read the keys, such as PLANT')
    .option('--keys <share>', String.raw`where hosts will find the key files, such as \\fs1\vlk-keys$`)
    .option('--stick', 'for a USB stick or a workgroup: key files and receipts beside the script')
    .addOption(new Option('--keys-per <what>', 'one key file for each').choices(['host', 'key']).default('host'))
    .option('--expires <duration>', 'hosts change nothing after that (default 90d)', duration, 90 * DAY_MS)
    .option('--gpo', 'also the files of a group policy')
    .option('--scripts', 'also ChangeVLKey2600.vbs and ChangeVLKeySP1.vbs, for one machine by hand')
    .option('--without-keys', 'no key files: you put them there yourself')
    .addHelpText('after', HELP)
    .action(async (flags: BundleFlags) => {
      const { bundleCommand } = await import('../actions/bundle.ts');
      done(await bundleCommand(flags, io));
    });
}

const HELP = `
Hosts with an access of kind startup-script are in it, all others are counted.
No host is reached. README.txt in the folder says what to do with it.
Key files are KEYS IN CLEAR, in private/keys and nowhere else.
${examples({
  [String.raw`vlkctl bundle --out b --domain PLANT --keys '\\fs1\vlk-keys$' --gpo`]: 'for a domain',
  "vlkctl bundle --out b --on '@line-b' --stick": 'for a USB stick',
  'vlkctl bundle --out b --stick --without-keys': 'to look at',
})}

Exit codes:
  0 written   1 could not be written   64 usage`;
