import type { Command } from 'commander';
import type { PastFlags, RunsFlags } from '../actions/runs.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { positive, withInventory, withState } from '../flags.ts';

/** How many runs are listed unless told otherwise. */
const LISTED = 20;

/** Adds `runs` and what it can do. */
export function addRuns(cli: Cli): void {
  const runs = cli.program
    .command('runs')
    .description('past runs, from the journal; reaches no host')
    .addHelpText(
      'after',
      examples({
        'vlkctl runs': 'the last 20, newest first',
        'vlkctl runs show last': 'all of the last one',
        'vlkctl runs host gate-07': 'one host, and who set its key last',
        'vlkctl runs verify 4f9c1b2e8a7d6c5b': 'is that old report its own?',
      }),
    );
  addList(runs, cli);
  addShow(runs, cli);
  addHost(runs, cli);
  addVerify(runs, cli);
}

function addList(runs: Command, { io, done }: Cli): void {
  withState(withInventory(runs.command('list', { isDefault: true }), io), io)
    .description('the newest runs: when, who, which commit, how it ended')
    .option('--limit <n>', `how many (default ${LISTED})`, positive, LISTED)
    .addHelpText(
      'after',
      examples({ 'vlkctl runs list --limit 100': 'more of them', 'vlkctl runs list --output json': 'for a script' }),
    )
    .action(async (flags: RunsFlags) => {
      const { listRuns } = await import('../actions/runs.ts');
      done(await listRuns(flags, io));
    });
}

function addShow(runs: Command, { io, done }: Cli): void {
  withState(withInventory(runs.command('show'), io), io)
    .description('everything of one run, host by host in order')
    .argument('<run>', 'its name or the beginning of it, or last')
    .addHelpText(
      'after',
      examples({ 'vlkctl runs show last': 'the last one', 'vlkctl runs show r20261122': 'by name' }),
    )
    .action(async (run: string, flags: PastFlags) => {
      const { showRun } = await import('../actions/runs.ts');
      done(await showRun(run, flags, io));
    });
}

function addHost(runs: Command, { io, done }: Cli): void {
  withState(withInventory(runs.command('host'), io), io)
    .description('what all runs did to one host and how they found it, and who set its key last')
    .argument('<host>', 'its name or the beginning of it, also when it is no longer declared')
    .addHelpText(
      'after',
      examples({
        'vlkctl runs host gate-07': 'its whole history',
        'vlkctl runs host gate-07 --output json': 'for a script',
      }),
    )
    .action(async (host: string, flags: PastFlags) => {
      const { showHostRuns } = await import('../actions/runs.ts');
      done(await showHostRuns(host, flags, io));
    });
}

function addVerify(runs: Command, { io, done }: Cli): void {
  withState(withInventory(runs.command('verify'), io), io)
    .description('follow the chain of the journal; was it changed since a report?')
    .argument('[head]', 'the head that the report shows, or its first 16 characters')
    .addHelpText(
      'after',
      examples({
        'vlkctl runs verify': 'does each line follow the one before?',
        'vlkctl runs verify 4f9c1b2e8a7d6c5b': 'is that report its own? 1 if not',
      }),
    )
    .action(async (head: string | undefined, flags: PastFlags) => {
      const { verifyRuns } = await import('../actions/runs.ts');
      done(await verifyRuns(head, flags, io));
    });
}
