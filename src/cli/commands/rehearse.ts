import type { Cli } from '../cli.ts';

/** Adds `rehearse`. */
export function addRehearse({ program, io, done }: Cli): void {
  program
    .command('rehearse')
    .description('drift, plan, apply, drift on a simulated fleet, in seconds')
    .action(async () => {
      const { rehearse } = await import('../actions/rehearse.ts');
      done(await rehearse(io));
    });
}
