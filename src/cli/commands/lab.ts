import { type Command, InvalidArgumentError, Option } from 'commander';
import { SIMULATED_FAULTS } from '../../model/host.ts';
import type { BreakFlags, LabFlags } from '../actions/lab-change.ts';
import type { CreateFlags } from '../actions/lab-create.ts';
import type { ShowFlags } from '../actions/lab-show.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory, withSelector, withState } from '../flags.ts';
import type { Io } from '../io.ts';

/** More than any organisation has; a slip of the finger should not fill a disk. */
const MOST_HOSTS = 1_000_000;

/** Adds `lab` and what it can do. */
export function addLab(cli: Cli): void {
  const lab = cli.program
    .command('lab')
    .description('a simulated fleet of any size, to learn and to rehearse')
    .addHelpText('after', LAB_HELP);
  addCreate(lab, cli);
  addShow(lab, cli);
  addBreak(lab, cli);
  addMend(lab, cli);
  addReset(lab, cli);
}

function addCreate(lab: Command, { io, done }: Cli): void {
  lab
    .command('create')
    .description('write an inventory of simulated hosts: OS levels as they grow over the years, some with faults')
    .option('--hosts <n>', `how many, at most ${MOST_HOSTS} (default 60)`, hostCount, 60)
    .option('--seed <n>', 'the same seed makes the same fleet (default 1)', wholeNumber, 1)
    .option('--out <file>', 'where to write it; made-up keys go into a folder beside it', 'lab.yaml')
    .option('--overwrite', 'overwrite what is there')
    .addOption(new Option('--output <form>', 'form of the document').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      examples({
        'vlkctl lab create': '60 hosts in lab.yaml',
        'vlkctl lab create --hosts 3000 --out big.yaml': 'a fleet to measure with',
      }),
    )
    .action(async (flags: CreateFlags) => {
      const { labCreate } = await import('../actions/lab-create.ts');
      done(await labCreate(flags, io));
    });
}

function addShow(lab: Command, { io, done }: Cli): void {
  withLab(lab.command('show'), io)
    .description('the hosts as they really are, and what is not as on their first day')
    .option('--all', 'also the hosts that are as on their first day')
    .addHelpText(
      'after',
      examples({
        'vlkctl lab show -i lab.yaml': 'hosts with a fault, and what happened so far',
        "vlkctl lab show -i lab.yaml --on '@plant-a' --all": 'one plant, host by host',
      }),
    )
    .action(async (flags: ShowFlags) => {
      const { labShow } = await import('../actions/lab-show.ts');
      done(await labShow(flags, io));
    });
}

function addBreak(lab: Command, { io, done }: Cli): void {
  withLab(lab.command('break'), io)
    .description('let something happen to hosts')
    .argument('[host]', 'one host; or --on')
    .addOption(new Option('--fault <fault>', 'something wrong, until it is mended').choices(SIMULATED_FAULTS))
    .option('--key', 'somebody types in another volume licence key')
    .option('--reimaged', 'the first image is put back: key, service pack and OOBETimer as on the first day')
    .option('--service-pack', 'the next service pack is installed')
    .option('--activation-required', 'Windows demands activation')
    .addHelpText('after', BREAK_HELP)
    .action(async (host: string | undefined, flags: BreakFlags) => {
      const { labBreak } = await import('../actions/lab-change.ts');
      done(await labBreak(host, flags, io));
    });
}

function addMend(lab: Command, { io, done }: Cli): void {
  withLab(lab.command('mend'), io)
    .description('take faults and demands for activation away; key and service pack stay')
    .argument('[host]', 'one host; or --on')
    .addHelpText(
      'after',
      examples({
        'vlkctl lab mend gate-07 -i lab.yaml': 'one host',
        "vlkctl lab mend --on '*' -i lab.yaml": 'every host',
      }),
    )
    .action(async (host: string | undefined, flags: LabFlags) => {
      const { labMend } = await import('../actions/lab-change.ts');
      done(await labMend(host, flags, io));
    });
}

function addReset(lab: Command, { io, done }: Cli): void {
  withLab(lab.command('reset'), io)
    .description('back to the first day: the whole fleet and its journal, or the hosts of --on')
    .addHelpText(
      'after',
      `
Without --on the journal of the simulation is begun anew too. With --on it is
kept: \`drift\` then says what it says of a real host that went back in time.
${examples({
  'vlkctl lab reset -i lab.yaml': 'the whole fleet',
  "vlkctl lab reset -i lab.yaml --on '@plant-a'": 'one plant',
})}`,
    )
    .action(async (flags: LabFlags) => {
      const { labReset } = await import('../actions/lab-change.ts');
      done(await labReset(flags, io));
    });
}

function withLab(command: Command, io: Io): Command {
  return withState(withSelector(withInventory(command, io)), io);
}

function hostCount(text: string): number {
  const value = wholeNumber(text);
  if (value < 1 || value > MOST_HOSTS) throw new InvalidArgumentError(`It must be from 1 to ${MOST_HOSTS}.`);
  return value;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

const LAB_HELP = `
A tour:
  vlkctl lab create --hosts 200
  vlkctl drift -i lab.yaml
  vlkctl apply -i lab.yaml --on @canary
  vlkctl lab break --on '@plant-b' --key -i lab.yaml
  vlkctl drift -i lab.yaml
  vlkctl lab reset -i lab.yaml

The inventory says how each host begins. What happens to it later, by apply or
by \`lab\`, is kept in the state folder and wins over the inventory, with one
exception: a \`fault\` that you change in the YAML happens at the next run,
whatever was before. \`lab reset\` forgets everything that happened.`;

const BREAK_HELP = `
Faults, of which a host has one at a time until \`lab mend\` takes it away:
  unreachable      nobody answers
  refuses-key      Windows says no to every new key
  dies-in-change   the connection breaks in the next change, once
  oem-media        installed from OEM media, which take no volume licence key
  key-withheld     keeps no key that could be read back
  class-missing    has no Windows class that sets keys
  other-name       another machine answers under its name
  other-os-level   another service pack than it should have
  other-edition    another edition than its key is for
  other-language   another language than its key is for
${examples({
  'vlkctl lab break gate-07 --fault unreachable': 'one host',
  "vlkctl lab break --on '@plant-a' --key": 'drift in a whole plant',
  "vlkctl lab break --on 'b-till-*' --service-pack": 'then `vlkctl adopt os`',
})}`;
