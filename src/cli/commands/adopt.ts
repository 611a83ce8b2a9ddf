import type { Command } from 'commander';
import type { AdoptHostsFlags } from '../actions/adopt-hosts.ts';
import type { AdoptOsFlags } from '../actions/adopt-os.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory, withRun, withWriting } from '../flags.ts';

/** Adds `adopt` and what it can do. */
export function addAdopt(cli: Cli): void {
  const adopt = cli.program
    .command('adopt')
    .description('write what was found into the inventory; comments and layout stay')
    .addHelpText('after', ADOPT_HELP);
  addOs(adopt, cli);
  addHosts(adopt, cli);
}

function addOs(adopt: Command, { io, done }: Cli): void {
  withWriting(withRun(adopt.command('os'), io, ['text', 'json']))
    .description('observe the hosts and write the OS levels they really have')
    .addHelpText('after', OS_HELP)
    .action(async (flags: AdoptOsFlags) => {
      const { adoptOs } = await import('../actions/adopt-os.ts');
      done(await adoptOs(flags, io));
    });
}

function addHosts(adopt: Command, { io, done }: Cli): void {
  withWriting(withInventory(adopt.command('hosts'), io))
    .description(
      'add hosts from a list: CSV with a header line, as Excel, Active Directory and inventory tools export it',
    )
    .argument('<file>', 'the list; UTF-8, with commas, semicolons or tabs')
    .option('--group <name>', 'group of hosts whose line names none; otherwise they go to the top-level `hosts`')
    .option('--access <name>', 'access of hosts whose line names none')
    .option('--key <label>', 'key of hosts whose line names none')
    .addHelpText('after', HOSTS_HELP)
    .action(async (file: string, flags: AdoptHostsFlags) => {
      const { adoptHosts } = await import('../actions/adopt-hosts.ts');
      done(await adoptHosts(file, flags, io));
    });
}

const ADOPT_HELP = `
The change is shown as a diff first. It is written only if the new files load
and declare every other host as before.
${examples({
  'vlkctl adopt os --dry-run': 'OS levels that are not as declared',
  'vlkctl adopt hosts pcs.csv --dry-run': 'hosts of a list',
})}`;

const OS_HELP = `
A host whose OS level is known and not the declared one gets it where it costs
the fewest lines: where the old one is set if all hosts there changed alike, on
its range if all of it did, else on a line of its own. Only what \`drift\` calls
os-level-mismatch is written: a host that is unreachable or answers under
another name is left alone.
${examples({
  'vlkctl adopt os --dry-run': 'what would be written',
  "vlkctl adopt os --on '@plant-a'": 'one group, after a question',
  'vlkctl adopt os --yes --output json': 'for a script',
})}

Exit codes:
  0 written, or nothing to write   1 not written
  5 some hosts could not be read, or have to be declared by a person`;

const HOSTS_HELP = `
Columns, in any order; only name is required, others are passed over:
  name                 DNS name or IPv4 address
  os                   such as windows-xp-sp3; else from group or defaults
  computerName         where it is not the first part of the name
  tags                 with semicolons or blanks between them
  key, access, group   names that the inventory declares

Hosts that are declared already are skipped and counted. If anything is wrong
with the list, all of it is reported with its line and nothing is written.
${examples({
  'vlkctl adopt hosts pcs.csv --dry-run': 'what would be written',
  'vlkctl adopt hosts pcs.csv --group line-a --access ssh': 'for lines that do not say',
})}`;
