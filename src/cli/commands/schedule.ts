import { Argument, Option } from 'commander';
import { SCHEDULE_KINDS, SCHEDULED_RUNS, type ScheduleKind } from '../../schedule/schedule.ts';
import type { ScheduleFlags } from '../actions/schedule.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory, withSelector, withState } from '../flags.ts';

/** Adds `schedule`. */
export function addSchedule({ program, io, done }: Cli): void {
  withState(withSelector(withInventory(program.command('schedule'), io, ['text'])), io)
    .description('files with which a scheduler runs drift or apply unattended; reaches no host')
    .addArgument(new Argument('<kind>', 'what starts the runs').choices(SCHEDULE_KINDS))
    .addOption(new Option('--run <what>', 'what is run').choices(SCHEDULED_RUNS).default('drift'))
    .option('--cron <fields>', 'when, in five fields as in windows', '0 6 * * *')
    .option('--as <account>', 'systemd: account, default yours; windows: LocalService or another')
    .option('--tolerate-drift', 'exit code 2, drift, is no failure')
    .option('--out <folder>', 'write the files there instead of to stdout')
    .addHelpText('after', HELP)
    .action(async (kind: ScheduleKind, flags: ScheduleFlags) => {
      const { scheduleCommand } = await import('../actions/schedule.ts');
      done(await scheduleCommand(kind, flags, io));
    });
}

const HELP = `
No file holds a secret; each says which ones its run needs (docs/schedule.md).
${examples({
  'vlkctl schedule systemd --out units': 'drift at six every morning',
  "vlkctl schedule cron --cron '*/30 * * * *'": 'twice an hour',
  'vlkctl schedule systemd --run apply': 'change what differs',
  [String.raw`vlkctl schedule windows --as 'PLANT\vlkctl$' --out .`]: 'for schtasks',
  'vlkctl schedule github --out .github/workflows': 'plans in pull requests too',
})}

Exit codes:
  0 written   1 could not be written   64 usage, or not to be had this way`;
