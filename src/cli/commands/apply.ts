import type { ApplyFlags } from '../actions/apply.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { duration, withForce, withLockTimeout, withOut, withRun } from '../flags.ts';

/** Adds `apply`. */
export function addApply({ program, io, done }: Cli): void {
  withForce(withLockTimeout(withOut(withRun(program.command('apply'), io), io)))
    .description('plan, ask, change, read back; undo what does not take')
    .option('--plan <file>', 'carry out a saved plan: its steps only, and only where the same would be planned now')
    .option('--yes', 'do not ask')
    .option('--pause <duration>', 'wait this long before each wave but the first, such as 30m', duration)
    .option('--resume', 'only hosts that the last apply left: held or not reached')
    .option('--retry-failed', 'these, and the hosts on which it failed')
    .option('--wait', 'wait for the windows of hosts that are due, the next one first; Ctrl-C ends that')
    .addHelpText(
      'after',
      examples({
        'vlkctl apply --on gate-07.b.example': 'one host first, after a question',
        "vlkctl apply --on '@canary' --yes": 'some hosts, without a question',
        'vlkctl apply --yes --wait': 'unattended: as windows open',
        'vlkctl apply --plan plan.json': 'what was reviewed, and nothing else',
        'vlkctl apply --resume': 'after a run that stopped',
      }),
    )
    .action(async (flags: ApplyFlags) => {
      const { applyCommand } = await import('../actions/apply.ts');
      done(await applyCommand(flags, io));
    });
}
