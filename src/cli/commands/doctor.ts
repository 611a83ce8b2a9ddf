import type { DoctorFlags } from '../actions/doctor.ts';
import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { withInventory, withState, withTimeout } from '../flags.ts';

/** Adds `doctor`. */
export function addDoctor({ program, io, done }: Cli): void {
  withTimeout(withState(withInventory(program.command('doctor'), io), io))
    .description('why a host cannot be reached, link by link; changes nothing')
    .argument('[host]', 'name of a host; its first part or beginning will do')
    .addHelpText('after', HELP)
    .action(async (host: string | undefined, flags: DoctorFlags) => {
      const { doctorCommand } = await import('../actions/doctor.ts');
      done(await doctorCommand(host, flags, io));
    });
}

const HELP = `
Name, port, service, logon, computer name, OS level, activation class, rights,
clock: each passed or failed with what to do. Where the declared port is closed
it looks who answers elsewhere, and says what to write into the inventory. The
account is tried once. Without a host it looks at this machine alone.
${examples({
  'vlkctl doctor gate-07.b.example': 'a host that is `unknown`',
  'vlkctl doctor gate-07': 'the same, if no other fits',
  'vlkctl doctor gate-07 --output json': 'for a ticket or a script',
  'vlkctl doctor': 'this machine: programs, passwords, state',
})}

Exit codes:
  0 everything passed   5 something failed   1 could not run`;
